"""A contract's money and progress as they stand: each instalment's fate, and what the rules ask about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

from peoplesprocess.core.decisions import days_waiting
from peoplesprocess.core.progress import apart, financial
from peoplesprocess.core.rules import TrancheTerms
from peoplesprocess.core.tranches import Condition, ContractStatus, TrancheState, conditions
from peoplesprocess.facts.process import PARTIES_THAT_SIGN


@dataclass(frozen=True, slots=True)
class LedgerRequest:
    """A request for an instalment. `refused_at` is None while it stands."""

    id: UUID
    number: int
    made_by: UUID
    made_at: datetime
    statement: str
    refused_at: datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class LedgerTranche:
    """An instalment with its requests, oldest first, and its release."""

    id: UUID
    tranche: TrancheState
    asked: tuple[LedgerRequest, ...]
    released_at: datetime | None
    paper: str

    @property
    def open(self) -> LedgerRequest | None:
        """The request that waits for an answer."""
        last = self.asked[-1] if self.asked else None
        return last if last and last.refused_at is None and self.released_at is None else None

    def days(self, today: date) -> int:
        """Return how many days the last request waited for its money, or waits until today."""
        if not self.asked:
            return 0
        until = self.released_at.date() if self.released_at else today
        return days_waiting(self.asked[-1].made_at.date(), until)


@dataclass(frozen=True, slots=True)
class Ledger:
    """Everything that is known of a contract's money. `work` is its row with sums and counts."""

    work: Any
    parts: tuple[LedgerTranche, ...]

    @property
    def standing(self) -> ContractStatus:
        """What the rules about instalments ask."""
        return ContractStatus(
            signed=is_signed(self.work),
            signatories=self.work.signatories,
            women_signatories=self.work.women_signatories,
            physical=physical_of(self.work),
            spent=self.work.spent,
            released=self.released,
            certified=bool(self.work.certificates),
            audited=bool(self.work.audits),
        )

    @property
    def released(self) -> int:
        """The money released so far, in minor units."""
        return sum(part.tranche.amount for part in self.parts if part.tranche.released)

    @property
    def requested(self) -> int:
        """The money that is asked for and neither released nor refused, in minor units."""
        return sum(part.tranche.amount for part in self.parts if part.open)

    def part(self, number: int) -> LedgerTranche | None:
        """Return one instalment by its number, or None."""
        return next((part for part in self.parts if part.tranche.number == number), None)

    def earlier(self, part: LedgerTranche) -> list[TrancheState]:
        """Return the instalments before one."""
        return [other.tranche for other in self.parts if other.tranche.number < part.tranche.number]

    def conditions(self, part: LedgerTranche) -> list[Condition]:
        """Return every condition of an instalment, met or not."""
        return conditions(part.tranche, self.earlier(part), self.standing)

    @property
    def next_part(self) -> LedgerTranche | None:
        """The first instalment that is not released."""
        return next((part for part in self.parts if not part.tranche.released), None)


def ledger(work: Any, rows: Sequence[Any]) -> Ledger:
    """Return the ledger of a contract from its row and its instalments' rows, one for each request."""
    by_number: dict[int, list[Any]] = {}
    for row in rows:
        by_number.setdefault(row.number, []).append(row)
    return Ledger(work, tuple(_part(lines) for _, lines in sorted(by_number.items())))


def is_signed(work: Any) -> bool:
    """Return whether all parties have signed the contract."""
    return bool(work.signatures >= PARTIES_THAT_SIGN)


def physical_of(work: Any) -> Fraction:
    """Return what the latest visit measured, in percent."""
    return percent_of(work.physical or 0)


def percent_of(hundredths: int) -> Fraction:
    """Return stored hundredths of a percent as percent."""
    return Fraction(hundredths, 100)


def financial_of(work: Any) -> Fraction:
    """Return the documented spending in percent of the contract's total."""
    return financial(work.spent, work.total)


def far_apart(work: Any, limit: int) -> bool:
    """Return whether work and money are more than `limit` points apart."""
    return apart(physical_of(work), financial_of(work), limit)


def _part(lines: list[Any]) -> LedgerTranche:
    first = lines[0]
    asked = tuple(
        LedgerRequest(
            line.request_id,
            line.request_number,
            line.requested_by,
            line.requested_at,
            line.statement,
            line.refused_at,
            line.reason or "",
        )
        for line in sorted((line for line in lines if line.request_id), key=lambda line: line.request_number)
    )
    released = first.released_at is not None
    waits = bool(asked) and asked[-1].refused_at is None
    needs = TrancheTerms(first.percent, first.work_done, first.money_spent, first.certificate)
    tranche = TrancheState(first.number, first.amount, needs, requested=waits or released, released=released)
    return LedgerTranche(first.id, tranche, asked, first.released_at, first.paper or "")
