"""What the groups put first, as far as it can be told without telling what a few people did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import NotRequired, TypedDict, cast

from peoplesprocess.core.disclosure import LEAST, shown
from peoplesprocess.core.prioritisation import RULES
from peoplesprocess.core.prioritisation.kept import built_in
from peoplesprocess.facts.places import SettlementGroup

FIRST = 10


class SheetFigures(TypedDict):
    """What the board reads of a group's sheet."""

    people: int


class ResultFigures(TypedDict):
    """What the board reads of a stored result; orders hold need, figure and place."""

    rule: str
    orders: dict[str, list[tuple[int, str, int]]]
    sheets: dict[str, SheetFigures]
    shares: NotRequired[dict[str, object]]


@dataclass(frozen=True, slots=True)
class RankingLine:
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
    lines: list[RankingLine]
    in_full: bool
    built: list[str]


def ranking(
    stored: Mapping[str, object], titles: Mapping[int, str], groups: Mapping[str, SettlementGroup]
) -> Ranking:
    """Return a result's stored figures as the board tells them."""
    figures = cast(ResultFigures, stored)
    sheets = {code: sheet for code, sheet in figures["sheets"].items() if code in groups}
    people = shown({code: sheet["people"] for code, sheet in sheets.items()}, total_is_shown=False)
    in_full = None not in people.values() and len(sheets) == len(figures["sheets"])
    return Ranking(
        figures["rule"],
        [(groups[code], people[code]) for code in sheets],
        _lines(figures, titles, in_full),
        in_full,
        _built(figures, titles),
    )


def _lines(figures: ResultFigures, titles: Mapping[int, str], in_full: bool) -> list[RankingLine]:
    """The needs that come first in either order, in that of the rule in use."""
    known = [rule.key for rule in RULES if rule.key in figures["orders"]]
    keys = sorted(known, key=lambda key: key != figures["rule"])
    orders = [
        {need: (Fraction(figure), place) for need, figure, place in figures["orders"][key]} for key in keys
    ]
    first = [need for need in orders[0] if any(need in told and told[need][1] <= FIRST for told in orders)]
    return [
        RankingLine(
            need,
            titles.get(need, ""),
            [told[need][1] for told in orders],
            [_told(key, told[need][0]) for key, told in zip(keys, orders, strict=True)] if in_full else [],
        )
        for need in first
    ]


def _built(figures: ResultFigures, titles: Mapping[int, str]) -> list[str]:
    """The works that are built with the money there is, where the round chose works."""
    if "shares" not in figures:
        return []
    return [titles.get(int(key), "") for key in built_in(figures["shares"])]


def _told(rule: str, figure: Fraction) -> Fraction | None:
    """A figure that may be told: a few tokens are a few people's."""
    return None if rule == "most-tokens" and figure < LEAST else figure
