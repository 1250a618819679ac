"""Tables, and nothing but tables."""

from peoplesprocess.models.ballots import Ballot, HandedIn, LateVote, Receipt, SealedBallot, Slip
from peoplesprocess.models.base import Base
from peoplesprocess.models.closure import (
    Audit,
    Certificate,
    Defect,
    FinalAccount,
    Handover,
    Mending,
    WorkCheck,
)
from peoplesprocess.models.contracts import BillLine, Contract, Extension, Signature, TrancheRow
from peoplesprocess.models.needs import Merge, Need, Voice
from peoplesprocess.models.people import Account, Attempt, Invitation, MembershipRow, SignIn
from peoplesprocess.models.plans import Adoption, Decision, Plan, PlanItem, Submission
from peoplesprocess.models.priorities import (
    Attestation,
    Correction,
    CostChange,
    PaperPhoto,
    Result,
    Round,
    SheetRow,
    Typing,
)
from peoplesprocess.models.programmes import Area, Process, Programme
from peoplesprocess.models.records import Answer, Chain, JournalEntry
from peoplesprocess.models.settlements import (
    Election,
    Meeting,
    NoObjection,
    Passage,
    Seat,
    Settlement,
)
from peoplesprocess.models.works import Photo, Refusal, Release, Spending, TrancheRequest, Visit

__all__ = [
    "Account",
    "Adoption",
    "Answer",
    "Area",
    "Attempt",
    "Attestation",
    "Audit",
    "Ballot",
    "Base",
    "BillLine",
    "Certificate",
    "Chain",
    "Contract",
    "Correction",
    "CostChange",
    "Decision",
    "Defect",
    "Election",
    "Extension",
    "FinalAccount",
    "HandedIn",
    "Handover",
    "Invitation",
    "JournalEntry",
    "LateVote",
    "Meeting",
    "MembershipRow",
    "Mending",
    "Merge",
    "Need",
    "NoObjection",
    "PaperPhoto",
    "Passage",
    "Photo",
    "Plan",
    "PlanItem",
    "Process",
    "Programme",
    "Receipt",
    "Refusal",
    "Release",
    "Result",
    "Round",
    "SealedBallot",
    "Seat",
    "Settlement",
    "SheetRow",
    "SignIn",
    "Signature",
    "Slip",
    "Spending",
    "Submission",
    "TrancheRequest",
    "TrancheRow",
    "Typing",
    "Visit",
    "Voice",
    "WorkCheck",
]
