"""Needs compared in pairs: points for each comparison that is won, and cycles among the answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import combinations

from peoplesprocess.core.messages import N_, Message, Refused

MOST_NEEDS = 8
"""Eight needs make 28 pairs; with more, people stop thinking about the last ones."""
EQUAL = 0
"""Stands in place of the winning need if both count the same."""


def pairs(ballot: Sequence[int]) -> list[tuple[str, int, int]]:
    """Return every pair of needs: the key under which its answer is stored, and the two numbers."""
    return [(f"{first}-{second}", first, second) for first, second in combinations(ballot, 2)]


def points(winners: Mapping[str, int], ballot: Sequence[int]) -> dict[int, int]:
    """Return each need's points, by its number: two for each comparison that it won, one for each tie.

    `winners` holds the need that is put first, or EQUAL, by the pair's key. Units: points of one person.
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


def cycles(winners: Mapping[str, int], ballot: Sequence[int]) -> list[tuple[int, int, int]]:
    """Return the cycles of three needs, in which each beats the next and the last one beats the first.

    If there is one, no order agrees with every answer, and the group is asked about it again.
    """
    beats = _beats(winners, ballot)
    return [
        each
        for triple in combinations(ballot, 3)
        for each in (triple, (triple[0], triple[2], triple[1]))
        if {each[:2], each[1:], (each[2], each[0])} <= beats
    ]


def consistency(winners: Mapping[str, int], ballot: Sequence[int]) -> Fraction:
    """Return the coefficient of consistency: 1 without cycles, 0 with as many as are possible.

    Source: Kendall and Babington Smith (1940).
    """
    needs = len(ballot)
    most = needs * (needs * needs - (1 if needs % 2 else 4)) // 24
    return 1 - Fraction(len(cycles(winners, ballot)), most) if most else Fraction(1)


def _beats(winners: Mapping[str, int], ballot: Sequence[int]) -> set[tuple[int, int]]:
    """Return each comparison that was won, as the winner and the loser."""
    decided = ((winners.get(name), first, second) for name, first, second in pairs(ballot))
    return {
        (first, second) if winner == first else (second, first)
        for winner, first, second in decided
        if winner in (first, second)
    }
