"""An item of a plan: what an authority judges of it, its fields' names, and what differs in two states."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Literal

from peoplesprocess.core.messages import N_, Msgid

Kind = Literal["text", "money", "day", "needs", "implementer", "number"]
"""How a field's values are written."""


@dataclass(frozen=True, slots=True)
class ItemContent:
    """What an authority judges of an item. Money in minor units; `needs` are their numbers."""

    title: str
    place: str
    needs: list[int]
    cost: int
    in_cash: int
    in_labour: int
    in_materials: int
    source: str
    implementer: str
    starts_on: date
    ends_on: date
    operation_and_maintenance: str

    @property
    def contribution(self) -> int:
        """What the community gives."""
        return self.in_cash + self.in_labour + self.in_materials

    @property
    def grant(self) -> int:
        """What is asked of the agency."""
        return self.cost - self.contribution


JUDGED = tuple(field.name for field in fields(ItemContent))
"""The fields that an authority judges. The community's order, `rank`, is its own."""
FIELD_NAMES: Mapping[str, Msgid] = {
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
KINDS: Mapping[str, Kind] = {
    "needs": "needs",
    "cost": "money",
    "in_cash": "money",
    "in_labour": "money",
    "in_materials": "money",
    "implementer": "implementer",
    "starts_on": "day",
    "ends_on": "day",
    "rank": "number",
}
"""How fields are written that are not text."""
MONEY_FIELDS = tuple(name for name, kind in KINDS.items() if kind == "money")


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of an item, before and after; `kind` says how its values are written."""

    field: str
    name: Msgid
    kind: Kind
    before: str | int | date | list[int]
    after: str | int | date | list[int]


def field_changes(
    before: ItemContent, after: ItemContent, names: Iterable[str] = JUDGED
) -> list[FieldChange]:
    """Return the fields, of those with these names, in which two states of an item differ."""
    return [
        FieldChange(
            name, FIELD_NAMES[name], KINDS.get(name, "text"), getattr(before, name), getattr(after, name)
        )
        for name in names
        if getattr(before, name) != getattr(after, name)
    ]
