"""Tables, and nothing but tables."""

from peoplesprocess.models.accounts import (
    Account,
    Invitation,
    Membership,
    NameChange,
    PasswordLink,
    RecoveryCode,
    RoleConfirmation,
    SecondFactor,
    SignIn,
    Streak,
    VoteAttempt,
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
    AuthorityLook,
    AuthorityPromise,
    ConditionEvent,
    DecisionCondition,
    ItemRemark,
    LevelChange,
    Objection,
    ObjectionAnswer,
    PromiseOutcome,
)
from peoplesprocess.models.assessments import (
    AssessmentForm,
    AssessmentFormVersion,
    AssessmentResponse,
    AssessmentResponseVersion,
    FieldSubmission,
    NeedOrigin,
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
    PublicAudit,
    RepairFundEntry,
    RetentionDeduction,
    Scorecard,
    WorkCheck,
)
from peoplesprocess.models.complaints import (
    Complaint,
    ComplaintEvent,
    ComplaintKey,
    OfficerKey,
    ReferralContact,
)
from peoplesprocess.models.contracts import BillLine, Contract, ContractExtension, Signature, Tranche
from peoplesprocess.models.contributions import ContributionEntry, OtherPayment
from peoplesprocess.models.devices import Device, DeviceUse
from peoplesprocess.models.interruptions import ContractEnding, GrantReturn, Resumption, Suspension
from peoplesprocess.models.journal_records import FormSubmission, JournalEntry, JournalHead, JournalRowDigest
from peoplesprocess.models.labour import MusterRoll
from peoplesprocess.models.maps import (
    EarthPoint,
    GazetteerPlace,
    GazetteerRelease,
    MapShape,
    SketchMap,
    SketchPin,
)
from peoplesprocess.models.needs import Merge, Need, NeedDistinction, NeedGroup, NeedText, Split, SplitPart
from peoplesprocess.models.observations import Observation
from peoplesprocess.models.plans import (
    Adoption,
    Decision,
    ItemDeferral,
    ItemRemoval,
    Plan,
    PlanItem,
    Submission,
)
from peoplesprocess.models.profiles import ProfilePart, ProfilePublication, ProfileRound
from peoplesprocess.models.programmes import (
    Area,
    ChecklistPoint,
    ProcessVersion,
    Programme,
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
from peoplesprocess.models.reminders import MailAddress, MobileNumber, NumberConfirmation, Reminder
from peoplesprocess.models.rounds import (
    Attestation,
    BallotSheet,
    Correction,
    CorrectionAnswer,
    CostChange,
    DataEntry,
    PaperPhoto,
    ProposedCorrection,
    Result,
    Round,
    RoundEnding,
)
from peoplesprocess.models.safeguards import Mitigation, Recheck, Screening
from peoplesprocess.models.settlements import (
    Block,
    Cycle,
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
    Receipt,
    ReturnedCode,
    SealedBallot,
    VoterSession,
    VotingCode,
)
from peoplesprocess.models.works import (
    BankBalance,
    CashBookEntry,
    FixedPoint,
    PaymentNumber,
    Photo,
    QualityCheck,
    TrancheArrival,
    TrancheRefusal,
    TrancheRelease,
    TrancheRequest,
    Visit,
)

__all__ = ["Account", "Adoption", "AmendedProgress", "Amendment", "AmendmentLine", "AmendmentOutcome"]
__all__ += ["AmendmentSignature", "AmendmentTranche", "AnswerReminder", "Area", "AssessmentForm"]
__all__ += ["AssessmentFormVersion", "AssessmentResponse", "AssessmentResponseVersion", "Attachment"]
__all__ += ["Attestation", "AuthorityLook", "AuthorityPromise"]
__all__ += ["Ballot", "BallotSheet", "BankBalance", "Base", "BillLine", "Block"]
__all__ += ["CashBookEntry", "Certificate", "ChecklistPoint", "Complaint", "ComplaintEvent", "ComplaintKey"]
__all__ += ["ConditionEvent", "Contract", "ContractEnding", "ContractExtension", "ContributionEntry"]
__all__ += ["Correction", "CorrectionAnswer", "CostChange", "Cycle"]
__all__ += ["DataEntry", "Decision", "DecisionCondition", "Defect", "DefectRectification", "Device"]
__all__ += ["DeviceUse"]
__all__ += ["EarthPoint", "Election"]
__all__ += ["FieldSubmission", "FinalAccount", "FixedPoint", "FormSubmission"]
__all__ += ["GazetteerPlace", "GazetteerRelease", "GrantReturn", "GroupSaving"]
__all__ += ["Handover"]
__all__ += ["Invitation", "ItemDeferral", "ItemRemark", "ItemRemoval"]
__all__ += ["JournalEntry", "JournalHead", "JournalRowDigest"]
__all__ += ["LateVote", "LevelChange"]
__all__ += ["MailAddress", "MapShape", "Meeting", "Membership", "Merge", "Mitigation", "MobileNumber"]
__all__ += ["MusterRoll"]
__all__ += ["NameChange", "Need", "NeedDistinction", "NeedGroup", "NeedOrigin", "NeedText", "NoObjection"]
__all__ += ["NumberConfirmation"]
__all__ += ["Objection", "ObjectionAnswer", "Observation", "OfficerKey", "OtherPayment"]
__all__ += ["PaperPhoto", "PasswordLink", "PaymentNumber", "Photo", "Plan", "PlanItem"]
__all__ += ["PriceComparison", "ProcessVersion"]
__all__ += ["ProfilePart", "ProfilePublication", "ProfileRound", "Programme", "ProgrammeTotal"]
__all__ += ["PromiseOutcome", "ProposedCorrection", "PublicAudit"]
__all__ += ["QualityCheck", "Quotation"]
__all__ += ["Receipt", "Recheck", "RecoveryCode", "ReferralContact", "Reminder", "RepairFundEntry"]
__all__ += ["ResponseDraft", "ResponseDraftPage", "Result", "Resumption"]
__all__ += ["RetentionDeduction", "ReturnedCode"]
__all__ += ["RoleConfirmation", "Round", "RoundEnding"]
__all__ += ["Scorecard", "Screening", "SealedBallot", "Seat", "SeatChange", "SecondFactor", "Settlement"]
__all__ += ["SettlementChange", "SettlementSummary", "SignIn", "Signature", "SketchMap", "SketchPin"]
__all__ += [
    "SmallGroup",
    "SmallGroupChange",
    "Split",
    "SplitPart",
    "SplitReason",
    "StepClosure",
    "StepGuidance",
]
__all__ += ["StockItem", "StockMovement", "Streak", "Strike", "Submission", "Suspension"]
__all__ += ["Tranche", "TrancheArrival", "TrancheRefusal", "TrancheRelease", "TrancheRequest"]
__all__ += ["UnitRate"]
__all__ += ["Visit", "VoteAttempt", "VoterSession", "VotingCode"]
__all__ += ["WorkCheck"]
