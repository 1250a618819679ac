"""Both orders, to the figure, and what a combined order hides."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peoplesprocess.core.messages import Plural, Refused
from peoplesprocess.core.prioritisation import COUNTING_RULES, GroupTally
from peoplesprocess.core.prioritisation.group_tally import (
    check_sheet,
    hidden_first_needs,
    paper_code,
    ranked,
    top,
)

EQUAL, TOKENS = COUNTING_RULES
SCENARIOS = Path(__file__).parents[3] / "shared" / "data" / "scenarios.json"
A, B, C = 1, 2, 3
SHEETS = [
    GroupTally("women", 40, {A: 24, B: 12, C: 4}),
    GroupTally("youth", 10, {A: 1, B: 6, C: 3}),
    GroupTally("displaced", 10, {A: 1, B: 3, C: 6}),
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
        GroupTally(
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
    crowd = GroupTally("men", 30, {1: 20, 2: 18, 3: 16, 4: 14, 5: 12, 6: 1})
    few = GroupTally("older", 6, {7: 9, 1: 4, 2: 3})
    order = ranked(TOKENS.figures(needs, [crowd, few]))
    assert hidden_first_needs([crowd, few], order) == [("older", 7)]


def test_what_stands_fifth_is_seen_and_what_stands_sixth_is_hidden() -> None:
    crowd = GroupTally("men", 30, {1: 20, 2: 18, 3: 16, 4: 14})
    few = GroupTally("older", 6, {5: 9, 6: 8, 7: 7, 8: 6})
    order = ranked(TOKENS.figures(list(range(1, 9)), [crowd, few]))
    assert hidden_first_needs([crowd, few], order) == [("older", 6), ("older", 7)]
    assert [item.need for item in top(GroupTally("all", 90, dict(enumerate(range(9, 0, -1)))))] == [
        0,
        1,
        2,
        3,
        4,
    ]


def test_a_need_that_stands_on_no_sheet_has_nothing() -> None:
    sheets = [GroupTally("women", 4, {A: 4}), GroupTally("youth", 4, {A: 2, B: 2})]
    assert EQUAL.figures([A, B, C], sheets) == {A: 75, B: 25, C: 0}
    assert TOKENS.figures([A, B, C], sheets) == {A: 6, B: 2, C: 0}


def test_the_code_on_a_paper_is_six_letters_that_stay_the_same() -> None:
    # Papers are printed before a session and typed in after it, perhaps by a newer version.
    assert paper_code("7", "women") == "7QUDFD"
    assert (
        len({paper_code(round_key, group) for round_key in ("7", "8") for group in ("women", "youth")}) == 4
    )


def test_a_group_that_said_nothing_is_not_a_group_that_said_no() -> None:
    silent = GroupTally("older", 6, {A: 0, B: 0, C: 0})
    assert EQUAL.figures([A, B, C], [*SHEETS, silent]) == EQUAL.figures([A, B, C], SHEETS)
    assert EQUAL.figures([A, B, C], [silent]) == {A: 0, B: 0, C: 0}


def test_places_are_shared_and_the_next_is_skipped() -> None:
    order = ranked({1: Fraction(5), 2: Fraction(7), 3: Fraction(5), 4: Fraction(1)})
    assert [(item.need, item.place) for item in order] == [(2, 1), (1, 2), (3, 2), (4, 4)]


def test_needs_that_share_a_place_stand_by_their_number() -> None:
    assert [item.need for item in ranked({3: Fraction(2), 1: Fraction(2), 2: Fraction(4)})] == [2, 1, 3]


@pytest.mark.parametrize(
    ("people", "tokens", "why"),
    [
        (0, {A: 1}, "Give the number of people who chose."),
        (41, {A: 1}, "41 people chose, but the number of people at the session is 40. Count them again."),
        (
            40,
            {A: 121},
            "The sheet has 121 choices. The number of people is 40, each with 3: they can make 120 at most. "
            "Count the people and the choices again.",
        ),
        (40, {A: -1, B: 2}, "A count of choices cannot be below 0. Write 0 or more."),
        (40, {A: 0}, "The sheet is empty. Type in the number of choices for each need."),
        (40, {}, "The sheet is empty. Type in the number of choices for each need."),
        (40, {A: 1, 9: 3}, "The sheet names a need that this round does not ask about."),
    ],
)
def test_a_sheet_that_cannot_be_true_is_refused(people: int, tokens: dict[int, int], why: str) -> None:
    with pytest.raises(Refused) as refused:
        check_sheet(GroupTally("women", people, tokens), 3, 40, [A, B, C])
    said = refused.value.sentence
    text, values = (said.many, {"count": said.count}) if isinstance(said, Plural) else (said.text, {})
    assert text % {**said.values, **values} == why


def test_a_group_of_one_person_who_puts_all_tokens_is_a_group() -> None:
    check_sheet(GroupTally("widows", 1, {A: 3}), 3, 1, [A, B, C])


def test_a_person_may_put_all_tokens_on_one_need_unless_each_puts_one() -> None:
    crowded = GroupTally("women", 2, {A: 1, B: 5})
    check_sheet(crowded, 3, 2, [A, B, C])
    check_sheet(GroupTally("women", 2, {A: 2, B: 2, C: 2}), 3, 2, [A, B, C], one_a_need=True)
    with pytest.raises(Refused) as refused:
        check_sheet(crowded, 3, 2, [A, B, C], one_a_need=True)
    assert refused.value.sentence.values == {"need": B, "people": 2}
    assert refused.value.sentence.count == 5


counts = st.lists(st.integers(0, 30), min_size=4, max_size=4)


@given(st.lists(counts, min_size=1, max_size=5), st.permutations(range(4)))
def test_the_names_of_needs_and_the_order_of_sheets_change_nothing(
    rows: list[list[int]], renamed: list[int]
) -> None:
    needs = list(range(4))
    sheets = [GroupTally(str(i), 90, dict(enumerate(row))) for i, row in enumerate(rows)]
    again = [GroupTally(s.group, 90, {renamed[n]: t for n, t in s.tokens.items()}) for s in reversed(sheets)]
    for rule in COUNTING_RULES:
        first, second = rule.figures(needs, sheets), rule.figures(needs, again)
        assert {renamed[need]: figure for need, figure in first.items()} == second


@given(st.lists(counts, min_size=1, max_size=5))
def test_everything_in_a_groups_top_has_at_least_the_tokens_of_what_is_not(rows: list[list[int]]) -> None:
    for row in rows:
        sheet = GroupTally("women", 90, dict(enumerate(row)))
        inside = {item.need for item in top(sheet, 2)}
        outside = [sheet.tokens[need] for need in sheet.tokens if need not in inside]
        assert all(sheet.tokens[need] >= max(outside, default=0) for need in inside)
