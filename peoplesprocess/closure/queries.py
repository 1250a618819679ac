"""What is read at the end of a contract: its closing in one row, instalments, defects, checks, audits."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, func, select
from sqlalchemy.sql.elements import ColumnElement

from peoplesprocess.db.query import Query
from peoplesprocess.facts.answer_terms import PROMISE_ROWS, AnswerTerm
from peoplesprocess.facts.attachments import PAPERS_OF_DEFECT
from peoplesprocess.facts.completion import SIGNED_CONTRACTS
from peoplesprocess.facts.defects import COUNTS
from peoplesprocess.facts.retention import DEDUCTED
from peoplesprocess.facts.strikes import not_struck
from peoplesprocess.models import (
    Account,
    Contract,
    Defect,
    DefectRectification,
    FinalAccount,
    Meeting,
    Strike,
    Tranche,
    TrancheRelease,
    TrancheRequest,
    Visit,
    WorkCheck,
)

_contract: ColumnElement[UUID] = bindparam("contract")

SIGNED_CONTRACT = SIGNED_CONTRACTS.where(Contract.number == bindparam("number"))
"""One signed contract of a settlement, by its number, with how far its closing is."""


class TrancheDates(NamedTuple):
    """An instalment in minor units with when it was last asked for and released, None where it was not.

    Of the retention `amount` is what repairs left of it, and `deducted` what they took.
    """

    number: int
    amount: int
    is_retention: bool
    deducted: int
    asked_at: datetime | None
    released_at: datetime | None


_asked_at = (
    select(func.max(TrancheRequest.made_at)).where(TrancheRequest.tranche_id == Tranche.id).scalar_subquery()
)
TRANCHES = Query(
    TrancheDates,
    select(
        Tranche.number,
        (Tranche.amount - DEDUCTED).label("amount"),
        Tranche.is_retention,
        DEDUCTED.label("deducted"),
        _asked_at.label("asked_at"),
        TrancheRelease.made_at.label("released_at"),
    )
    .outerjoin(TrancheRelease, TrancheRelease.tranche_id == Tranche.id)
    .where(Tranche.contract_id == _contract)
    .order_by(Tranche.number),
)
"""A contract's instalments, in order."""


class AuditMeeting(NamedTuple):
    """A meeting at which accounts can have been read."""

    id: UUID
    number: int
    held_on: date


AUDIT_MEETINGS = Query(
    AuditMeeting,
    select(Meeting.id, Meeting.number, Meeting.held_on)
    .where(Meeting.settlement_id == bindparam("settlement"), Meeting.kind == "audit", not_struck(Meeting.id))
    .order_by(Meeting.held_on.desc(), Meeting.number.desc())
    .limit(50),
)
"""A settlement's meetings for public audits, the newest first."""


class StruckAccountRow(NamedTuple):
    """A final account that counts no more, in minor units, and why."""

    number: int
    measured_on: date
    cost: int
    surplus: int
    surplus_use: str
    reason: str
    struck_at: datetime
    struck_by: str | None


STRUCK_ACCOUNTS = Query(
    StruckAccountRow,
    select(
        FinalAccount.number,
        FinalAccount.measured_on,
        FinalAccount.cost,
        FinalAccount.surplus,
        FinalAccount.surplus_use,
        Strike.reason,
        Strike.made_at.label("struck_at"),
        Account.name.label("struck_by"),
    )
    .join(Strike, Strike.record_id == FinalAccount.id)
    .outerjoin(Account, Account.id == Strike.made_by)
    .where(FinalAccount.contract_id == _contract)
    .order_by(FinalAccount.number.desc()),
)
"""A contract's final accounts that were struck, the newest first."""


class DefectRow(NamedTuple):
    """A defect; `found_on` is the day on which it was found, None if the certificate lists it.

    `turn` says who repairs one that was found in the defects period, "" of others; `papers` counts its
    photos. None is what is not known while it is not rectified.
    """

    id: UUID
    number: int
    what: str
    due_on: date
    rectified_on: date | None
    how: str | None
    found_on: date | None
    turn: str
    papers: int


DEFECTS = Query(
    DefectRow,
    select(
        Defect.id,
        Defect.number,
        Defect.what,
        Defect.due_on,
        DefectRectification.rectified_on,
        DefectRectification.how,
        func.coalesce(Defect.found_on, Visit.visited_on).label("found_on"),
        Defect.turn,
        PAPERS_OF_DEFECT.label("papers"),
    )
    .outerjoin(DefectRectification, DefectRectification.defect_id == Defect.id)
    .outerjoin(Visit, Visit.id == Defect.visit_id)
    .where(Defect.contract_id == _contract, COUNTS)
    .order_by(Defect.number),
)
"""A contract's defects with how each was rectified, in order."""
DEFECT = DEFECTS.where(Defect.number == bindparam("number"))
"""One of them by its number."""


_promises = PROMISE_ROWS.subquery()
PROMISES_OF_CONTRACT = Query(
    AnswerTerm,
    select(_promises)
    .join(Contract, Contract.line == _promises.c.line)
    .where(Contract.id == _contract)
    .order_by(_promises.c.number),
)
"""What the authority promised with the yes that a contract rests on."""


class WorkCheckRow(NamedTuple):
    """A check some months after the handover."""

    month: int
    checked_on: date
    works: bool
    notes: str


WORK_CHECKS = Query(
    WorkCheckRow,
    select(WorkCheck.month, WorkCheck.checked_on, WorkCheck.works, WorkCheck.notes)
    .where(WorkCheck.contract_id == _contract)
    .order_by(WorkCheck.month),
)
"""The checks after a contract's handover, in order."""
