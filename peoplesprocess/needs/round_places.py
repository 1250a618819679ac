"""What groups thought of a need: its places in the rounds, in both orders."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import cast

from peoplesprocess.core.prioritisation import RULES
from peoplesprocess.facts.rounds import CountedRound

Orders = Mapping[str, list[tuple[int, str, int]]]
"""The orders of a stored result: by rule, each need with its figure and its place."""


@dataclass(frozen=True, slots=True)
class RulePlace:
    """A need's place under one rule. The figure is in percent for equal groups, in tokens otherwise."""

    rule: str
    place: int
    figure: Fraction
    of: int


@dataclass(frozen=True, slots=True)
class RoundPlaces:
    """A round that asked about the need; without places while it is open."""

    number: int
    places: list[RulePlace]


def round_places(need: int, rounds: Iterable[CountedRound]) -> list[RoundPlaces]:
    """Return the rounds that asked about a need, each with its place in every order."""
    return [
        RoundPlaces(
            row.number, list(_places(need, cast(Orders, row.figures["orders"])) if row.figures else [])
        )
        for row in rounds
        if need in row.ballot
    ]


def _places(need: int, orders: Orders) -> Iterable[RulePlace]:
    for rule in RULES:
        for number, figure, place in orders.get(rule.key, ()):
            if number == need:
                yield RulePlace(rule.key, place, Fraction(figure), len(orders[rule.key]))
