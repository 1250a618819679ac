"""Tables, and nothing but tables."""

from peoplesprocess.models.accounts import Account, Attempt, Invitation, Membership, SignIn
from peoplesprocess.models.base import Base
from peoplesprocess.models.closure import (
    Audit,
    Certificate,
    Defect,
    DefectRectification,
    FinalAccount,
    Handover,
    WorkCheck,
)
from peoplesprocess.models.contracts import BillLine, Contract, Extension, Signature, Tranche
from peoplesprocess.models.needs import Merge, Need, NeedGroup
from peoplesprocess.models.plans import Adoption, Decision, Plan, PlanItem, Submission
from peoplesprocess.models.programmes import Area, Process, Programme
from peoplesprocess.models.records import FormSubmission, JournalEntry, JournalHead
from peoplesprocess.models.rounds import (
    Attestation,
    BallotSheet,
    Correction,
    CostChange,
    DataEntry,
    PaperPhoto,
    Result,
    Round,
)
from peoplesprocess.models.settlements import (
    Election,
    Meeting,
    NoObjection,
    Seat,
    Settlement,
    StepClosure,
)
from peoplesprocess.models.summaries import ProgrammeTotal, SettlementSummary
from peoplesprocess.models.votes import Ballot, LateVote, Receipt, ReturnedCode, SealedBallot, VotingCode
from peoplesprocess.models.works import (
    CashBookEntry,
    Photo,
    TrancheRefusal,
    TrancheRelease,
    TrancheRequest,
    Visit,
)

__all__ = [
    "Account",
    "Adoption",
    "Area",
    "Attempt",
    "Attestation",
    "Audit",
    "Ballot",
    "BallotSheet",
    "Base",
    "BillLine",
    "CashBookEntry",
    "Certificate",
    "Contract",
    "Correction",
    "CostChange",
    "DataEntry",
    "Decision",
    "Defect",
    "DefectRectification",
    "Election",
    "Extension",
    "FinalAccount",
    "FormSubmission",
    "Handover",
    "Invitation",
    "JournalEntry",
    "JournalHead",
    "LateVote",
    "Meeting",
    "Membership",
    "Merge",
    "Need",
    "NeedGroup",
    "NoObjection",
    "PaperPhoto",
    "Photo",
    "Plan",
    "PlanItem",
    "Process",
    "Programme",
    "ProgrammeTotal",
    "Receipt",
    "Result",
    "ReturnedCode",
    "Round",
    "SealedBallot",
    "Seat",
    "Settlement",
    "SettlementSummary",
    "SignIn",
    "Signature",
    "StepClosure",
    "Submission",
    "Tranche",
    "TrancheRefusal",
    "TrancheRelease",
    "TrancheRequest",
    "Visit",
    "VotingCode",
    "WorkCheck",
]
