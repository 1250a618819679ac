"""What became of a need: its places in the rounds, in both orders."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from peoplesprocess.core.prioritisation import RULES
from peoplesprocess.facts.rounds import CountedRound


@dataclass(frozen=True, slots=True)
class Placed:
    """A need's place under one rule. The figure is in percent for equal groups, in tokens otherwise."""

    rule: str
    place: int
    figure: Fraction
    of: int


@dataclass(frozen=True, slots=True)
class Ballot:
    """A round that asked about the need; without places while it is open."""

    number: int
    rule: str
    places: list[Placed]


def ballots(need: int, rounds: Iterable[CountedRound]) -> list[Ballot]:
    """Return the rounds that asked about a need, each with its place in every order."""
    return [
        Ballot(row.number, row.rule, list(_places(need, row.figures["orders"])) if row.figures else [])
        for row in rounds
        if need in row.ballot
    ]


def _places(need: int, orders: dict[str, list[tuple[int, str, int]]]) -> Iterable[Placed]:
    for rule in RULES:
        for number, figure, place in orders.get(rule.key, ()):
            if number == need:
                yield Placed(rule.key, place, Fraction(figure), len(orders[rule.key]))
