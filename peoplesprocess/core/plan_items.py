"""An item of a plan: its fields, those that an authority judges, and the checks of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date

from peoplesprocess.core.authority_decisions import fingerprint
from peoplesprocess.core.item_finance import (
    EstimateLine,
    FundingLine,
    ItemFinance,
    estimate_lines,
    funding_lines,
)
from peoplesprocess.core.messages import N_, Message, Plural, RefusalList, Refused
from peoplesprocess.core.money import Money


@dataclass(frozen=True, slots=True)
class ItemBasics:
    """The fields of an item that are filled in first.

    Money in minor units; `needs` are the needs' numbers.
    """

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
        """The community's contribution, in minor units."""
        return self.in_cash + self.in_labour + self.in_materials


@dataclass(frozen=True, slots=True)
class ItemContent(ItemBasics):
    """The fields of an item that an authority judges; `estimate` and `funding` are lines in stored form."""

    labour_days: int
    problem: str
    cause: str
    estimate: list[dict[str, object]]
    funding: list[dict[str, object]]

    @property
    def grant(self) -> int:
        """The agency's share: its funding lines, or everything but the contribution if there are none."""
        if not self.funding:
            return self.cost - self.contribution
        return self.finance.by_source.get("grant", 0)

    @property
    def bill(self) -> list[EstimateLine]:
        """The lines of the estimate."""
        return estimate_lines(self.estimate)

    @property
    def funds(self) -> list[FundingLine]:
        """The funding lines."""
        return funding_lines(self.funding)

    @property
    def finance(self) -> ItemFinance:
        """The cost, the contribution and the funding lines."""
        return ItemFinance(self.cost, self.contribution, tuple(self.funds))


@dataclass(frozen=True, slots=True)
class ItemTags:
    """An item's place in other frameworks.

    No authority judges these tags, and they can be set at any time.
    """

    horizon: str
    rung: str
    level: str
    policy_gap: str
    outcome: str
    other_outcomes: list[str]
    climate: str


@dataclass(frozen=True, slots=True)
class TaggedItem(ItemContent):
    """An item with its tags, which are columns of the same row; the fields have the names of `ItemTags`.

    `frame_tags` are codes of frames of reference, which are chosen for many items at once.
    """

    horizon: str
    rung: str
    level: str
    policy_gap: str
    outcome: str
    other_outcomes: list[str]
    climate: str
    frame_tags: list[str]


BASICS = tuple(field.name for field in fields(ItemBasics))
JUDGED = tuple(field.name for field in fields(ItemContent))
"""The fields that an authority judges. The community's order, `rank`, is not one of them."""
TAGS = tuple(field.name for field in fields(ItemTags))
KEPT = (*JUDGED, *TAGS, "frame_tags")
"""The fields that are copied into the next version of the plan."""
NO_DETAILS: Mapping[str, str | int | list[dict[str, object]]] = {
    "labour_days": 0,
    "problem": "",
    "cause": "",
    "estimate": [],
    "funding": [],
}
"""The other judged fields of an item that has only its basics."""
# The digests in decisions and journals were made with these names, so they stay although the columns were
# renamed.
_DIGESTED = {"implementer": "doer", "operation_and_maintenance": "upkeep"}


def check_item(item: ItemContent, known: Collection[int], currency: str) -> None:
    """Validate an item against the needs that it can answer. Errors: Refused, naming the field."""
    refusals = RefusalList()
    with refusals:
        if not item.needs or not set(item.needs) <= set(known):
            raise Refused(Message(N_("Choose at least one need that this item answers.")), "needs")
    with refusals:
        _check_given(item)
    with refusals:
        if item.ends_on < item.starts_on:
            raise Refused(Message(N_("This day is before the work begins.")), "ends_on")
    with refusals:
        if not item.operation_and_maintenance.strip():
            raise Refused(Message(N_("Say who keeps it running.")), "operation_and_maintenance")
    with refusals:
        _check_sums(item, currency)
    refusals.settle()


def _check_given(item: ItemContent) -> None:
    if item.cost <= 0:
        raise Refused(Message(N_("Give a sum above 0.")), "cost")
    if min(item.in_cash, item.in_labour, item.in_materials) < 0:
        raise Refused(Message(N_("A sum here cannot be below 0.")), "in_cash")
    if item.labour_days < 0:
        raise Refused(Message(N_("Days of labour cannot be below 0.")), "labour_days")
    if item.contribution > item.cost:
        raise Refused(Message(N_("The community gives more than the item costs. Check the sums.")), "in_cash")


def _check_sums(item: ItemContent, currency: str) -> None:
    estimated = sum(line.amount for line in item.bill)
    if item.estimate and estimated != item.cost:
        sentence = N_("The estimate adds up to %(sum)s. Write this sum, or change the estimate first.")
        raise Refused(Message(sentence, {"sum": Money(estimated, currency)}), "cost")
    if item.funding and item.finance.gap < 0:
        sentence = N_(
            "The funding lines and what the community gives are %(sum)s more than the item costs. "
            "Lower one of them first."
        )
        raise Refused(Message(sentence, {"sum": Money(-item.finance.gap, currency)}), "cost")


def valued_labour(item: ItemContent, day: int, currency: str) -> ItemContent:
    """Return an item with its labour valued at `day` minor units for each day; 0 means no rate, no change.

    Errors: Refused at `in_labour` if another sum is written there.
    """
    worth = item.labour_days * day
    if not worth or item.in_labour == worth:
        return item
    if not item.in_labour:
        return replace(item, in_labour=worth)
    sentence = Plural(
        "%(count)s day at %(day)s is %(sum)s. Write this sum, or leave it empty.",
        "%(count)s days at %(day)s are %(sum)s. Write this sum, or leave it empty.",
        item.labour_days,
        {"day": Money(day, currency), "sum": Money(worth, currency)},
    )
    raise Refused(sentence, "in_labour")


def stored_content(item: ItemContent) -> dict[str, object]:
    """Return an item's judged fields by column, with the `fingerprint` that decisions refer to."""
    values: dict[str, object] = {name: getattr(item, name) for name in JUDGED}
    values["needs"] = sorted(set(item.needs))
    # Fields that were added later are left out while empty, so that the digests of older items stay the same.
    judged = {_DIGESTED.get(key, key): values[key] for key in JUDGED if key in BASICS or values[key]}
    if item.funding:
        # Whether money is promised changes over time and is not part of what the authority answered.
        judged["funding"] = [
            {key: part for key, part in line.items() if key != "committed"} for line in item.funding
        ]
    return values | {"fingerprint": fingerprint(judged)}
