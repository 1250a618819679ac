"""A version as a whole: its sums against the envelope, and where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from peoplesprocess.core.decisions import Verdict


@dataclass(frozen=True, slots=True)
class Totals:
    """A version's sums in minor units. The envelope is the agency's money, so the grants count against it."""

    cost: int
    in_cash: int
    in_labour: int
    in_materials: int
    envelope: int

    @property
    def contribution(self) -> int:
        """What the community gives."""
        return self.in_cash + self.in_labour + self.in_materials

    @property
    def grant(self) -> int:
        """What is asked of the agency."""
        return self.cost - self.contribution

    @property
    def left(self) -> int:
        """What stays of the envelope; below 0 if the grants are above it."""
        return self.envelope - self.grant


def totals(items: Sequence[Any], envelope: int) -> Totals:
    """Return the sums of a version's items."""
    return Totals(
        cost=sum(item.cost for item in items),
        in_cash=sum(item.in_cash for item in items),
        in_labour=sum(item.in_labour for item in items),
        in_materials=sum(item.in_materials for item in items),
        envelope=envelope,
    )


def stage(plan: Any, items: Sequence[Any]) -> str:
    """Return where a version stands: empty, draft, adopted, waiting, sent-back or answered."""
    if plan is None or not items:
        return "empty"
    if plan.submitted_at is None:
        return "draft" if plan.adopted_on is None else "adopted"
    verdicts = {item.verdict for item in items}
    if verdicts & {Verdict.RETURN.value, Verdict.DECLINE.value}:
        return "sent-back"
    return "waiting" if None in verdicts else "answered"
