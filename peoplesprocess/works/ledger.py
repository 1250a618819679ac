"""A contract's money and progress: the state of each instalment, and the facts that the rules need."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from uuid import UUID

from peoplesprocess.core.authority_decisions import days_waiting
from peoplesprocess.core.interruption_rules import days_not_suspended
from peoplesprocess.core.programme_rules import ProgrammeRules, TrancheTerms
from peoplesprocess.core.retention import period_end
from peoplesprocess.core.tranche_conditions import TrancheCondition
from peoplesprocess.core.tranches import ContractSituation, TrancheFacts, conditions
from peoplesprocess.facts.local_days import day_in
from peoplesprocess.facts.places import SettlementWithRules
from peoplesprocess.facts.suspensions import suspension_periods
from peoplesprocess.works.queries import TrancheRow, WorkRow


@dataclass(frozen=True, slots=True)
class LedgerTrancheRequest:
    """A request for an instalment, made at `made_at` (perhaps on paper) and typed in at `typed_at`.

    `refused_at` is None unless it was refused; the refusal was typed in at `refused_typed_at`.
    """

    id: UUID
    number: int
    made_by: UUID | None
    made_at: datetime
    typed_at: datetime
    statement: str
    refused_at: datetime | None
    refused_typed_at: datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class LedgerTranche:
    """An instalment with its requests, oldest first, its release, and how much of it came when.

    `released_typed_at` is when the release, perhaps done on paper, was typed in. `deducted` is what repairs
    took from a retention; the instalment's amount is already without it.
    """

    id: UUID
    tranche: TrancheFacts
    requests: tuple[LedgerTrancheRequest, ...]
    released_at: datetime | None
    released_typed_at: datetime | None
    paper: str
    arrived_on: date | None = None
    arrived: int = 0
    deducted: int = 0

    @property
    def is_released_on_paper(self) -> bool:
        """Whether the release has a day on paper, other than the day on which it was typed in."""
        return self.released_at != self.released_typed_at

    @property
    def open(self) -> LedgerTrancheRequest | None:
        """The request that waits for an answer, or None."""
        last = self.requests[-1] if self.requests else None
        return last if last and last.refused_at is None and self.released_at is None else None

    def days(self, place: SettlementWithRules, today: date) -> int:
        """Return the days from the last request until its release or refusal, or until today if it waits.

        Time that the bank takes after the release is not counted; money that came was paid by the day it
        came.
        """
        if not self.requests:
            return 0
        return days_waiting(*self.waits(place, today)[-1])

    def waits(self, place: SettlementWithRules, today: date) -> list[tuple[date, date]]:
        """Return the days of each request and of its answer, or `today` if it waits.

        Money that came was paid by the day it came.
        """
        return [
            (day_in(place, request.made_at), self._answered_on(request, place, today))
            for request in self.requests
        ]

    def _answered_on(self, request: LedgerTrancheRequest, place: SettlementWithRules, today: date) -> date:
        if request.refused_at is not None:
            return day_in(place, request.refused_at)
        until = day_in(place, self.released_at) if self.released_at else today
        return min(until, self.arrived_on or until)

    def days_to_account(self, place: SettlementWithRules) -> int:
        """Return the days from the last request until its money was on the account, 0 until it is there."""
        if not self.requests or self.arrived_on is None:
            return 0
        return days_waiting(day_in(place, self.requests[-1].made_at), self.arrived_on)

    @property
    def came_short(self) -> int:
        """By how much what came is less than what was released, in minor units; negative if it is more."""
        return self.tranche.amount - self.arrived if self.arrived_on is not None else 0


@dataclass(frozen=True, slots=True)
class Ledger:
    """Everything known about a contract's money, with its settlement."""

    work: WorkRow
    tranches: tuple[LedgerTranche, ...]
    place: SettlementWithRules
    today: date

    @property
    def rules(self) -> ProgrammeRules:
        """The programme's rules, adjusted by what the contract says about who signs for the account."""
        return self.work.account_rules(self.place.rules)

    @property
    def released_on(self) -> date | None:
        """The last day on which a released instalment came, or was released if no arrival is recorded."""
        days = (
            part.arrived_on or day_in(self.place, part.released_at)
            for part in self.tranches
            if part.released_at is not None
        )
        return max(days, default=None)

    @property
    def status(self) -> ContractSituation:
        """The contract's situation as the rules of instalments need it."""
        return ContractSituation(
            signed=self.work.is_signed,
            signatories=self.work.signatories,
            women_signatories=self.work.women_signatories,
            physical=self.work.built,
            paid=self.work.cash.paid,
            released=self.released,
            certified=bool(self.work.certificates),
            audited=bool(self.work.audits),
            defects_open=self.work.defects_open,
            suspended_on=self.work.suspended_on,
            suspension_reason=self.work.suspension_reason or "",
            ended_on=self.work.ended_on,
            complaint_open=self.work.complaint_open,
            released_on=self.released_on,
            read_on=self.work.read_on,
            spent_unread=int(self.work.spent_unread),
            currency=self.place.currency,
            unproven=self.work.unproven,
            period_ends_on=period_end(self.work.certified_on, self.work.defects_months),
            today=self.today,
            open_defect=self.open_defect,
        )

    @property
    def open_defect(self) -> tuple[int, date] | None:
        """The number of the first unrepaired defect and the day by which it is due, or None."""
        number, due_on = self.work.next_defect, self.work.next_defect_due
        return None if number is None or due_on is None else (number, due_on)

    @property
    def released(self) -> int:
        """The money released so far, in minor units."""
        return sum(part.tranche.amount for part in self.tranches if part.tranche.released)

    @property
    def requested(self) -> int:
        """The money requested and neither released nor refused, in minor units."""
        return sum(part.tranche.amount for part in self.tranches if part.open)

    @property
    def told_on(self) -> date:
        """The day as of which lateness is told."""
        return self.work.told_on(self.place, self.today)

    @property
    def late(self) -> int:
        """By how many days the agency was late with all instalments together, as of `told_on`."""
        return sum(self.days_late(part) for part in self.tranches)

    def days_late(self, part: LedgerTranche) -> int:
        """Return by how many days the agency was late with an instalment, as of `told_on`.

        Each request has the programme's days for itself. Days on which the work was suspended are not
        counted, as no money can be released then.
        """
        suspensions = suspension_periods(self.work.stored_suspensions)
        return sum(
            max(0, days_not_suspended(asked, answered, suspensions) - self.rules.release_days)
            for asked, answered in part.waits(self.place, self.told_on)
        )

    def tranche(self, number: int) -> LedgerTranche | None:
        """Return one instalment by its number, or None."""
        return next((part for part in self.tranches if part.tranche.number == number), None)

    def earlier(self, part: LedgerTranche) -> list[TrancheFacts]:
        """Return the instalments before one."""
        return [other.tranche for other in self.tranches if other.tranche.number < part.tranche.number]

    def conditions(self, part: LedgerTranche) -> list[TrancheCondition]:
        """Return every condition of an instalment, met or not."""
        return conditions(part.tranche, self.earlier(part), self.status, self.rules)

    @property
    def next_tranche(self) -> LedgerTranche | None:
        """The first instalment that is not released; None once the contract ended.

        A retention of which deductions have taken everything is passed over.
        """
        if self.work.ended_on is not None:
            return None
        left = (part for part in self.tranches if not part.tranche.released)
        return next((part for part in left if part.tranche.amount > 0), None)


def ledger(work: WorkRow, rows: Iterable[TrancheRow], place: SettlementWithRules, today: date) -> Ledger:
    """Return the ledger of a contract from its row and its instalments' rows, one row for each request."""
    by_number = groupby(rows, key=lambda row: row.number)
    return Ledger(work, tuple(_tranche(list(together)) for _, together in by_number), place, today)


def _tranche(rows: Sequence[TrancheRow]) -> LedgerTranche:
    first = rows[0]
    requests = tuple(request for row in rows if (request := _request(row)))
    released = first.released_at is not None
    waits = bool(requests) and requests[-1].refused_at is None
    terms = TrancheTerms(first.percent, first.work_done, first.money_spent, first.certificate)
    tranche = TrancheFacts(
        first.number,
        # PostgreSQL returns the sum of integers as a decimal.
        first.amount - int(first.deducted),
        terms,
        requested=waits or released,
        released=released,
        is_retention=first.is_retention,
    )
    return LedgerTranche(
        first.id,
        tranche,
        requests,
        first.released_at,
        first.released_typed_at,
        first.paper or "",
        first.arrived_on,
        first.arrived or 0,
        int(first.deducted),
    )


def _request(row: TrancheRow) -> LedgerTrancheRequest | None:
    if row.request_id is None or row.request_number is None:
        return None
    if row.requested_at is None or row.requested_typed_at is None:
        return None
    return LedgerTrancheRequest(
        row.request_id,
        row.request_number,
        row.requested_by,
        row.requested_at,
        row.requested_typed_at,
        row.statement or "",
        row.refused_at,
        row.refused_typed_at,
        row.reason or "",
    )
