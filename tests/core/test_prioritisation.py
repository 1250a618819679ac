"""Both orders, to the figure, and what a combined order hides."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peoplesprocess.core.prioritisation import RULES, Sheet
from peoplesprocess.core.prioritisation.sheets import checked, ranked, top, unseen
from peoplesprocess.core.words import Refused

EQUAL, TOKENS = RULES
SCENARIOS = Path(__file__).parents[3] / "shared" / "data" / "scenarios.json"
A, B, C = 1, 2, 3
SHEETS = [
    Sheet("women", 40, {A: 24, B: 12, C: 4}),
    Sheet("youth", 10, {A: 1, B: 6, C: 3}),
    Sheet("displaced", 10, {A: 1, B: 3, C: 6}),
]


def test_tokens_alone_put_a_first_and_equal_groups_put_b_first() -> None:
    raw = ranked(TOKENS.figures([A, B, C], SHEETS))
    equal = ranked(EQUAL.figures([A, B, C], SHEETS))
    assert [(item.need, item.figure) for item in raw] == [(A, 26), (B, 21), (C, 13)]
    assert [(item.need, item.figure) for item in equal] == [
        (B, Fraction("40.0")),
        (C, Fraction("33.3")),
        (A, Fraction("26.7")),
    ]


def scenarios() -> list[dict]:
    return json.loads(SCENARIOS.read_text()) if SCENARIOS.exists() else []


@pytest.mark.parametrize("letter", ["A", "B", "C"])
def test_the_scenarios_keep_their_printed_ranks(letter: str) -> None:
    if not SCENARIOS.exists():
        pytest.skip("the shared scenarios are not beside this checkout")
    told = next(scenario for scenario in scenarios() if scenario["id"] == letter)
    needs = list(range(1, len(told["needs"]) + 1))
    sheets = [
        Sheet(
            group["name"],
            group["participants"],
            {n: need["dots"][group["name"]] for n, need in zip(needs, told["needs"], strict=True)},
        )
        for group in told["groups"]
    ]
    raw = {item.need: item for item in ranked(TOKENS.figures(needs, sheets))}
    equal = {item.need: item for item in ranked(EQUAL.figures(needs, sheets))}
    for number, need in zip(needs, told["needs"], strict=True):
        assert (raw[number].figure, raw[number].place) == (need["raw"], need["rank_raw"])
        assert (float(equal[number].figure), equal[number].place) == (need["equal"], need["rank_equal"])


def test_what_one_group_puts_high_and_the_whole_does_not_see_is_named() -> None:
    needs = list(range(1, 8))
    crowd = Sheet("men", 30, {1: 20, 2: 18, 3: 16, 4: 14, 5: 12, 6: 1})
    few = Sheet("older", 6, {7: 9, 1: 4, 2: 3})
    order = ranked(TOKENS.figures(needs, [crowd, few]))
    assert unseen([crowd, few], order) == [("older", 7)]


def test_a_group_that_said_nothing_is_not_a_group_that_said_no() -> None:
    silent = Sheet("older", 6, {A: 0, B: 0, C: 0})
    assert EQUAL.figures([A, B, C], [*SHEETS, silent]) == EQUAL.figures([A, B, C], SHEETS)


def test_places_are_shared_and_the_next_is_skipped() -> None:
    order = ranked({1: Fraction(5), 2: Fraction(7), 3: Fraction(5), 4: Fraction(1)})
    assert [(item.need, item.place) for item in order] == [(2, 1), (1, 2), (3, 2), (4, 4)]


@pytest.mark.parametrize(
    ("people", "tokens"),
    [
        (0, {A: 1}),
        (41, {A: 1}),
        (40, {A: 121}),
        (40, {A: -1}),
        (40, {}),
        (40, {9: 3}),
    ],
)
def test_a_sheet_that_cannot_be_true_is_refused(people: int, tokens: dict[int, int]) -> None:
    with pytest.raises(Refused):
        checked(Sheet("women", people, tokens), 3, 40, [A, B, C])


counts = st.lists(st.integers(0, 30), min_size=4, max_size=4)


@given(st.lists(counts, min_size=1, max_size=5), st.permutations(range(4)))
def test_the_names_of_needs_and_the_order_of_sheets_change_nothing(
    rows: list[list[int]], renamed: list[int]
) -> None:
    needs = list(range(4))
    sheets = [Sheet(str(i), 90, dict(enumerate(row))) for i, row in enumerate(rows)]
    again = [Sheet(s.group, 90, {renamed[n]: t for n, t in s.tokens.items()}) for s in reversed(sheets)]
    for rule in RULES:
        first, second = rule.figures(needs, sheets), rule.figures(needs, again)
        assert {renamed[need]: figure for need, figure in first.items()} == second


@given(st.lists(counts, min_size=1, max_size=5))
def test_everything_in_a_groups_top_has_at_least_the_tokens_of_what_is_not(rows: list[list[int]]) -> None:
    for row in rows:
        sheet = Sheet("women", 90, dict(enumerate(row)))
        inside = {item.need for item in top(sheet, 2)}
        outside = [sheet.tokens[need] for need in sheet.tokens if need not in inside]
        assert all(sheet.tokens[need] >= max(outside, default=0) for need in inside)
