"""Queries of a contract's closing: its state in one row, instalments, defects, checks, audits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import BigInteger, Integer, String, bindparam, cast, func, literal, select, union_all
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.functions import aggregate_strings

from peoplesprocess.db.sums import whole_sum
from peoplesprocess.db.typed_query import Query
from peoplesprocess.facts.attachments import PAPERS_OF_DEFECT
from peoplesprocess.facts.conditions_and_promises import PROMISE_ROWS, ConditionOrPromiseRow
from peoplesprocess.facts.contract_progress import SIGNED_CONTRACTS
from peoplesprocess.facts.defects import COUNTS
from peoplesprocess.facts.done_at import done_at
from peoplesprocess.facts.local_days import day_in
from peoplesprocess.facts.places import SettlementWithRules
from peoplesprocess.facts.retention_money import DEDUCTED
from peoplesprocess.facts.strikes import not_struck
from peoplesprocess.facts.tranches import ASKED_AT, NEWEST_ARRIVAL
from peoplesprocess.models import (
    Account,
    CashBookEntry,
    Contract,
    Defect,
    DefectRectification,
    FinalAccount,
    LaterWorkCheck,
    Meeting,
    PublicAudit,
    Strike,
    Tranche,
    TrancheArrival,
    TrancheRelease,
    Visit,
)

_contract: ColumnElement[UUID] = bindparam("contract")

DECIDING = ("assembly", "reading", "audit")
"""Kinds of meetings that can decide how a surplus is used."""

SIGNED_CONTRACT = SIGNED_CONTRACTS.where(Contract.number == bindparam("number"))
"""One signed contract of a settlement by its number, with the state of its closing."""


class TrancheDates(NamedTuple):
    """An instalment in minor units, with the times of its last request, release and arrival, None if missing.

    Of the retention, `amount` is what deductions left of it, and `deducted` is what they took.
    """

    number: int
    amount: int
    is_retention: bool
    deducted: int
    asked_at: datetime | None
    released_at: datetime | None
    arrived_on: date | None
    arrived: int | None

    def came_on(self, place: SettlementWithRules) -> date | None:
        """Return the day on which it came, or was released if no arrival is recorded; None before that."""
        return self.arrived_on or (day_in(place, self.released_at) if self.released_at else None)


TRANCHES = Query(
    TrancheDates,
    select(
        Tranche.number,
        (Tranche.amount - DEDUCTED).label("amount"),
        Tranche.is_retention,
        DEDUCTED.label("deducted"),
        ASKED_AT.label("asked_at"),
        done_at(TrancheRelease).label("released_at"),
        TrancheArrival.arrived_on,
        TrancheArrival.amount.label("arrived"),
    )
    .outerjoin(TrancheRelease, TrancheRelease.tranche_id == Tranche.id)
    .outerjoin(TrancheArrival, TrancheArrival.id == NEWEST_ARRIVAL)
    .where(Tranche.contract_id == _contract)
    .order_by(Tranche.number),
)
"""A contract's instalments, in order."""


@dataclass(frozen=True, slots=True)
class DatedMeeting:
    """A meeting with its day; `contracts` are the numbers of those read there, joined by blanks."""

    id: UUID
    number: int
    kind: str
    held_on: date
    contracts: str | None


@dataclass(frozen=True, slots=True)
class AuditMeeting(DatedMeeting):
    """A meeting, with what a contract's cash book paid after it, in minor units."""

    spent_after: int


_contracts = (
    select(aggregate_strings(cast(Contract.number, String), " "))
    .join(PublicAudit, PublicAudit.contract_id == Contract.id)
    .where(PublicAudit.meeting_id == Meeting.id, not_struck(PublicAudit.id))
    .correlate(Meeting)
    .scalar_subquery()
)
_meetings = (
    select(Meeting.id, Meeting.number, Meeting.kind, Meeting.held_on, _contracts.label("contracts"))
    .where(Meeting.settlement_id == bindparam("settlement"), not_struck(Meeting.id))
    .order_by(Meeting.held_on.desc(), Meeting.number.desc())
)
_spent_after = (
    select(whole_sum(CashBookEntry.amount))
    .where(
        CashBookEntry.contract_id == _contract,
        CashBookEntry.spent_on > Meeting.held_on,
        not_struck(CashBookEntry.id),
    )
    .correlate(Meeting)
    .scalar_subquery()
)
_audit_meetings = _meetings.where(Meeting.kind == "audit")
AUDIT_MEETINGS = Query(DatedMeeting, _audit_meetings)
"""A settlement's meetings for public audits, the newest first."""
AUDIT_MEETINGS_FOR = Query(AuditMeeting, _audit_meetings.add_columns(_spent_after.label("spent_after")))
"""A settlement's meetings for public audits, with what a contract's cash book paid after each."""
DECIDING_MEETINGS = Query(
    DatedMeeting,
    _meetings.where(Meeting.kind.in_(DECIDING), Meeting.held_on >= bindparam("since")),
)
"""A settlement's meetings since a day that can decide how a surplus is used, the newest first."""


class AuditOrStruckAccount(NamedTuple):
    """A public audit, or a final account that was struck, with the reason if struck; sums in minor units.

    `kind` is the table, `words` are what was asked or decided. Cost, its reason and surplus belong to
    accounts; the number of the `meeting` belongs to audits and is 0 for accounts.
    """

    kind: str
    meeting: int
    day: date
    cost: int
    cost_reason: str
    surplus: int
    words: str
    reason: str | None
    struck_at: datetime | None
    struck_by: str | None


_struck = (Strike.reason, Strike.made_at.label("struck_at"), Account.name.label("struck_by"))
_audits_and_struck_accounts = union_all(
    select(
        literal(FinalAccount.__tablename__).label("kind"),
        cast(0, Integer).label("meeting"),
        FinalAccount.measured_on.label("day"),
        FinalAccount.cost,
        FinalAccount.cost_reason,
        FinalAccount.surplus,
        FinalAccount.surplus_use.label("words"),
        *_struck,
    )
    .join(Strike, Strike.record_id == FinalAccount.id)
    .outerjoin(Account, Account.id == Strike.made_by)
    .where(FinalAccount.contract_id == _contract),
    select(
        literal(PublicAudit.__tablename__),
        Meeting.number,
        Meeting.held_on,
        *(cast(0, BigInteger), literal(""), cast(0, BigInteger)),
        PublicAudit.questions,
        *_struck,
    )
    .join(Meeting, Meeting.id == PublicAudit.meeting_id)
    .outerjoin(Strike, Strike.record_id == PublicAudit.id)
    .outerjoin(Account, Account.id == Strike.made_by)
    .where(PublicAudit.contract_id == _contract),
).subquery()
_told = _audits_and_struck_accounts.c
AUDITS_AND_STRUCK_ACCOUNTS = Query(
    AuditOrStruckAccount,
    select(_audits_and_struck_accounts).order_by(
        _told.struck_at.desc(), _told.day.desc(), _told.meeting.desc()
    ),
)
"""A contract's public audits and its struck final accounts, each the newest first."""


class DefectRow(NamedTuple):
    """A defect; `found_on` is None if the certificate lists it. What is unknown before its repair is None.

    `turn` says who repairs one that was reported, "" for others; `papers` counts its photos.
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
"""A contract's defects with how each was repaired, in order."""
DEFECT = DEFECTS.where(Defect.number == bindparam("number"))
"""One defect of a contract by its number."""


_promises = PROMISE_ROWS.subquery()
PROMISES_OF_CONTRACT = Query(
    ConditionOrPromiseRow,
    select(_promises)
    .join(Contract, Contract.line == _promises.c.line)
    .where(Contract.id == _contract)
    .order_by(_promises.c.number),
)
"""The authority's promises with the yes that a contract rests on."""


class LaterWorkCheckRow(NamedTuple):
    """A check some months after the handover."""

    month: int
    checked_on: date
    works: bool
    notes: str


WORK_CHECKS = Query(
    LaterWorkCheckRow,
    select(LaterWorkCheck.month, LaterWorkCheck.checked_on, LaterWorkCheck.works, LaterWorkCheck.notes)
    .where(LaterWorkCheck.contract_id == _contract)
    .order_by(LaterWorkCheck.month),
)
"""The checks after a contract's handover, in order."""
