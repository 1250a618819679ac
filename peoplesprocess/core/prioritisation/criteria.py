"""Needs scored by criteria that people chose, each with its weight; how far the order hangs on weights."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from peoplesprocess.core.messages import N_, Message, Refused

LEAST, MOST = 1, 5
MOST_CRITERIA = 5
WHOLE = 100
VARIED = Fraction(1, 5)
"""By which part of it a weight is tried higher and lower."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """What needs are scored by. Units: hundredths of all weights."""

    name: str
    weight: int


@dataclass(frozen=True, slots=True)
class Change:
    """What comes first if a criterion weighed a fifth more, or less."""

    criterion: str
    more: bool
    first: int


def written(text: str) -> list[Criterion]:
    """Return the criteria of a text with one on each line, its weight at the end.

    Errors: Refused if a line has no weight, if one stands there twice, if there are not two to five, or if
    the weights do not make a hundred.
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
    if total != WHOLE or not all(each.weight for each in found):
        raise Refused(
            Message(N_("The weights make %(sum)s together. They have to make 100."), {"sum": total}),
            "criteria",
        )
    return found


def name_of(need: int, place: int) -> str:
    """Return the name under which a need's score by a criterion is kept."""
    return f"{need}.{place}"


def points(scores: Mapping[str, int], ballot: Sequence[int], criteria: Sequence[Criterion]) -> dict[int, int]:
    """Return each need's points: its scores, each times the criterion's weight.

    `scores` are 1 to 5 by `name_of`. Units: points of one person, hundredths of a score. Errors: Refused if
    a score is missing or is none. Source: method.md, section 4; a matrix is read out, never blended.
    """
    for need in ballot:
        for place, criterion in enumerate(criteria):
            if not LEAST <= scores.get(name_of(need, place), 0) <= MOST:
                raise Refused(
                    Message(
                        N_("Need %(need)s has no score from 1 to 5 by “%(criterion)s”."),
                        {"need": need, "criterion": criterion.name},
                    ),
                    f"score{name_of(need, place)}",
                )
    return {
        need: sum(each.weight * scores[name_of(need, place)] for place, each in enumerate(criteria))
        for need in ballot
    }


def sensitive(
    scores: Mapping[str, int], ballot: Sequence[int], criteria: Sequence[Criterion]
) -> list[Change]:
    """Return where another need would come first if one weight were a fifth higher or lower.

    The other weights keep their proportions. Needs that share the first place by the given weights may
    each come first without being told.
    """
    first = _firsts(scores, ballot, [Fraction(each.weight) for each in criteria])
    found = []
    for place, criterion in enumerate(criteria):
        for more in (True, False):
            weights = [Fraction(each.weight) for each in criteria]
            weights[place] *= 1 + VARIED if more else 1 - VARIED
            other = _firsts(scores, ballot, weights)
            if not other & first:
                found.append(Change(criterion.name, more, min(other)))
    return found


def _firsts(scores: Mapping[str, int], ballot: Sequence[int], weights: Sequence[Fraction]) -> set[int]:
    sums = {
        need: sum(weight * scores[name_of(need, place)] for place, weight in enumerate(weights))
        for need in ballot
    }
    return {need for need, total in sums.items() if total == max(sums.values())}
