"""Scores of needs by weighted criteria, and how sensitive the first place is to the weights."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from peoplesprocess.core.messages import N_, Message, Refused

LOWEST_SCORE, HIGHEST_SCORE = 1, 5
MOST_CRITERIA = 5
HUNDREDTHS = 100
VARIATION = Fraction(1, 5)
"""The relative change of a weight, up and down, for which the first place is checked."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """A criterion that needs are scored by; `weight` is in hundredths of the sum of all weights."""

    name: str
    weight: int


@dataclass(frozen=True, slots=True)
class WeightSensitivity:
    """The need that would come first if a criterion weighed a fifth more, or a fifth less."""

    criterion: str
    more: bool
    first: int


def parse_criteria(text: str) -> list[Criterion]:
    """Return the criteria in a text: one on each line, with its weight at the end.

    Errors: Refused if a line has no weight, if a criterion is listed twice, if there are not two to five, or
    if the weights do not add up to 100.
    """
    found = []
    for line in filter(None, map(str.strip, text.splitlines())):
        parts = re.fullmatch(r"(.*\S)[\s:=]+(\d{1,3})\s*%?", line)
        if parts is None:
            raise Refused(
                Message(
                    N_("“%(line)s” has no weight. Write it at the end of the line."), {"line": line[:40]}
                ),
                "criteria",
            )
        found.append(Criterion(parts[1].rstrip(" :="), int(parts[2])))
    if not 2 <= len(found) <= MOST_CRITERIA or len({each.name for each in found}) < len(found):
        raise Refused(Message(N_("Write two to five different criteria, one on each line.")), "criteria")
    total = sum(each.weight for each in found)
    if total != HUNDREDTHS or not all(each.weight for each in found):
        raise Refused(
            Message(N_("The weights add up to %(sum)s. They must add up to 100."), {"sum": total}),
            "criteria",
        )
    return found


def score_key(need: int, place: int) -> str:
    """Return the key under which a need's score by the criterion at index `place` is stored."""
    return f"{need}.{place}"


def points(scores: Mapping[str, int], ballot: Sequence[int], criteria: Sequence[Criterion]) -> dict[int, int]:
    """Return each need's points, by its number: the sum of its scores, weighted by the criteria.

    `scores` are 1 to 5, by `score_key`. Units: points of one person, hundredths of a score. Errors: Refused
    if a score is missing or out of range. Source: method.md, section 4; a matrix is read out, never blended.
    """
    for need in ballot:
        for place, criterion in enumerate(criteria):
            if not LOWEST_SCORE <= scores.get(score_key(need, place), 0) <= HIGHEST_SCORE:
                raise Refused(
                    Message(
                        N_("Need %(need)s has no score from 1 to 5 by “%(criterion)s”."),
                        {"need": need, "criterion": criterion.name},
                    ),
                    f"score{score_key(need, place)}",
                )
    return {
        need: sum(each.weight * scores[score_key(need, place)] for place, each in enumerate(criteria))
        for need in ballot
    }


def weight_sensitivities(
    scores: Mapping[str, int], ballot: Sequence[int], criteria: Sequence[Criterion]
) -> list[WeightSensitivity]:
    """Return the changes of one weight by a fifth, up or down, that put another need first.

    The other weights keep their proportions. Needs that share the first place under the given weights may
    each come first without being reported.
    """
    first = _firsts(scores, ballot, [Fraction(each.weight) for each in criteria])
    found = []
    for place, criterion in enumerate(criteria):
        for more in (True, False):
            weights = [Fraction(each.weight) for each in criteria]
            weights[place] *= 1 + VARIATION if more else 1 - VARIATION
            other = _firsts(scores, ballot, weights)
            if not other & first:
                found.append(WeightSensitivity(criterion.name, more, min(other)))
    return found


def _firsts(scores: Mapping[str, int], ballot: Sequence[int], weights: Sequence[Fraction]) -> set[int]:
    sums = {
        need: sum(weight * scores[score_key(need, place)] for place, weight in enumerate(weights))
        for need in ballot
    }
    return {need for need, total in sums.items() if total == max(sums.values())}
