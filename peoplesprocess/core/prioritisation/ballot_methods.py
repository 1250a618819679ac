"""Methods by which a group chooses.

A method is an entry in METHODS; one that needs arithmetic has a module.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from peoplesprocess.core.messages import N_
from peoplesprocess.core.prioritisation import criteria, pairwise, ranking
from peoplesprocess.core.prioritisation.criteria import Criterion


class BallotFormat(StrEnum):
    """What a group's paper holds: a count or a place for each need, an answer for each pair, or scores."""

    COUNTS = "counts"
    PLACES = "places"
    PAIRS = "pairs"
    SCORES = "scores"


@dataclass(frozen=True, slots=True)
class BallotMethod:
    """A method by which one group chooses.

    `marks` is the format of its paper. With `one_a_need` a person can choose a need only once.
    """

    key: str
    name: str
    explained: str
    marks: BallotFormat = BallotFormat.COUNTS
    one_a_need: bool = False


METHODS = (
    BallotMethod(
        "tokens",
        N_("Dots, stones or seeds"),
        N_("Each person puts down the same number of them, and can put several on one need."),
    ),
    BallotMethod(
        "hands",
        N_("A show of hands"),
        N_("Each person raises a hand for some of the needs. Everybody sees it, so ask who is afraid to."),
        one_a_need=True,
    ),
    BallotMethod(
        "secret",
        N_("Secret papers"),
        N_("Each person marks needs on a paper that nobody else sees. The papers are counted in public."),
        one_a_need=True,
    ),
    BallotMethod(
        "ranking",
        N_("An order that the group agrees on"),
        N_("A need gets two points for each need that the group puts below it."),
        BallotFormat.PLACES,
    ),
    BallotMethod(
        "pairs",
        N_("Two needs at a time"),
        N_(
            "The group compares each need with every other need. A need gets two points when it is put "
            "first, and one when both count the same. For up to eight needs."
        ),
        BallotFormat.PAIRS,
    ),
    BallotMethod(
        "scores",
        N_("Scores by criteria"),
        N_(
            "The group gives each need a score from 1 to 5 by each criterion. Each score counts as much as "
            "the criterion weighs."
        ),
        BallotFormat.SCORES,
    ),
)
METHODS_BY_KEY = {method.key: method for method in METHODS}


def tokens_from_marks(
    method: BallotMethod,
    marks: Mapping[str, int],
    ballot: Sequence[int],
    weighted: Sequence[Criterion],
    people: int,
) -> dict[int, int]:
    """Return the points of each need, by its number, from a group's order, answers or scores.

    Everybody in the group counts as having given the same points, so a large group weighs more under the rule
    that counts each token the same. Units: points of all `people` together. Errors: Refused, as in the
    method's own module.
    """
    if method.marks is BallotFormat.PLACES:
        found = ranking.points(marks, ballot)
    elif method.marks is BallotFormat.PAIRS:
        found = pairwise.points(marks, ballot)
    else:
        found = criteria.points(marks, ballot, weighted)
    return {need: people * points for need, points in found.items()}
