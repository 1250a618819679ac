"""The database tables, as mapped classes."""

from peoplesprocess.models.accounts import (
    Account,
    AccountClosing,
    FailureStreak,
    Invitation,
    Membership,
    NameChange,
    NewRoleConfirmation,
    PasswordLink,
    RecoveryCode,
    SecondFactor,
    SignInSession,
    ThrottledCodeVote,
)
from peoplesprocess.models.amendments import (
    AmendedProgress,
    Amendment,
    AmendmentLine,
    AmendmentOutcome,
    AmendmentSignature,
    AmendmentTranche,
)
from peoplesprocess.models.approvals import (
    AnswerReminder,
    AuthorityLevelsChange,
    AuthorityLook,
    AuthorityPromise,
    ConditionEvent,
    DecisionCondition,
    ItemRemark,
    PromiseOutcome,
    WorkObjection,
    WorkObjectionAnswer,
)
from peoplesprocess.models.assessments import (
    AssessmentForm,
    AssessmentFormVersion,
    AssessmentResponse,
    AssessmentResponseVersion,
    FieldSubmission,
    NeedOriginInResponse,
    ResponseDraft,
    ResponseDraftPage,
)
from peoplesprocess.models.attachments import Attachment
from peoplesprocess.models.base import Base
from peoplesprocess.models.closure import (
    Certificate,
    Defect,
    DefectRectification,
    FinalAccount,
    Handover,
    LaterWorkCheck,
    PublicAudit,
    RepairFundEntry,
    RetentionDeduction,
    Scorecard,
)
from peoplesprocess.models.complaints import (
    Complaint,
    ComplaintEvent,
    ComplaintKey,
    OfficerKey,
    SurvivorSupportContact,
)
from peoplesprocess.models.contracts import BillLine, Contract, ContractExtension, Signature, Tranche
from peoplesprocess.models.contributions import ContributionEntry, OtherPayerPayment
from peoplesprocess.models.devices import Device, DeviceUse
from peoplesprocess.models.group_observations import GroupObservation
from peoplesprocess.models.interruptions import ContractEnding, GrantReturn, Resumption, Suspension
from peoplesprocess.models.journal_records import (
    JournalEntry,
    JournalHead,
    JournalRowDigest,
    WebFormSubmission,
)
from peoplesprocess.models.labour import MusterRoll
from peoplesprocess.models.maps import (
    EarthPoint,
    GazetteerPlace,
    GazetteerRelease,
    MapShape,
    SketchMap,
    SketchPin,
)
from peoplesprocess.models.needs import (
    Merge,
    Need,
    NeedDistinction,
    NeedGroup,
    NeedSearchText,
    Split,
    SplitPart,
)
from peoplesprocess.models.plans import (
    Decision,
    ItemDeferral,
    ItemRemoval,
    Plan,
    PlanAdoption,
    PlanItem,
    PlanSubmission,
)
from peoplesprocess.models.profiles import ProfilePart, ProfilePublication, ProfileRound
from peoplesprocess.models.programmes import (
    Area,
    AuthorityChecklistPoint,
    ProcessVersion,
    Programme,
    ProgrammeFrame,
    StepGuidance,
    UnitRate,
)
from peoplesprocess.models.purchases import (
    PriceComparison,
    Quotation,
    SplitReason,
    StockItem,
    StockMovement,
)
from peoplesprocess.models.referrals import NeedReferral, ReferralAnswer
from peoplesprocess.models.reminders import MailAddress, MobileNumber, NumberConfirmation, Reminder
from peoplesprocess.models.rounds import (
    Attestation,
    BallotDataEntry,
    BallotSheet,
    BallotSheetCorrection,
    BallotSheetPhoto,
    CorrectionAnswer,
    CostChange,
    ProposedCorrection,
    Result,
    Round,
    RoundEndingWithoutResult,
)
from peoplesprocess.models.safeguards import Mitigation, MitigationRecheck, Screening
from peoplesprocess.models.settlements import (
    Block,
    Cycle,
    CycleEnding,
    Election,
    Meeting,
    NoObjection,
    Seat,
    SeatChange,
    Settlement,
    SettlementChange,
    StepClosure,
)
from peoplesprocess.models.small_groups import GroupSaving, SmallGroup, SmallGroupChange
from peoplesprocess.models.strikes import Strike
from peoplesprocess.models.summaries import ProgrammeTotal, SettlementSummary
from peoplesprocess.models.votes import (
    Ballot,
    LateVote,
    ReturnedVotingCode,
    SealedBallot,
    VoteReceipt,
    VoterSession,
    VotingCode,
)
from peoplesprocess.models.works import (
    BankBalance,
    CashBookEntry,
    FixedPoint,
    PaymentNumberCorrection,
    QualityCheck,
    TrancheArrival,
    TrancheRefusal,
    TrancheRelease,
    TrancheRequest,
    Visit,
    VisitPhoto,
)

__all__ = ["Account", "AccountClosing", "AmendedProgress", "Amendment", "AmendmentLine", "AmendmentOutcome"]
__all__ += [
    "AmendmentSignature",
    "AmendmentTranche",
    "AnswerReminder",
    "Area",
    "AssessmentForm",
]
__all__ += ["AssessmentFormVersion", "AssessmentResponse", "AssessmentResponseVersion", "Attachment"]
__all__ += ["Attestation", "AuthorityLook", "AuthorityPromise"]
__all__ += ["Ballot", "BallotDataEntry", "BallotSheet", "BallotSheetCorrection", "BankBalance", "Base"]
__all__ += ["BillLine", "Block"]
__all__ += ["AuthorityChecklistPoint", "CashBookEntry", "Certificate", "Complaint", "ComplaintEvent"]
__all__ += ["ComplaintKey", "ConditionEvent", "Contract", "ContractEnding", "ContractExtension"]
__all__ += ["ContributionEntry", "CorrectionAnswer", "CostChange", "Cycle", "CycleEnding"]
__all__ += ["Decision", "DecisionCondition", "Defect", "DefectRectification", "Device", "DeviceUse"]
__all__ += ["EarthPoint", "Election"]
__all__ += ["FailureStreak", "FieldSubmission", "FinalAccount", "FixedPoint"]
__all__ += ["GazetteerPlace", "GazetteerRelease", "GrantReturn", "GroupSaving"]
__all__ += ["Handover"]
__all__ += ["Invitation", "ItemDeferral", "ItemRemark", "ItemRemoval"]
__all__ += ["JournalEntry", "JournalHead", "JournalRowDigest"]
__all__ += ["AuthorityLevelsChange", "LateVote", "LaterWorkCheck"]
__all__ += ["MailAddress", "MapShape", "Meeting", "Membership", "Merge", "Mitigation"]
__all__ += ["MitigationRecheck", "MobileNumber", "MusterRoll"]
__all__ += ["NameChange", "Need", "NeedDistinction", "NeedGroup", "NeedOriginInResponse", "NeedSearchText"]
__all__ += ["NeedReferral", "NoObjection", "NumberConfirmation"]
__all__ += ["GroupObservation", "OfficerKey", "OtherPayerPayment", "WorkObjection", "WorkObjectionAnswer"]
__all__ += ["BallotSheetPhoto", "PasswordLink", "PaymentNumberCorrection", "Plan", "PlanAdoption", "PlanItem"]
__all__ += ["PlanSubmission", "PriceComparison", "ProcessVersion", "ProfilePart", "ProfilePublication"]
__all__ += ["ProfileRound", "Programme", "ProgrammeFrame", "ProgrammeTotal", "PromiseOutcome"]
__all__ += ["ProposedCorrection", "PublicAudit"]
__all__ += ["QualityCheck", "Quotation"]
__all__ += ["RecoveryCode", "ReferralAnswer", "Reminder", "RepairFundEntry", "SurvivorSupportContact"]
__all__ += ["ResponseDraft"]
__all__ += ["ResponseDraftPage", "Result", "Resumption", "RetentionDeduction", "ReturnedVotingCode"]
__all__ += ["NewRoleConfirmation", "Round", "RoundEndingWithoutResult"]
__all__ += ["Scorecard", "Screening", "SealedBallot", "Seat", "SeatChange", "SecondFactor", "Settlement"]
__all__ += ["SettlementChange", "SettlementSummary", "SignInSession", "Signature", "SketchMap", "SketchPin"]
__all__ += ["SmallGroup", "SmallGroupChange", "Split", "SplitPart", "SplitReason", "StepClosure"]
__all__ += ["StepGuidance", "StockItem", "StockMovement", "Strike", "Suspension"]
__all__ += ["Tranche", "TrancheArrival", "TrancheRefusal", "TrancheRelease", "TrancheRequest"]
__all__ += ["UnitRate"]
__all__ += ["ThrottledCodeVote", "Visit", "VisitPhoto", "VoteReceipt", "VoterSession", "VotingCode"]
__all__ += ["WebFormSubmission"]
