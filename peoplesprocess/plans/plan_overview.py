"""A version as a whole: its sums against the envelope, and its stage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from peoplesprocess.core.authority_decisions import is_fingerprint_of
from peoplesprocess.core.item_finance import ItemFinance, together
from peoplesprocess.facts.cycle_budget import CycleBudget
from peoplesprocess.facts.plans import ItemWithDecision, ItemWithEarlierAnswer, PlanVersion
from peoplesprocess.plans.adoption_checks import mark


class PlanStage(StrEnum):
    """The stage of a version; templates use the values."""

    EMPTY = "empty"
    DRAFT = "draft"
    ADOPTED = "adopted"
    LEFT = "left"
    """The cycle ended early."""
    WAITING = "waiting"
    SENT_BACK = "sent-back"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class PlanTotals:
    """The sums of a version in minor units.

    The envelope is the agency's money; grants of this and of earlier cycles count against it.
    """

    cost: int
    in_cash: int
    in_labour: int
    in_materials: int
    grant: int
    envelope: int
    granted_before: int
    finance: ItemFinance
    unfunded: int
    """How many items have no funding line."""

    @property
    def contribution(self) -> int:
        """What the community gives in money, labour and materials."""
        return self.in_cash + self.in_labour + self.in_materials

    @property
    def left(self) -> int:
        """What the cycle can still plan with, negative if the grants exceed it."""
        return self.envelope - self.granted_before - self.grant


def totals(items: Sequence[ItemWithDecision], budget: CycleBudget) -> PlanTotals:
    """Return the sums of a version's items."""
    return PlanTotals(
        cost=sum(item.cost for item in items),
        in_cash=sum(item.in_cash for item in items),
        in_labour=sum(item.in_labour for item in items),
        in_materials=sum(item.in_materials for item in items),
        grant=sum(item.grant for item in items),
        envelope=budget.envelope,
        granted_before=budget.granted_before,
        finance=together(item.finance for item in items),
        unfunded=sum(1 for item in items if not item.funding),
    )


def stage(plan: PlanVersion | None, items: Sequence[ItemWithDecision]) -> PlanStage:
    """Return the stage of a version with these items."""
    if plan is None or not items:
        return PlanStage.EMPTY
    if any(item.is_left for item in items):
        return PlanStage.LEFT
    if plan.submitted_at is None:
        return PlanStage.DRAFT if plan.adopted_on is None else PlanStage.ADOPTED
    if any(item.was_sent_back for item in items):
        return PlanStage.SENT_BACK
    return PlanStage.WAITING if any(item.is_undecided for item in items) else PlanStage.ANSWERED


class NewestPlan(NamedTuple):
    """The newest version with its items in the community's order; `plan` is None if there is none."""

    plan: PlanVersion | None
    items: Sequence[ItemWithEarlierAnswer]

    @property
    def stage(self) -> PlanStage:
        """The stage of the version."""
        return stage(self.plan, self.items)

    @property
    def mark(self) -> str:
        """A digest of its items as they are now, by which a form says what was seen."""
        return mark(self.items)

    @property
    def sent_back(self) -> Sequence[ItemWithEarlierAnswer]:
        """The items of the version that the authority returned or declined, by line."""
        return sorted((item for item in self.items if item.was_sent_back), key=lambda item: item.line)

    @property
    def undecided(self) -> int:
        """How many of the submitted items still wait for an answer."""
        return sum(item.is_undecided for item in self.items) if self.plan and self.plan.submitted_at else 0

    def next_returned_line(self, line: int) -> int | None:
        """Return the line of the next unchanged item that was sent back, after `line` or from the start."""
        found = (
            item.line
            for item in self.items
            if item.is_to_change and is_fingerprint_of(item.answered_wording, item.fingerprint)
        )
        return min(
            (each for each in found if each != line), key=lambda each: (each < line, each), default=None
        )
