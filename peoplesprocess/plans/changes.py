"""An item's content: what the authority judges of it, and what differs between two versions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from peoplesprocess.core.messages import N_

JUDGED = (
    "title",
    "place",
    "needs",
    "cost",
    "in_cash",
    "in_labour",
    "in_materials",
    "source",
    "implementer",
    "starts_on",
    "ends_on",
    "operation_and_maintenance",
)
"""What the authority judges; the order is the community's own."""

NAMES = {
    "title": N_("Title"),
    "place": N_("Place"),
    "needs": N_("Needs it answers"),
    "cost": N_("Cost"),
    "in_cash": N_("From the community, in cash"),
    "in_labour": N_("From the community, in labour"),
    "in_materials": N_("From the community, in materials"),
    "source": N_("Source of the money"),
    "implementer": N_("Who does it"),
    "starts_on": N_("Begins"),
    "ends_on": N_("Ends"),
    "operation_and_maintenance": N_("Who keeps it running"),
    "rank": N_("Place in the community's order"),
}
KINDS = {"cost": "money", "in_cash": "money", "in_labour": "money", "in_materials": "money"} | {
    "starts_on": "day",
    "ends_on": "day",
    "needs": "needs",
    "implementer": "implementer",
    "rank": "number",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One field of an item, before and after; `kind` says how its values are written."""

    field: str
    name: str
    kind: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Comparison:
    """What happened between two versions, line by line."""

    added: Sequence[Any]
    removed: Sequence[Any]
    changed: Sequence[tuple[Any, list[Change]]]
    unchanged: int


def changes(before: Any, after: Any) -> list[Change]:
    """Return the fields in which two states of an item differ, the community's order among them."""
    return [
        Change(field, name, KINDS.get(field, "text"), getattr(before, field), getattr(after, field))
        for field, name in NAMES.items()
        if getattr(before, field) != getattr(after, field)
    ]


def compare(older: Iterable[Any], newer: Iterable[Any]) -> Comparison:
    """Return what two versions' items differ in; each version's items come in its own order."""
    before, after = {item.line: item for item in older}, {item.line: item for item in newer}
    pairs = [(item, changes(before[line], item)) for line, item in after.items() if line in before]
    changed = [(item, found) for item, found in pairs if found]
    return Comparison(
        added=[item for line, item in after.items() if line not in before],
        removed=[item for line, item in before.items() if line not in after],
        changed=changed,
        unchanged=len(pairs) - len(changed),
    )
