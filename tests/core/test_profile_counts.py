"""What a profile holds is checked, and what of its counts is told does not give a small one away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peoplesprocess.core.disclosed_profile_counts import (
    disclosed_damage,
    disclosed_disability,
    disclosed_people,
)
from peoplesprocess.core.gap_matrix import WHOLE, GapNeed, GapState, count, gap_cells
from peoplesprocess.core.messages import Refused
from peoplesprocess.core.profile_parts import (
    AGE_BAND_COUNT,
    PARTS,
    SEXES,
    check_body,
    empty_parts,
    read_disability,
    stored_disability,
)
from peoplesprocess.core.washington_group import ANSWERS, QUESTIONS, DisabilityCounts

COUNTS = st.lists(st.integers(0, 30), min_size=AGE_BAND_COUNT, max_size=AGE_BAND_COUNT)
PEOPLE = st.fixed_dictionaries(dict.fromkeys(SEXES, COUNTS))
STATUSES = st.dictionaries(st.sampled_from(["resident", "displaced", "host", "refugee"]), PEOPLE, min_size=1)
DOMAINS = dict.fromkeys(QUESTIONS, 0) | {"seeing": 7, "walking": 12}


@given(STATUSES, PEOPLE)
def test_no_small_count_of_people_follows_from_the_sheet(
    people: dict[str, dict[str, list[int]]], left_out: dict[str, list[int]]
) -> None:
    """Also of those whose status nobody wrote down: the sheet counts them too."""
    everybody = [*people.values(), left_out]
    sheet = {
        sex: [sum(each[sex][band] for each in everybody) for band in range(AGE_BAND_COUNT)] for sex in SEXES
    }
    told = disclosed_people(people, in_full=False, sheet=sheet)
    for sex in SEXES:
        for band in range(AGE_BAND_COUNT):
            column = {status: told[status][sex][band] for status in people}
            hidden = [status for status, number in column.items() if number is None]
            # The sheet gives the sum over all statuses away: what is hidden together must not be small alone.
            assert all(number is None or number >= 5 for number in column.values())
            if 0 < left_out[sex][band] < 5:
                assert hidden, "what is left out would be the difference"
            elif len(people) > 1:
                assert len(hidden) != 1
            if hidden:
                rest = sum(people[status][sex][band] for status in hidden) + left_out[sex][band]
                assert rest >= 5 or len(hidden) == len(people)
    assert disclosed_people(people, in_full=True, sheet=sheet) == people


def test_a_sheet_that_nobody_filled_in_or_that_counts_fewer_gives_nothing_away() -> None:
    people = {"resident": {"women": [20, 20, 20, 20], "men": [20, 20, 20, 20]}}
    for sheet in ({}, {"women": [3, 0, 20, 25], "men": [20, 20, 20, 20]}):
        assert disclosed_people(people, in_full=False, sheet=sheet) == people


def test_a_single_small_count_takes_another_with_it() -> None:
    assert disclosed_damage({"none": 40, "minor": 12, "major": 3, "destroyed": 9}, in_full=False) == {
        "none": None,
        "minor": 12,
        "major": None,
        "destroyed": 9,
    }
    counts = DisabilityCounts(60, {**DOMAINS, "hearing": 4}, 15)
    told = disclosed_disability(counts, in_full=False)
    assert (told["seeing"], told["hearing"], told["communicating"], told["at_cut_off"]) == (7, None, None, 15)
    assert disclosed_disability(counts, in_full=True)["hearing"] == 4


@given(st.integers(0, 40), st.lists(st.integers(0, 20), min_size=6, max_size=6), st.integers(0, 60))
def test_no_small_count_lies_between_two_counts_of_which_one_is_a_part_of_the_other(
    more: int, numbers: list[int], others: int
) -> None:
    at_cut_off = max(numbers) + more
    counts = DisabilityCounts(at_cut_off + others, dict(zip(QUESTIONS, numbers, strict=True)), at_cut_off)
    told = disclosed_disability(counts, in_full=False)
    parts = [(told[name], told[whole]) for name in QUESTIONS for whole in ("at_cut_off", "asked")]
    for part, whole in [*parts, (told["at_cut_off"], told["asked"])]:
        assert part is None or whole is None or whole - part >= 5
    assert all(number is None or number >= 5 for number in told.values())


def test_the_six_questions_are_asked_in_their_order_and_words() -> None:
    assert list(QUESTIONS) == [
        "seeing",
        "hearing",
        "walking",
        "remembering",
        "self-care",
        "communicating",
    ]
    assert QUESTIONS["seeing"] == "Do you have difficulty seeing, even if wearing glasses?"
    assert ANSWERS[2:] == ("Yes – a lot of difficulty", "Cannot do at all")


@pytest.mark.parametrize(
    ("asked", "domains", "at_cut_off", "field"),
    [
        (0, {}, 0, "asked"),
        (10, {}, 12, "walking"),
        (60, {}, 11, "at_cut_off"),
        (60, {}, 20, "at_cut_off"),
        (60, {"communicating": 61}, 12, "communicating"),
    ],
)
def test_counts_of_other_people_are_refused(
    asked: int, domains: Mapping[str, int], at_cut_off: int, field: str
) -> None:
    body = stored_disability(DisabilityCounts(asked, {**DOMAINS, **domains}, at_cut_off))
    with pytest.raises(Refused) as refused:
        check_body("disability", body)
    assert refused.value.field == field


@pytest.mark.parametrize("at_cut_off", [12, 15, 19])
def test_whoever_is_counted_twice_is_one_person(at_cut_off: int) -> None:
    counts = DisabilityCounts(60, DOMAINS, at_cut_off)
    check_body("disability", stored_disability(counts))
    assert read_disability(stored_disability(counts)) == counts


@pytest.mark.parametrize(
    ("part", "body"),
    [
        ("services", {"water": "fine"}),
        ("services", {"moon": "functional"}),
        ("population", {"women": [1, 2, 3, 4]}),
        ("population", {"women": [1, 2, 3], "men": [1, 2, 3, 4]}),
        ("population", {"women": [1, 2, 3, -4], "men": [1, 2, 3, 4]}),
        ("damage", {"none": 1}),
        ("context", {}),
    ],
)
def test_a_body_of_another_shape_is_no_part(part: str, body: dict[str, Any]) -> None:
    with pytest.raises((ValueError, KeyError)):
        check_body(part, body)


def test_every_part_can_be_empty_and_none_is_when_it_says_something() -> None:
    nobody = {sex: [0] * AGE_BAND_COUNT for sex in SEXES}
    said: dict[str, list[Mapping[str, object]]] = {part: [{}] for part in PARTS}
    said |= {"services": [{}, {}], "population": [nobody]}
    assert empty_parts({}) == list(PARTS)
    assert empty_parts(said) == ["services", "population"]
    said |= {"services": [{}, {"water": "not"}], "population": [nobody, {**nobody, "men": [0, 1, 0, 0]}]}
    assert empty_parts(said) == []


SECTORS_SIX = ("water", "drainage", "roads", "school", "health", "waste")


def test_the_gap_matrix_of_thirty_cells() -> None:
    areas = (1, 2, 3, 4, 5)
    places = [(sector, area) for sector in SECTORS_SIX for area in areas][:18]
    needs = [
        GapNeed(number, sector, area, number <= 11) for number, (sector, area) in enumerate(places, start=1)
    ]
    cells = gap_cells(needs, areas, SECTORS_SIX, {})
    assert len(cells) == 30
    found = count(cells)
    assert found[GapState.GAP] == 7 and found[GapState.PLANNED] == 11
    assert found[GapState.NO_NEED] == 12 and found[GapState.NO_DATA] == 0


def test_no_data_is_not_no_need() -> None:
    asked = [GapNeed(1, "water", 1, False), GapNeed(2, "water", 1, True)]
    services = {(2, "roads"): ["functional", "not"], (WHOLE, "health"): ["partly"]}
    cells = {
        (cell.sector, cell.area): cell
        for cell in gap_cells(asked, (1, 2), ("water", "roads", "health"), services)
    }
    # Of two needs one is planned: no gap, and the other one is still named.
    assert (cells["water", 1].state, cells["water", 1].open) == (GapState.PLANNED, (1,))
    # Nobody of area 2 was asked, but somebody knows its roads; and health is known of the whole place.
    assert cells["water", 2].state is GapState.NO_DATA
    assert (cells["roads", 2].state, cells["roads", 2].service) == (GapState.NO_NEED, "not")
    assert (cells["health", 2].state, cells["health", 2].service) == (GapState.NO_NEED, "partly")
    assert (cells["roads", 1].state, cells["roads", 1].service) == (GapState.NO_NEED, "")
