"""The differences between two versions of a plan, line by line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy.orm import Session

from peoplesprocess.core.item_fields import FIELD_NAMES, FieldChange, field_changes
from peoplesprocess.facts.item_progress import NEWEST_PROGRESS, ItemProgress
from peoplesprocess.facts.places import SettlementWithRules
from peoplesprocess.facts.plans import ItemWithDecision, PlanVersion, items


class MissingItem(NamedTuple):
    """An item of the older version that the newer one lacks, and what became of it, None if unknown."""

    item: ItemWithDecision
    fate: ItemProgress | None

    @property
    def is_built(self) -> bool:
        """Whether it has a contract and was not removed."""
        return self.fate is not None and self.fate.contract is not None and self.fate.removal is None


@dataclass(frozen=True, slots=True)
class PlanComparison:
    """The differences between two versions, line by line."""

    added: Sequence[ItemWithDecision]
    missing: Sequence[MissingItem]
    changed: Sequence[tuple[ItemWithDecision, list[FieldChange]]]
    unchanged: int

    @property
    def built(self) -> list[MissingItem]:
        """The missing items that are, or were, under contract."""
        return [each for each in self.missing if each.is_built]

    @property
    def taken_out(self) -> list[MissingItem]:
        """The other missing items."""
        return [each for each in self.missing if not each.is_built]


def compare_versions(
    db: Session, place: SettlementWithRules, older: PlanVersion, newer: PlanVersion
) -> PlanComparison:
    """Return the differences between two versions of a settlement's plan."""
    found = items(db, [older.id, newer.id])
    before, after = ([item for item in found if item.plan_id == plan.id] for plan in (older, newer))
    # When comparing backwards, missing items were added later, so nothing became of them.
    goes_on = older.number < newer.number and {item.line for item in before} - {item.line for item in after}
    fates = {row.line: row for row in NEWEST_PROGRESS.all(db, settlement=place.id)} if goes_on else {}
    return _compare(before, after, fates)


def _compare(
    older: Iterable[ItemWithDecision],
    newer: Iterable[ItemWithDecision],
    fates: Mapping[int, ItemProgress],
) -> PlanComparison:
    """Return the differences between the items of two versions, each given in the community's order."""
    before, after = {item.line: item for item in older}, {item.line: item for item in newer}
    pairs = [
        (item, field_changes(before[line], item, FIELD_NAMES))
        for line, item in after.items()
        if line in before
    ]
    changed = [(item, found) for item, found in pairs if found]
    return PlanComparison(
        added=[item for line, item in after.items() if line not in before],
        missing=[MissingItem(item, fates.get(line)) for line, item in before.items() if line not in after],
        changed=changed,
        unchanged=len(pairs) - len(changed),
    )
