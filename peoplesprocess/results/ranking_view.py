"""The ranking of a result as its page shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from peoplesprocess.core.messages import N_
from peoplesprocess.core.prioritisation import COUNTING_RULES, CountingRule, GroupTally
from peoplesprocess.core.prioritisation.group_tally import RankedNeed, top
from peoplesprocess.core.prioritisation.result import RoundResult
from peoplesprocess.facts.places import SettlementGroup, SettlementWithRules

COLUMNS = {"equal-groups": N_("By group"), "most-tokens": N_("By number of choices")}
"""The heading of a rule's column, as the rule's name is too long."""


@dataclass(frozen=True, slots=True)
class GroupRanking:
    """A group with its sheet, the tokens it gave in all, and its own first five needs."""

    group: SettlementGroup
    sheet: GroupTally
    cast: int
    first_five: list[RankedNeed]


@dataclass(frozen=True, slots=True)
class RankingLine:
    """A need in both orders, the chosen one first, with each group's tokens and its part of the figure."""

    title: str
    chosen: RankedNeed
    other: RankedNeed
    tokens: list[int]
    parts: list[tuple[int, float]]


@dataclass(frozen=True, slots=True)
class RankingView:
    """One result; `firsts` holds the needs in first place by rule, `highest` the largest figure."""

    rule: CountingRule
    other: CountingRule
    groups: list[GroupRanking]
    lines: list[RankingLine]
    unseen: list[tuple[SettlementGroup, list[str]]]
    firsts: dict[str, list[str]]
    highest: float

    @property
    def differs(self) -> bool:
        """Return whether the two rules place any need differently."""
        return any(line.chosen.place != line.other.place for line in self.lines)


@dataclass(frozen=True, slots=True)
class RankingChange:
    """A need whose place or figure a correction changed."""

    title: str
    before: RankedNeed
    after: RankedNeed


def ranking_view(
    settlement: SettlementWithRules, result: RoundResult, titles: Mapping[int, str]
) -> RankingView:
    """Return a result as the page shows it."""
    rules = {rule.key: rule for rule in COUNTING_RULES}
    orders = {key: result.orders[key] for key in rules if key in result.orders}
    rule = rules[result.ranking_rule]
    other = next(each for key, each in rules.items() if key != rule.key and key in orders)
    groups = [_ranking_of(settlement.any_group(sheet.group), sheet) for sheet in result.sheets]
    groups.sort(key=lambda ranking: ranking.group.position)
    others = {item.need: item for item in orders[other.key]}
    return RankingView(
        rule,
        other,
        groups,
        [_line(titles, item, others[item.need], groups, rule) for item in orders[rule.key]],
        _by_group(settlement, result.unseen, titles),
        {
            key: [titles.get(item.need, str(item.need)) for item in order if item.place == 1]
            for key, order in orders.items()
        },
        float(orders[rule.key][0].figure),
    )


def differences(before: RoundResult, after: RoundResult, titles: Mapping[int, str]) -> list[RankingChange]:
    """Return the needs that a correction changed in the chosen order, first place first."""
    rule = before.ranking_rule
    earlier = {item.need: item for item in before.orders[rule]}
    return [
        RankingChange(titles.get(item.need, str(item.need)), earlier[item.need], item)
        for item in after.orders[rule]
        if earlier[item.need] != item
    ]


def _by_group(
    settlement: SettlementWithRules, unseen: Sequence[tuple[str, int]], titles: Mapping[int, str]
) -> list[tuple[SettlementGroup, list[str]]]:
    hidden: dict[str, list[str]] = {}
    for code, need in unseen:
        hidden.setdefault(code, []).append(titles.get(need, str(need)))
    return [(settlement.any_group(code), found) for code, found in hidden.items()]


def _ranking_of(group: SettlementGroup, sheet: GroupTally) -> GroupRanking:
    return GroupRanking(group, sheet, sheet.cast, top(sheet))


def _line(
    titles: Mapping[int, str],
    chosen: RankedNeed,
    other: RankedNeed,
    groups: Sequence[GroupRanking],
    rule: CountingRule,
) -> RankingLine:
    tokens = [ranking.sheet.tokens.get(chosen.need, 0) for ranking in groups]
    heard = sum(1 for ranking in groups if ranking.cast) or 1
    parts = [
        (
            ranking.group.position,
            float(_part(count, ranking.cast * heard if rule.key == "equal-groups" else 0)),
        )
        for ranking, count in zip(groups, tokens, strict=True)
        if count
    ]
    return RankingLine(titles.get(chosen.need, str(chosen.need)), chosen, other, tokens, parts)


def _part(count: int, whole: int) -> Fraction:
    return Fraction(100 * count, whole) if whole else Fraction(count)
