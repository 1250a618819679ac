"""What the groups put first, as far as it can be told without telling what a few people did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from peoplesprocess.core.disclosure import LEAST, shown
from peoplesprocess.core.prioritisation import RULES
from peoplesprocess.core.prioritisation.kept import built_in
from peoplesprocess.facts.places import SettlementGroup

FIRST = 10


@dataclass(frozen=True, slots=True)
class Line:
    """A need with its places and, where they may be told, its figures. Never one group's tokens."""

    number: int
    title: str
    places: list[int]
    figures: list[Fraction | None]


@dataclass(frozen=True, slots=True)
class Order:
    """The newest result: groups with their people (None is not told), and the first needs of either order.

    `in_full` is False where a sheet is of fewer than five people: sums minus the other sheets would
    tell what they chose, so only places are told then. `built` are works that were chosen under an envelope.
    """

    rule: str
    groups: list[tuple[SettlementGroup, int | None]]
    lines: list[Line]
    in_full: bool
    built: list[str]


def order(
    figures: Mapping[str, Any], titles: Mapping[int, str], groups: Mapping[str, SettlementGroup]
) -> Order:
    """Return a result's figures as the board tells them."""
    sheets = {code: sheet for code, sheet in figures["sheets"].items() if code in groups}
    people = shown({code: sheet["people"] for code, sheet in sheets.items()}, total_is_shown=False)
    in_full = None not in people.values() and len(sheets) == len(figures["sheets"])
    chosen = figures["rule"]
    orders_kept = [rule.key for rule in RULES if rule.key in figures["orders"]]
    keys = sorted(orders_kept, key=lambda key: key != chosen)
    orders = [
        {need: (Fraction(figure), place) for need, figure, place in figures["orders"][key]} for key in keys
    ]
    first = [need for need in orders[0] if any(need in told and told[need][1] <= FIRST for told in orders)]
    lines = [
        Line(
            need,
            titles.get(need, ""),
            [told[need][1] for told in orders],
            [_told(key, told[need][0]) for key, told in zip(keys, orders, strict=True)] if in_full else [],
        )
        for need in first
    ]
    told = [(groups[code], people[code]) for code in sheets]
    return Order(chosen, told, lines, in_full, _built(figures, titles))


def _built(figures: Mapping[str, Any], titles: Mapping[int, str]) -> list[str]:
    """The works that are built with the money there is, where the round chose works."""
    shares = figures.get("shares")
    if shares is None:
        return []
    return [titles.get(int(key), "") for key in built_in(shares)]


def _told(rule: str, figure: Fraction) -> Fraction | None:
    """A figure that may be told: a few tokens are a few people's."""
    return None if rule == "most-tokens" and figure < LEAST else figure
