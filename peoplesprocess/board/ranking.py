"""What the groups put first, as far as it can be told without telling what a few people did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from peoplesprocess.core.disclosure import LEAST, shown
from peoplesprocess.core.prioritisation import COUNTING_RULES
from peoplesprocess.core.prioritisation.result import RoundResult
from peoplesprocess.facts.places import SettlementGroup

FIRST = 10


@dataclass(frozen=True, slots=True)
class PlacedNeed:
    """A need with its places and, where they may be told, its figures. Never one group's tokens."""

    number: int
    title: str
    places: list[int]
    figures: list[Fraction | None]


@dataclass(frozen=True, slots=True)
class Ranking:
    """The newest result: groups with their people (None is not told), and the first needs of either order.

    `in_full` is False where a sheet is of fewer than five people: sums minus the other sheets would
    tell what they chose, so only places are told then. `built` are works that were chosen under an envelope.
    """

    rule: str
    groups: list[tuple[SettlementGroup, int | None]]
    lines: list[PlacedNeed]
    in_full: bool
    built: list[str]


def ranking(result: RoundResult, titles: Mapping[int, str], groups: Mapping[str, SettlementGroup]) -> Ranking:
    """Return a result as the board tells it."""
    sheets = [sheet for sheet in result.sheets if sheet.group in groups]
    people = shown({sheet.group: sheet.people for sheet in sheets}, total_is_shown=False)
    in_full = None not in people.values() and len(sheets) == len(result.sheets)
    built = result.allocation.built if result.allocation else ()
    return Ranking(
        result.rule,
        [(groups[sheet.group], people[sheet.group]) for sheet in sheets],
        _lines(result, titles, in_full),
        in_full,
        [titles.get(int(need), "") for need in built],
    )


def _lines(result: RoundResult, titles: Mapping[int, str], in_full: bool) -> list[PlacedNeed]:
    """The needs that come first in either order, in that of the rule in use."""
    known = [rule.key for rule in COUNTING_RULES if rule.key in result.orders]
    keys = sorted(known, key=lambda key: key != result.rule)
    orders = [{item.need: item for item in result.orders[key]} for key in keys]
    first = [need for need in orders[0] if any(need in told and told[need].place <= FIRST for told in orders)]
    return [
        PlacedNeed(
            need,
            titles.get(need, ""),
            [told[need].place for told in orders],
            [_told(key, told[need].figure) for key, told in zip(keys, orders, strict=True)]
            if in_full
            else [],
        )
        for need in first
    ]


def _told(rule: str, figure: Fraction) -> Fraction | None:
    """A figure that may be told: a few tokens are a few people's."""
    return None if rule == "most-tokens" and figure < LEAST else figure
