"""How a group says what comes first: orders, answers two at a time, scores; and what is told about them."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peoplesprocess.core.messages import Refused
from peoplesprocess.core.prioritisation import criteria, pairwise, ranking
from peoplesprocess.core.prioritisation.ballot_methods import METHODS_BY_KEY, tokens_from_marks
from peoplesprocess.core.prioritisation.criteria import Criterion, WeightSensitivity

NEEDS = [3, 5, 8, 9]


def refused(act, *given: object) -> tuple[str, str]:
    with pytest.raises(Refused) as why:
        act(*given)
    return why.value.sentence.text % why.value.sentence.values, why.value.field


def test_a_need_counts_by_what_stands_below_it() -> None:
    assert ranking.points({"5": 1, "3": 2, "9": 3, "8": 4}, NEEDS) == {5: 6, 3: 4, 9: 2, 8: 0}


def test_needs_without_a_place_share_what_is_left() -> None:
    # Two of four are placed: points 6 and 4 are gone, and 2 and 0 are shared by the others.
    assert ranking.points({"5": 1, "3": 2, "8": 0}, NEEDS) == {5: 6, 3: 4, 8: 1, 9: 1}


@given(st.permutations(NEEDS), st.integers(1, 4))
def test_every_order_gives_away_the_same_points(order: list[int], placed: int) -> None:
    places = {str(need): place for place, need in enumerate(order[:placed], 1)}
    found = ranking.points(places, NEEDS)
    assert sum(found.values()) == len(NEEDS) * (len(NEEDS) - 1)
    assert sorted(order[:placed], key=lambda need: -found[need]) == order[:placed]


@pytest.mark.parametrize(
    ("places", "why"),
    [
        ({"3": 1, "5": 1}, ("Needs 3 and 5 have the same rank. Ask the group which comes first.", "need5")),
        ({"3": 1, "5": 3}, ("No need has rank 2. Number the ranks 1, 2, 3.", "")),
        ({"3": 2}, ("No need has rank 1. Number the ranks 1, 2, 3.", "")),
        ({}, ("The sheet is empty. Type in the rank of each need.", "")),
    ],
)
def test_an_order_that_is_none_is_refused(places: dict[str, int], why: tuple[str, str]) -> None:
    assert refused(ranking.points, places, NEEDS) == why


def answers(order: list[int], **otherwise: int) -> dict[str, int]:
    """What a group answers that has this order in mind, save for some pairs."""
    found = {
        name: min(first, second, key=order.index) for name, first, second in pairwise.pairs(sorted(order))
    }
    return found | {name.replace("_", "-").lstrip("p"): winner for name, winner in otherwise.items()}


def test_a_need_counts_by_the_comparisons_that_it_wins() -> None:
    assert pairwise.points(answers([9, 3, 8, 5]), NEEDS) == {9: 6, 3: 4, 8: 2, 5: 0}
    assert pairwise.points(answers([9, 3, 8, 5], p3_9=0), NEEDS) == {9: 5, 3: 5, 8: 2, 5: 0}


def test_answers_that_go_round_are_told() -> None:
    assert pairwise.cycles(answers([3, 5, 8, 9]), NEEDS) == []
    assert pairwise.cycles(answers([3, 5, 8, 9], p3_8=8), NEEDS) == [(3, 5, 8)]
    assert pairwise.cycles(answers([8, 5, 3, 9], p3_8=3), NEEDS) == [(3, 8, 5)]
    assert pairwise.cycles(answers([3, 5, 8, 9], p3_8=0), NEEDS) == []


@given(st.permutations(NEEDS))
def test_answers_with_one_order_in_mind_agree_wholly(order: list[int]) -> None:
    assert pairwise.consistency(answers(order), NEEDS) == 1


@pytest.mark.parametrize(("needs", "most"), [([1, 2, 3], 1), ([1, 2, 3, 4], 2), ([1, 2, 3, 4, 5], 5)])
def test_the_worst_answers_agree_with_no_order(needs: list[int], most: int) -> None:
    """Of all answers those that go round most often are found by trying every one of few needs."""
    names = pairwise.pairs(needs)
    found = []
    for code in range(2 ** len(names)):
        given = {name: (first, second)[code >> bit & 1] for bit, (name, first, second) in enumerate(names)}
        found.append((len(pairwise.cycles(given, needs)), pairwise.consistency(given, needs)))
    assert max(found)[0] == most
    assert min(part for _, part in found) == Fraction(0)


def test_the_answers_of_eight_needs_go_round_twenty_times_at_the_most() -> None:
    needs = list(range(1, 9))
    each_beats_the_next = {
        name: first if second - first <= 4 else second for name, first, second in pairwise.pairs(needs)
    }
    assert len(pairwise.cycles(each_beats_the_next, needs)) == 20
    assert pairwise.consistency(each_beats_the_next, needs) == 0


def test_two_needs_cannot_go_round() -> None:
    assert pairwise.consistency({"1-2": 2}, [1, 2]) == 1


@pytest.mark.parametrize("winner", [None, 5])
def test_an_answer_that_is_missing_or_names_another_need_is_refused(winner: int | None) -> None:
    given = answers(NEEDS)
    given |= {"3-8": winner} if winner else {}
    if winner is None:
        del given["3-8"]
    assert refused(pairwise.points, given, NEEDS) == (
        "Which is more important, 3 or 8? The answer is missing.",
        "pair3-8",
    )


WEIGHED = [Criterion("Safety", 60), Criterion("Cost", 40)]


def scores(*rows: tuple[int, int]) -> dict[str, int]:
    return {f"{need}.{place}": given for need, row in enumerate(rows, 1) for place, given in enumerate(row)}


def test_scores_count_as_much_as_their_criterion_weighs() -> None:
    assert criteria.points(scores((5, 1), (3, 4)), [1, 2], WEIGHED) == {1: 340, 2: 340}


def test_an_order_that_hangs_on_a_weight_is_told() -> None:
    # 60/40 puts the first need a little ahead: 5·60 + 1·40 = 340 against 2·60 + 5·40 = 320.
    tight = scores((5, 1), (2, 5))
    assert criteria.weight_sensitivities(tight, [1, 2], WEIGHED) == [
        WeightSensitivity("Safety", False, 2),
        WeightSensitivity("Cost", True, 2),
    ]
    assert criteria.weight_sensitivities(scores((5, 5), (1, 1)), [1, 2], WEIGHED) == []
    assert criteria.weight_sensitivities(scores((5, 1), (3, 4)), [1, 2], WEIGHED) == []


@pytest.mark.parametrize(
    ("weight", "told"),
    [
        (44, []),  # 44 and a fifth are 52.8, less than 56; 56 less a fifth are 44.8, more than 44
        (45, [WeightSensitivity("Cost", False, 2)]),  # 54 against 55, but 44 against 45
        (46, [WeightSensitivity("Safety", True, 2), WeightSensitivity("Cost", False, 2)]),  # 55.2 against 54
    ],
)
def test_a_weight_is_tried_a_fifth_higher_and_lower_and_no_more(
    weight: int, told: list[WeightSensitivity]
) -> None:
    weighed = [Criterion("Safety", weight), Criterion("Cost", 100 - weight)]
    assert criteria.weight_sensitivities(scores((1, 2), (2, 1)), [1, 2], weighed) == told


def test_criteria_are_written_one_on_each_line() -> None:
    assert criteria.parse_criteria(" Safety: 60 \n\nCost for us 40%\n") == [
        Criterion("Safety", 60),
        Criterion("Cost for us", 40),
    ]
    assert criteria.parse_criteria("سلامة ٦٠\nكلفة ٤٠")[0].weight == 60


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Safety\nCost 40", "“Safety” has no weight. Write it at the end of the line."),
        ("x" * 50 + "\nCost 40", "“" + "x" * 40 + "” has no weight. Write it at the end of the line."),
        ("Safety 100", "Write two to five different criteria, one on each line."),
        ("", "Write two to five different criteria, one on each line."),
        ("A 50\nA 50", "Write two to five different criteria, one on each line."),
        (
            "\n".join(f"{name} 10" for name in "ABCDEF"),
            "Write two to five different criteria, one on each line.",
        ),
        ("Safety 60\nCost 30", "The weights add up to 90. They must add up to 100."),
        ("Safety 100\nCost 0", "The weights add up to 100. They must add up to 100."),
    ],
)
def test_criteria_that_cannot_be_weighed_are_refused(text: str, why: str) -> None:
    assert refused(criteria.parse_criteria, text) == (why, "criteria")


@pytest.mark.parametrize("given", [None, 0, 6, -1])
def test_a_score_that_is_none_is_refused(given: int | None) -> None:
    marks = scores((5, 1), (2, 5)) | ({} if given is None else {"2.1": given})
    if given is None:
        del marks["2.1"]
    assert refused(criteria.points, marks, [1, 2], WEIGHED) == (
        "Need 2 has no score from 1 to 5 by “Cost”.",
        "score2.1",
    )


@pytest.mark.parametrize(
    ("method", "marks", "each"),
    [
        ("ranking", {"1": 2, "2": 1}, {1: 0, 2: 2}),
        ("pairs", {"1-2": 2}, {1: 0, 2: 2}),
        ("scores", scores((1, 1), (5, 5)), {1: 100, 2: 500}),
    ],
)
def test_everybody_in_a_group_counts_as_one_who_gave_its_points(
    method: str, marks: dict[str, int], each: dict[int, int]
) -> None:
    found = tokens_from_marks(METHODS_BY_KEY[method], marks, [1, 2], WEIGHED, 7)
    assert found == {need: 7 * points for need, points in each.items()}


def test_every_order_of_three_can_be_said_in_both_ways() -> None:
    for order in permutations([1, 2, 3]):
        by_place = ranking.points({str(need): place for place, need in enumerate(order, 1)}, [1, 2, 3])
        assert by_place == pairwise.points(answers(list(order)), [1, 2, 3])
