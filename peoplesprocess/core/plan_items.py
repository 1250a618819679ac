"""An item of a plan: what an authority judges of it, its fields' names, and what differs in two states."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Literal

from peoplesprocess.core.authority_decisions import fingerprint
from peoplesprocess.core.messages import N_, Message, Msgid, Refused

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
# Decisions and journals hold digests that were made under these names: they outlive a column's.
_DIGESTED = {"implementer": "doer", "operation_and_maintenance": "upkeep"}
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


def check_item(item: ItemContent, known: Collection[int]) -> None:
    """Validate an item against the needs that it can answer. Errors: Refused, naming the field."""
    if not item.needs or not set(item.needs) <= set(known):
        raise Refused(Message(N_("Choose at least one need that this item answers.")), "needs")
    if item.cost <= 0:
        raise Refused(Message(N_("Give a sum above 0.")), "cost")
    if min(item.in_cash, item.in_labour, item.in_materials) < 0:
        raise Refused(Message(N_("A sum here cannot be below 0.")), "in_cash")
    if item.contribution > item.cost:
        raise Refused(Message(N_("The community gives more than the item costs. Check the sums.")), "in_cash")
    if item.ends_on < item.starts_on:
        raise Refused(Message(N_("This day is before the work begins.")), "ends_on")
    if not item.operation_and_maintenance.strip():
        raise Refused(Message(N_("Say who keeps it running.")), "operation_and_maintenance")


def stored_content(item: ItemContent) -> dict[str, object]:
    """Return an item's content by its columns, with the `fingerprint` that decisions on it hold."""
    values: dict[str, object] = {name: getattr(item, name) for name in JUDGED}
    values["needs"] = sorted(set(item.needs))
    return values | {"fingerprint": fingerprint({_DIGESTED.get(key, key): values[key] for key in JUDGED})}


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
