"""Queries of works: the list, and one work with its money and instalments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ScalarSelect, String, bindparam, cast, func, select
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.functions import aggregate_strings

from peoplesprocess.core.contract_closure import NEARLY_BUILT
from peoplesprocess.core.progress import apart, financial
from peoplesprocess.db.typed_query import Query
from peoplesprocess.facts.bank_payment_numbers import PAYMENT_NUMBER
from peoplesprocess.facts.committee import signatories, women_signatories
from peoplesprocess.facts.contract_money import MONEY_COLUMNS, ContractPapersRow
from peoplesprocess.facts.contract_progress import CHECKED_MONTHS, WORKS_NOW
from peoplesprocess.facts.contract_signatures import IS_SIGNED, SIGNATURES, is_signed_by_all
from peoplesprocess.facts.contracts import NEWEST_VISIT, PHYSICAL
from peoplesprocess.facts.defects import IS_OPEN
from peoplesprocess.facts.done_at import done_at
from peoplesprocess.facts.proved_accounts import READ_ON, SPENT_UNREAD, UNPROVEN
from peoplesprocess.facts.retention_money import (
    CERTIFIED_ON,
    DEDUCTED,
    FIRST_DEFECT_DUE,
    FIRST_OPEN_DEFECT,
    NEXT_REPAIR,
    REPAIRED_ON,
    RETENTION_PAID,
    RETENTION_WAITS,
    TO_COME,
)
from peoplesprocess.facts.serious_complaints import serious_complaint_open
from peoplesprocess.facts.strikes import not_struck
from peoplesprocess.facts.suspensions import STANDS_STILL, SUSPENSIONS, StoredSuspension
from peoplesprocess.facts.tranches import ANSWER_SINCE, CAME_SHORT, NEWEST_ARRIVAL, RELEASED_AT
from peoplesprocess.facts.work_papers import PAPER_COLUMNS
from peoplesprocess.models import (
    CashBookEntry,
    Certificate,
    Contract,
    ContractEnding,
    Defect,
    FinalAccount,
    FixedPoint,
    Handover,
    PublicAudit,
    Suspension,
    Tranche,
    TrancheArrival,
    TrancheRefusal,
    TrancheRelease,
    TrancheRequest,
    Visit,
)

_BETWEEN = "\x1f"
"""Separates joined names; no form accepts it."""
_contract: ColumnElement[UUID] = bindparam("contract")


@dataclass(frozen=True, slots=True)
class WorkRow(ContractPapersRow):
    """A contract with its money in minor units and progress in hundredths of a percent, None before a visit.

    `measured` holds the quantity done by bill position, in thousandths of the unit; `came_short` counts the
    instalments of which less came than was released, `unproven` the lines without a photo of a receipt.
    `next_defect` is the first unrepaired one, `next_repair` the earliest day by which a repair is due. With
    `retention_waits`, the retention is neither paid nor requested.
    """

    signatures: int
    signatories: int
    women_signatories: int
    papers: int
    waiting_since: datetime | None
    released_at: datetime | None
    certificates: int
    final_accounts: int
    handovers: int
    handed_on: date | None
    fund: int | None
    checked: str | None
    works: bool | None
    defects_open: int
    audits: int
    newest_visit: int | None
    physical: int | None
    visited_on: date | None
    measured: dict[str, int] | None
    suspended_on: date | None
    suspension_reason: str | None
    stored_suspensions: list[StoredSuspension] | None
    ended_on: date | None
    ended_reason: str | None
    ground: str | None
    complaint_open: bool
    came_short: int
    read_on: date | None
    spent_unread: int
    unproven: int
    stored_points: str | None
    certified_on: date | None
    retention_waits: bool
    retention_paid: bool
    account_cost: int | None
    next_defect: int | None
    next_defect_due: date | None
    next_repair: date | None
    repaired_on: date | None
    to_come: int

    @property
    def points(self) -> list[tuple[int, str]]:
        """The fixed points that a photo can be taken from, as number and name, by number."""
        parts = (point.partition(":") for point in (self.stored_points or "").split(_BETWEEN) if point)
        return sorted((int(number), name) for number, _, name in parts)

    @property
    def is_book_closed(self) -> bool:
        """Whether the cash book is closed: there is a final account, and no retention was paid."""
        return bool(self.final_accounts) and not self.retention_paid

    @property
    def is_closing(self) -> bool:
        """Whether its closing has something to show: nearly built, ended, read out, or with open defects."""
        is_near = (self.physical or 0) >= NEARLY_BUILT or self.ended_on is not None
        return is_near or self.audits > 0 or self.defects_open > 0

    @property
    def is_signed(self) -> bool:
        """Whether all parties have signed the contract."""
        return is_signed_by_all(self.signatures)

    @property
    def built(self) -> Fraction:
        """The progress that the newest visit measured, in percent."""
        return Fraction(self.physical or 0, 100)

    @property
    def financial(self) -> Fraction:
        """What the work cost so far, in percent of the contract's total."""
        return financial(self.cost_so_far, self.total)

    def is_apart(self, limit: int) -> bool:
        """Return whether progress and cost differ by more than `limit` points before the final account."""
        return not self.final_accounts and apart(self.built, self.financial, limit)


def _count(owner: InstrumentedAttribute[UUID], *also: ColumnElement[bool]) -> ScalarSelect[int]:
    return select(func.count()).where(owner == Contract.id, *also).correlate(Contract).scalar_subquery()


_points = (
    select(aggregate_strings(cast(FixedPoint.number, String) + ":" + FixedPoint.name, _BETWEEN))
    .where(FixedPoint.contract_id == Contract.id, not_struck(FixedPoint.id))
    .correlate(Contract)
    .scalar_subquery()
)
_account_cost = (
    select(FinalAccount.cost)
    .where(FinalAccount.contract_id == Contract.id, not_struck(FinalAccount.id))
    .correlate(Contract)
    .scalar_subquery()
)
_works = (
    select(
        *MONEY_COLUMNS,
        *PAPER_COLUMNS,
        SIGNATURES.label("signatures"),
        signatories(Contract.settlement_id.expression).label("signatories"),
        women_signatories(Contract.settlement_id.expression).label("women_signatories"),
        _count(CashBookEntry.contract_id).label("papers"),
        ANSWER_SINCE.label("waiting_since"),
        RELEASED_AT.label("released_at"),
        _count(Certificate.contract_id).label("certificates"),
        _count(FinalAccount.contract_id, not_struck(FinalAccount.id)).label("final_accounts"),
        _count(Handover.contract_id).label("handovers"),
        Handover.handed_on,
        Handover.fund,
        CHECKED_MONTHS.label("checked"),
        WORKS_NOW.label("works"),
        _count(Defect.contract_id, IS_OPEN).label("defects_open"),
        _count(PublicAudit.contract_id, PublicAudit.accepted.is_(True), not_struck(PublicAudit.id)).label(
            "audits"
        ),
        Visit.number.label("newest_visit"),
        PHYSICAL.label("physical"),
        Visit.visited_on,
        Visit.measured,
        Suspension.suspended_on,
        Suspension.reason.label("suspension_reason"),
        SUSPENSIONS.label("stored_suspensions"),
        ContractEnding.ended_on,
        ContractEnding.reason.label("ended_reason"),
        ContractEnding.ground,
        serious_complaint_open(Contract.settlement_id.expression).label("complaint_open"),
        CAME_SHORT.label("came_short"),
        READ_ON.label("read_on"),
        SPENT_UNREAD.label("spent_unread"),
        UNPROVEN.label("unproven"),
        _points.label("stored_points"),
        CERTIFIED_ON.label("certified_on"),
        RETENTION_WAITS.label("retention_waits"),
        RETENTION_PAID.label("retention_paid"),
        _account_cost.label("account_cost"),
        FIRST_OPEN_DEFECT.label("next_defect"),
        FIRST_DEFECT_DUE.label("next_defect_due"),
        NEXT_REPAIR.label("next_repair"),
        REPAIRED_ON.label("repaired_on"),
        TO_COME.label("to_come"),
    )
    .select_from(Contract)
    .outerjoin(Visit, Visit.id == NEWEST_VISIT)
    .outerjoin(Suspension, STANDS_STILL)
    .outerjoin(ContractEnding, ContractEnding.contract_id == Contract.id)
    .outerjoin(Handover, Handover.contract_id == Contract.id)
    .where(Contract.settlement_id == bindparam("settlement"))
    .order_by(Contract.number)
)
WORKS = Query(WorkRow, _works.where(IS_SIGNED))
"""All of a settlement's signed contracts with their money and progress, in order."""
WORK = Query(WorkRow, _works.where(Contract.number == bindparam("number")))
"""One contract of a settlement, signed or not, by its number."""


class TrancheRow(NamedTuple):
    """An instalment with one of its requests (None if there is none), its refusal, release and arrival.

    The columns with `typed` say when something was typed in that may have been done on paper earlier.
    """

    id: UUID
    number: int
    percent: int
    amount: int
    work_done: int
    money_spent: int
    certificate: bool
    is_retention: bool
    deducted: int
    request_id: UUID | None
    request_number: int | None
    requested_by: UUID | None
    requested_at: datetime | None
    requested_typed_at: datetime | None
    statement: str | None
    refused_at: datetime | None
    refused_typed_at: datetime | None
    reason: str | None
    released_at: datetime | None
    released_typed_at: datetime | None
    paper: str | None
    arrived_on: date | None
    arrived: int | None


TRANCHES = Query(
    TrancheRow,
    select(
        Tranche.id,
        Tranche.number,
        Tranche.percent,
        Tranche.amount,
        Tranche.work_done,
        Tranche.money_spent,
        Tranche.certificate,
        Tranche.is_retention,
        DEDUCTED.label("deducted"),
        TrancheRequest.id.label("request_id"),
        TrancheRequest.number.label("request_number"),
        TrancheRequest.made_by.label("requested_by"),
        done_at(TrancheRequest).label("requested_at"),
        TrancheRequest.made_at.label("requested_typed_at"),
        TrancheRequest.statement,
        done_at(TrancheRefusal).label("refused_at"),
        TrancheRefusal.made_at.label("refused_typed_at"),
        TrancheRefusal.reason,
        done_at(TrancheRelease).label("released_at"),
        TrancheRelease.made_at.label("released_typed_at"),
        PAYMENT_NUMBER.label("paper"),
        TrancheArrival.arrived_on,
        TrancheArrival.amount.label("arrived"),
    )
    .select_from(Tranche)
    .outerjoin(TrancheRequest, TrancheRequest.tranche_id == Tranche.id)
    .outerjoin(TrancheRefusal, TrancheRefusal.request_id == TrancheRequest.id)
    .outerjoin(TrancheRelease, TrancheRelease.tranche_id == Tranche.id)
    .outerjoin(TrancheArrival, TrancheArrival.id == NEWEST_ARRIVAL)
    .where(Tranche.contract_id == _contract)
    .order_by(Tranche.number, TrancheRequest.number),
)
"""A contract's instalments in order, a row for each request."""
