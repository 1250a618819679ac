"""What differs between two versions of a plan, line by line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from peoplesprocess.core.item_fields import FIELD_NAMES, FieldChange, field_changes
from peoplesprocess.facts.plans import ItemWithDecision


@dataclass(frozen=True, slots=True)
class PlanComparison:
    """What happened between two versions, line by line."""

    added: Sequence[ItemWithDecision]
    removed: Sequence[ItemWithDecision]
    changed: Sequence[tuple[ItemWithDecision, list[FieldChange]]]
    unchanged: int


def compare(older: Iterable[ItemWithDecision], newer: Iterable[ItemWithDecision]) -> PlanComparison:
    """Return what two versions' items differ in, the community's order too; each comes in its own order."""
    before, after = {item.line: item for item in older}, {item.line: item for item in newer}
    pairs = [
        (item, field_changes(before[line], item, FIELD_NAMES))
        for line, item in after.items()
        if line in before
    ]
    changed = [(item, found) for item, found in pairs if found]
    return PlanComparison(
        added=[item for line, item in after.items() if line not in before],
        removed=[item for line, item in before.items() if line not in after],
        changed=changed,
        unchanged=len(pairs) - len(changed),
    )
