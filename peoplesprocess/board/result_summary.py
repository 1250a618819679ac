"""What the groups put first, without revealing what a few people did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from peoplesprocess.core.messages import N_, Message, Plural, Sentence
from peoplesprocess.core.prioritisation import COUNTING_RULES
from peoplesprocess.core.prioritisation.group_tally import RankedNeed
from peoplesprocess.core.prioritisation.result import RoundResult
from peoplesprocess.facts.places import SettlementGroup

FIRST = 10


@dataclass(frozen=True, slots=True)
class BoardRankedNeed:
    """A need with its places and, if they may be shown, its figures, but never the tokens of one group."""

    number: int
    title: str
    places: list[int]
    figures: list[Fraction]


@dataclass(frozen=True, slots=True)
class ResultSummary:
    """The newest result: its groups with their people, and the first needs of either order.

    Without `in_full` there are only places, no figures and no counts of people. `built` are the works chosen
    under an envelope.
    """

    rule: str
    groups: list[tuple[SettlementGroup, int | None]]
    lines: list[BoardRankedNeed]
    in_full: bool
    built: list[str]


def ranking(
    result: RoundResult, titles: Mapping[int, str], groups: Mapping[str, SettlementGroup], in_full: bool
) -> ResultSummary:
    """Return a result as the board shows it."""
    built = result.allocation.built if result.allocation else ()
    return ResultSummary(
        result.rule,
        [
            (groups[sheet.group], sheet.people if in_full else None)
            for sheet in result.sheets
            if sheet.group in groups
        ],
        _lines(result, titles, in_full),
        in_full,
        [titles.get(int(need), "") for need in built],
    )


def need_places(result: RoundResult, need: int, in_full: bool) -> list[Sentence]:
    """Return the places of a need in each order, the rule in use first; with figures only if `in_full`."""
    places: list[Sentence] = [
        _place(key, order[need], len(order), in_full)
        for key, order in zip(_keys(result), _orders(result), strict=True)
        if need in order
    ]
    if places[1:] == places[:1]:
        del places[1:]
    if result.allocation and str(need) in {str(built) for built in result.allocation.built}:
        places.append(Message(N_("Built with the money there was, from which everybody had a purse.")))
    return places


def _place(key: str, ranked: RankedNeed, needs: int, in_full: bool) -> Sentence:
    values: dict[str, object] = {"place": ranked.place, "needs": needs}
    if in_full and ranked.rank is None:
        return Message(N_("Nobody chose it."))
    by_groups = key == "equal-groups"
    if not in_full:
        return Message(
            N_("Rank %(place)s of %(needs)s, where each group counts the same")
            if by_groups
            else N_("Rank %(place)s of %(needs)s, where each choice counts the same"),
            values,
        )
    values["figure"] = ranked.figure
    if by_groups:
        return Message(
            N_("Rank %(place)s of %(needs)s, where each group counts the same: %(figure)s %% of the choices"),
            values,
        )
    return Plural(
        "Rank %(place)s of %(needs)s, where each choice counts the same: %(figure)s choice",
        "Rank %(place)s of %(needs)s, where each choice counts the same: %(figure)s choices",
        int(ranked.figure),
        values,
    )


def first_needs(result: RoundResult) -> list[int]:
    """Return the needs that come first in either order, sorted by the rule in use."""
    orders = _orders(result)
    return [need for need in orders[0] if any(need in told and told[need].place <= FIRST for told in orders)]


def _orders(result: RoundResult) -> list[dict[int, RankedNeed]]:
    """Return the places of needs in each order, that of the rule in use first."""
    return [{item.need: item for item in result.orders[key]} for key in _keys(result)]


def _keys(result: RoundResult) -> list[str]:
    known = [rule.key for rule in COUNTING_RULES if rule.key in result.orders]
    return sorted(known, key=lambda key: key != result.rule)


def _lines(result: RoundResult, titles: Mapping[int, str], in_full: bool) -> list[BoardRankedNeed]:
    orders = _orders(result)
    return [
        BoardRankedNeed(
            need,
            titles.get(need, ""),
            [told[need].place for told in orders],
            [told[need].figure for told in orders] if in_full else [],
        )
        for need in first_needs(result)
        # Without figures, listing unranked needs would show what small groups left out.
        if not in_full or any(told[need].rank for told in orders)
    ]
