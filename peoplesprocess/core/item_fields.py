"""The fields of an item of a plan: their names, how they are shown, and how two states of an item differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from peoplesprocess.core import plan_choice_lists
from peoplesprocess.core.item_finance import EstimateLine, FundingLine
from peoplesprocess.core.messages import N_, Message, Msgid, Refused
from peoplesprocess.core.plan_items import JUDGED, ItemContent, ItemTags

Kind = Literal["text", "money", "day", "needs", "implementer", "number", "choice", "choices", "bill", "funds"]
"""How the values of a field are shown."""
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
    "rank": N_("Rank in the community's order"),
    "labour_days": N_("Days of labour from the community"),
    "problem": N_("Problem"),
    "cause": N_("Cause"),
    "estimate": N_("Estimate"),
    "funding": N_("Funding"),
    "horizon": N_("Horizon"),
    "rung": N_("Rung of recovery"),
    "level": N_("Responsible level"),
    "policy_gap": N_("Policy gap"),
    "outcome": N_("Primary outcome"),
    "other_outcomes": N_("Secondary outcomes"),
    "climate": N_("Climate"),
    "frame_tags": N_("Codes of frameworks"),
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
    "labour_days": "number",
    "estimate": "bill",
    "funding": "funds",
    "horizon": "choice",
    "rung": "choice",
    "level": "choice",
    "outcome": "choice",
    "other_outcomes": "choices",
    "climate": "choice",
    "frame_tags": "choices",
}
"""The kinds of the fields that are not text."""
CHOICES: Mapping[str, Mapping[str, Msgid]] = {
    "horizon": plan_choice_lists.HORIZONS,
    "rung": plan_choice_lists.RUNGS,
    "level": plan_choice_lists.LEVELS,
    "outcome": plan_choice_lists.OUTCOMES,
    "other_outcomes": plan_choice_lists.OUTCOMES,
    "climate": plan_choice_lists.CLIMATE,
}
"""The words of the fields whose value is chosen from a list."""
FieldValue = str | int | date | list[int] | list[str] | list[EstimateLine] | list[FundingLine]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of an item, before and after; `kind` says how its values are shown."""

    field: str
    name: Msgid
    kind: Kind
    before: FieldValue
    after: FieldValue


def check_tags(tags: ItemTags) -> None:
    """Refuse tags that are not in their list, or an outcome named twice.

    Errors: Refused, naming the field.
    """
    for name, words in CHOICES.items():
        value = getattr(tags, name)
        if any(each not in words for each in ([value] if isinstance(value, str) else value) if each):
            raise Refused(Message(N_("Choose one from the list.")), name)
    if tags.other_outcomes and not tags.outcome:
        raise Refused(Message(N_("Choose the primary outcome first.")), "outcome")
    if tags.outcome in tags.other_outcomes:
        raise Refused(
            Message(N_("This is already the primary outcome. Choose only other ones.")), "other_outcomes"
        )


def field_changes(
    before: ItemContent, after: ItemContent, names: Iterable[str] = JUDGED
) -> list[FieldChange]:
    """Return the changes between two states of an item, of the fields in `names`."""
    return [
        FieldChange(
            name,
            FIELD_NAMES[name],
            KINDS.get(name, "text"),
            _shown_value(before, name),
            _shown_value(after, name),
        )
        for name in names
        if getattr(before, name) != getattr(after, name)
    ]


def _shown_value(item: ItemContent, name: str) -> FieldValue:
    """Return the value of a field as it is shown: words for choices, lines for estimate and funding."""
    if name == "estimate":
        return item.bill
    if name == "funding":
        return item.funds
    value: FieldValue = getattr(item, name)
    words = CHOICES.get(name)
    if words and isinstance(value, str):
        return words.get(value, "")
    return [words.get(str(each), "") for each in value] if words and isinstance(value, list) else value
