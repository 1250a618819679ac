"""Scorecards in public: no answer of fewer than five people follows, even from how many were asked."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction

import pytest

from peoplesprocess.core.disclosure import LEAST
from peoplesprocess.core.inclusion import PeopleShare
from peoplesprocess.core.messages import Refused
from peoplesprocess.core.scorecards import ITEMS, PublicScorecardAnswers, check_counts, public_answers

Row = tuple[int, int, int]
SMALL = set(range(LEAST))


def rows(total: int) -> list[Row]:
    return [(a, b, total - a - b) for a in range(total + 1) for b in range(total + 1 - a)]


def narrowed(told: object, total: int) -> list[tuple[object, ...]]:
    """What is printed for rows of a total in which a hidden small count could not be each of 0 to 4."""
    possible: dict[tuple[object, ...], list[set[int]]] = defaultdict(lambda: [set(), set(), set()])
    for row in rows(total):
        for values, value in zip(possible[told(row)], row, strict=True):  # type: ignore[operator]
            values.add(value)
    return [
        printed
        for printed, cells in possible.items()
        if any(
            count is None and taken & SMALL and not taken >= SMALL
            for count, taken in zip(printed, cells, strict=True)
        )
    ]


def test_who_knows_how_many_were_asked_learns_no_small_answer() -> None:
    """Another item of the same card can print the total; it prints one from 15 people on."""
    for total in range(15, 45):
        assert narrowed(lambda row: public_answers(row, False).counts, total) == [], total


def test_hiding_only_what_is_small_would_tell_it() -> None:
    """Planted fault: without the other count hidden, the total gives a single small one away."""
    assert narrowed(lambda row: tuple(count if count >= LEAST else None for count in row), 20)


def test_eighteen_of_thirty_women_feel_unsafe() -> None:
    told = public_answers((7, 5, 18), False)
    assert told.counts == (7, 5, 18)
    assert told.worst == PeopleShare(18, 30) and told.worst.percent == Fraction(60)
    hidden = public_answers((22, 3, 5), False)
    assert hidden.worst is None, "a share with its denominator would tell what is hidden"
    assert public_answers((7, 5, 18), True) == PublicScorecardAnswers((None, None, None), None)


def test_a_card_that_nobody_can_have_filled_in_is_refused() -> None:
    nobody = {item.key: (0, 0, 0) for item in ITEMS}
    with pytest.raises(Refused):
        check_counts(nobody, None)
    check_counts({**nobody, "safety": (1, 2, 3)}, 6)
    with pytest.raises(Refused) as refusal:
        check_counts({**nobody, "safety": (1, 2, 4)}, 6)
    assert refusal.value.field == "safety_good"
