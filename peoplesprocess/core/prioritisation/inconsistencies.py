"""What a group should discuss again: answers that form a circle, an order that depends on one weight."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from peoplesprocess.core.messages import N_, Message, Sentence
from peoplesprocess.core.prioritisation.ballot_methods import METHODS_BY_KEY, BallotFormat
from peoplesprocess.core.prioritisation.criteria import Criterion, WeightSensitivity, weight_sensitivities
from peoplesprocess.core.prioritisation.pairwise import consistency, cycles

MOST_TOLD = 3


def inconsistencies(
    method: str,
    ballot: Sequence[int],
    marks: Mapping[str, int],
    criteria: Sequence[Criterion],
    titles: Mapping[int, str],
) -> list[Sentence]:
    """Return what a group that chose by `method` should discuss again, given the marks on its paper."""
    form = METHODS_BY_KEY[method].marks
    if not marks:
        return []
    if form is BallotFormat.PAIRS:
        return _about_cycles(marks, ballot, titles)
    if form is BallotFormat.SCORES:
        found = weight_sensitivities(marks, ballot, criteria)
        return [_about_weight(each, titles) for each in found]
    return []


def _about_cycles(
    marks: Mapping[str, int], ballot: Sequence[int], titles: Mapping[int, str]
) -> list[Sentence]:
    found_cycles = cycles(marks, ballot)
    if not found_cycles:
        return []
    found: list[Sentence] = [
        Message(
            N_(
                "The answers go round in a circle: %(first)s is put before %(second)s, %(second)s before "
                "%(third)s, and %(third)s before %(first)s. Ask the group which answer it is least sure of."
            ),
            dict(zip(("first", "second", "third"), (titles[need] for need in each), strict=True)),
        )
        for each in found_cycles[:MOST_TOLD]
    ]
    agree = round(100 * consistency(marks, ballot))
    return [*found, Message(N_("The answers agree with one order to %(part)s of 100."), {"part": agree})]


def _about_weight(change: WeightSensitivity, titles: Mapping[int, str]) -> Sentence:
    values = {"criterion": change.criterion, "need": titles[change.first]}
    if change.more:
        return Message(N_("If “%(criterion)s” weighed a fifth more, %(need)s would come first."), values)
    return Message(N_("If “%(criterion)s” weighed a fifth less, %(need)s would come first."), values)
