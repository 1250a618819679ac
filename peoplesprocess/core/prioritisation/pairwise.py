"""Needs compared two at a time: who wins counts, and where the answers go round in a circle is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import combinations

from peoplesprocess.core.messages import N_, Message, Refused

MOST_NEEDS = 8
"""Beyond 28 pairs nobody thinks about the last ones any more."""
EQUAL = 0


def pairs(ballot: Sequence[int]) -> list[tuple[str, int, int]]:
    """Return every pair of needs with the name under which its answer is kept."""
    return [(f"{first}-{second}", first, second) for first, second in combinations(ballot, 2)]


def points(winners: Mapping[str, int], ballot: Sequence[int]) -> dict[int, int]:
    """Return each need's points: two for each comparison that it won, one where both count the same.

    `winners` holds the need that is put first, or EQUAL, by the pair's name. Units: points of one person.
    Errors: Refused if an answer is missing or names another need. Source: method.md, section 4.
    """
    found = dict.fromkeys(ballot, 0)
    for name, first, second in pairs(ballot):
        winner = winners.get(name)
        if winner not in (first, second, EQUAL):
            raise Refused(
                Message(
                    N_("Which is more important, %(first)s or %(second)s? The answer is missing."),
                    {"first": first, "second": second},
                ),
                f"pair{name}",
            )
        for need in (first, second):
            found[need] += 1 if winner == EQUAL else 2 * (winner == need)
    return found


def circles(winners: Mapping[str, int], ballot: Sequence[int]) -> list[tuple[int, int, int]]:
    """Return needs of which the first is put before the second, that before the third, that before the first.

    Where there is one, no order agrees with every answer: the group is asked about it again.
    """

    beats = _beats(winners, ballot)
    return [
        each
        for some in combinations(ballot, 3)
        for each in (some, (some[0], some[2], some[1]))
        if {each[:2], each[1:], (each[2], each[0])} <= beats
    ]


def consistency(winners: Mapping[str, int], ballot: Sequence[int]) -> Fraction:
    """Return how far the answers agree with one order: 1 if no three go round, 0 if as many as can.

    Source: Kendall and Babington Smith (1940).
    """
    needs = len(ballot)
    most = needs * (needs * needs - (1 if needs % 2 else 4)) // 24
    return 1 - Fraction(len(circles(winners, ballot)), most) if most else Fraction(1)


def _beats(winners: Mapping[str, int], ballot: Sequence[int]) -> set[tuple[int, int]]:
    decided = ((winners.get(name), first, second) for name, first, second in pairs(ballot))
    return {
        (first, second) if winner == first else (second, first)
        for winner, first, second in decided
        if winner in (first, second)
    }
