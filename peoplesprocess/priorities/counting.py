"""A round's count: from the sheets to the figures that are kept as they were read out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from peoplesprocess.core.prioritisation import EQUAL_SHARES, RULES, GroupTally
from peoplesprocess.core.prioritisation.sheets import Ranked, ranked, unseen
from peoplesprocess.priorities.sharing import bought_of, count_of, order_of_works, shared_out

QUOTAS = ("weights", "first_needs", "earmarks")
TERMS = ("costs", "envelope", "lot", "mandatory", "rivals", *QUOTAS)
AGENDA = RULES[0].key
"""The order in which needs are talked about where the rule itself makes none."""


def count(asked: Any, sheets: Sequence[GroupTally]) -> dict[str, Any]:
    """Return the figures of a round as plain values that JSON can hold, figures as exact decimals.

    Errors: Refused if works are chosen and cannot be counted.
    """
    figures = _orders(asked.rule, asked.ballot, sheets)
    if asked.rule == EQUAL_SHARES.key:
        terms = {name: getattr(asked, name) for name in TERMS}
        counted = count_of(terms, sheets)
        figures["shares"] = shared_out(counted) | {"pledges": asked.pledges, "weights": asked.weights}
        if any(terms[name] for name in QUOTAS):
            without = count_of({name: each for name, each in terms.items() if name not in QUOTAS}, sheets)
            figures["shares"]["without_quotas"] = bought_of(without)
        figures["orders"][asked.rule] = order_of_works(counted, figures["shares"])
    return figures


def _orders(rule: str, ballot: Sequence[int], sheets: Sequence[GroupTally]) -> dict[str, Any]:
    orders = {each.key: ranked(each.figures(ballot, sheets)) for each in RULES}
    return {
        "rule": rule,
        "orders": {
            key: [[item.need, _written(item.figure), item.place] for item in order]
            for key, order in orders.items()
        },
        "sheets": {
            sheet.group: {
                "people": sheet.people,
                "tokens": {str(need): n for need, n in sheet.tokens.items()},
            }
            for sheet in sheets
        },
        "unseen": [[group, need] for group, need in unseen(sheets, orders.get(rule, orders[AGENDA]))],
    }


def with_ballots(sheets: Iterable[GroupTally], ballots: Iterable[GroupTally]) -> list[GroupTally]:
    """Return each group's sheet with its ballots, a sheet of ballots alone where there is none.

    They are one circle: what was chosen together by somebody is in no result, so nobody can be told to
    choose a combination that shows.
    """
    found: dict[str, GroupTally] = {}
    for sheet in (*sheets, *ballots):
        known = found.get(sheet.group, GroupTally(sheet.group, 0, {}))
        tokens = Counter(known.tokens) + Counter(sheet.tokens)
        found[sheet.group] = GroupTally(sheet.group, known.people + sheet.people, dict(tokens))
    return list(found.values())


def as_marked(asked: Any, rows: Iterable[Any]) -> dict[str, Any]:
    """Return how a result was marked: its method, its criteria, what stands on papers that give tokens."""
    marks = {row.group_code: row.marks for row in rows if row.marks}
    return {"method": asked.method} | ({"marks": marks, "criteria": asked.criteria} if marks else {})


def sheets_of(rows: Iterable[Any]) -> list[GroupTally]:
    """Return the sheets of rows with `group_code`, `people` and `tokens`."""
    return [GroupTally(row.group_code, row.people, tokens_of(row.tokens)) for row in rows]


def tokens_of(stored: dict[str, int]) -> dict[int, int]:
    """Return tokens by need number; JSON keeps numbers as words."""
    return {int(need): tokens for need, tokens in stored.items()}


def order_of(stored: Iterable[tuple[int, str, int]]) -> list[Ranked]:
    """Return an order as `count` wrote it."""
    return [Ranked(need, Fraction(figure), place) for need, figure, place in stored]


def _written(figure: Fraction) -> str:
    return format(Decimal(figure.numerator) / Decimal(figure.denominator), "f")
