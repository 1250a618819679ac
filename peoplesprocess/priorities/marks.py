"""What stands on a group's paper, by the names under which it is typed in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from peoplesprocess.core.messages import N_, Message, Plural, Sentence
from peoplesprocess.core.prioritisation.criteria import (
    Criterion,
    WeightSensitivity,
    score_key,
    weight_sensitivities,
)
from peoplesprocess.core.prioritisation.methods import METHODS_BY_KEY, BallotFormat
from peoplesprocess.core.prioritisation.pairwise import consistency, cycles, pairs

UNITS = {"tokens": N_("Tokens"), "hands": N_("Hands"), "secret": N_("Papers")}
"""What is counted; an agreed order, answers and scores make points."""
MOST_TOLD = 3
PREFIXES = {
    BallotFormat.COUNTS: "need",
    BallotFormat.PLACES: "need",
    BallotFormat.PAIRS: "pair",
    BallotFormat.SCORES: "score",
}


def label(number: int, title: str) -> str:
    """Return how a need is named beside its field."""
    # Labels are looked up as sentences, where two percent signs would stand for one.
    return f"{number}. {re.sub('%+', '%', title)}"


def names(asked: Any) -> Iterator[tuple[str, tuple[int, int]]]:
    """Return the name of each mark on the round's paper, with its need, and the other need or criterion."""
    marks = METHODS_BY_KEY[asked.method].marks
    if marks is BallotFormat.PAIRS:
        yield from ((name, (first, second)) for name, first, second in pairs(asked.ballot))
    elif marks is BallotFormat.SCORES:
        for need in asked.ballot:
            yield from ((score_key(need, place), (need, place)) for place in range(len(asked.criteria)))
    else:
        yield from ((str(need), (need, 0)) for need in asked.ballot)


def field_of(asked: Any, name: str) -> str:
    """Return the name of a mark's field."""
    return PREFIXES[METHODS_BY_KEY[asked.method].marks] + name


def as_typed(asked: Any, row: Any) -> dict[str, Any]:
    """Return a sheet or a typing as its form holds it, by field."""
    kept: Mapping[str, Any] = row.marks or row.tokens
    if METHODS_BY_KEY[asked.method].marks is BallotFormat.PAIRS:
        kept = {name: str(winner) for name, winner in kept.items()}
    return {"people": row.people} | {field_of(asked, name): value for name, value in kept.items()}


def differing(asked: Any, typings: Sequence[Any]) -> list[str]:
    """Return the fields in which two people read a paper differently."""
    if len(typings) < 2:
        return []
    first, second = (as_typed(asked, row) for row in typings[:2])
    fields = ["people", *(field_of(asked, name) for name, _ in names(asked))]
    return [each for each in fields if (first.get(each) or 0) != (second.get(each) or 0)]


def each_may(asked: Any) -> Sentence:
    """Return what each person, or the group, does in this round."""
    method = METHODS_BY_KEY[asked.method]
    if method.marks is not BallotFormat.COUNTS:
        return Message(method.explained)
    if not method.one_a_need:
        return Plural("Each person has %(count)s token.", "Each person has %(count)s tokens.", asked.tokens)
    return Plural(
        "Each person chooses up to %(count)s need.",
        "Each person chooses up to %(count)s needs.",
        asked.tokens,
    )


def unit_of(asked: Any) -> str:
    """Return the word for what is counted."""
    return UNITS.get(asked.method, N_("Points"))


def total_of(asked: Any) -> str:
    """Return the word for what stands on a whole sheet."""
    if asked.method == "tokens":
        return UNITS["tokens"]
    return N_("Choices") if METHODS_BY_KEY[asked.method].marks is BallotFormat.COUNTS else N_("Points")


def to_talk_about(
    asked: Any, marks: Mapping[str, int], criteria: Sequence[Criterion], titles: Mapping[int, str]
) -> list[Sentence]:
    """Return what a group should talk about again: answers that go round, an order that hangs on a weight."""
    method = METHODS_BY_KEY[asked.method]
    if not marks:
        return []
    if method.marks is BallotFormat.PAIRS:
        return _about_cycles(marks, asked.ballot, titles)
    if method.marks is BallotFormat.SCORES:
        found = weight_sensitivities(marks, asked.ballot, criteria)
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
                "The answers go round: %(first)s is put before %(second)s, that before %(third)s, and that "
                "before %(first)s. Ask the group which answer it is least sure of."
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
