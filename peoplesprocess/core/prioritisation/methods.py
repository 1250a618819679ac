"""How people in a group say what comes first. A method is a line in METHODS; what needs sums has a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from peoplesprocess.core.messages import N_
from peoplesprocess.core.prioritisation import criteria, pairwise, ranking
from peoplesprocess.core.prioritisation.criteria import Criterion


class Marks(StrEnum):
    """What stands on a group's paper: a count for each need, a place, an answer for each pair, scores."""

    COUNTS = "counts"
    PLACES = "places"
    PAIRS = "pairs"
    SCORES = "scores"


@dataclass(frozen=True, slots=True)
class Method:
    """A way in which one group chooses. `one_a_need`: a person wants a need or not, never twice."""

    key: str
    name: str
    explained: str
    marks: Marks = Marks.COUNTS
    one_a_need: bool = False


METHODS = (
    Method(
        "tokens",
        N_("Dots, stones or seeds"),
        N_("Each person puts the same number of them, also several on one need."),
    ),
    Method(
        "hands",
        N_("A show of hands"),
        N_("Each person raises a hand for some of the needs. Everybody sees it, so ask who is afraid to."),
        one_a_need=True,
    ),
    Method(
        "secret",
        N_("Secret papers"),
        N_("Each person marks needs on a paper that nobody else sees. The papers are counted in public."),
        one_a_need=True,
    ),
    Method(
        "ranking",
        N_("An order that the group agrees on"),
        N_("A need gets two points for each need that the group puts below it."),
        Marks.PLACES,
    ),
    Method(
        "pairs",
        N_("Two needs at a time"),
        N_(
            "The group compares each need with each other. A need gets two points when it is put first, and "
            "one when both count the same. For up to eight needs."
        ),
        Marks.PAIRS,
    ),
    Method(
        "scores",
        N_("Scores by criteria"),
        N_(
            "The group gives each need a score from 1 to 5 by each criterion. Each score counts as much as "
            "the criterion weighs."
        ),
        Marks.SCORES,
    ),
)
METHODS_BY_KEY = {method.key: method for method in METHODS}


def tokens_of(
    method: Method, marks: Mapping[str, int], ballot: Sequence[int], weighed: Sequence[Criterion], people: int
) -> dict[int, int]:
    """Return what a group's agreed order, answers or scores give to each need, for all its people together.

    Everybody counts as one who gave the same points, so a large group weighs more where each token counts
    the same. Units: points. Errors: Refused, as the method's own file says.
    """
    if method.marks is Marks.PLACES:
        found = ranking.points(marks, ballot)
    elif method.marks is Marks.PAIRS:
        found = pairwise.points(marks, ballot)
    else:
        found = criteria.points(marks, ballot, weighed)
    return {need: people * points for need, points in found.items()}
