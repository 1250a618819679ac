"""The ranks of a need in each round, in both orders."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from peoplesprocess.core.prioritisation import COUNTING_RULES
from peoplesprocess.core.prioritisation.result import RoundResult
from peoplesprocess.core.prioritisation.result_json import from_json
from peoplesprocess.facts.rounds import RoundWithNewestResult


@dataclass(frozen=True, slots=True)
class RuleRank:
    """A need's rank under one rule, None if nobody chose it; `of` is the number of needs in the order.

    `figure` is in percent for equal groups, in tokens otherwise.
    """

    rule: str
    place: int | None
    figure: Fraction
    of: int


@dataclass(frozen=True, slots=True)
class RoundRanks:
    """A round with the need on its ballot; no ranks while it is open or if it `ended` without a result."""

    number: int
    places: list[RuleRank]
    ended: bool

    @property
    def told(self) -> list[RuleRank]:
        """The ranks to show: if nobody chose the need, only one of them."""
        return [rank for rank in self.places if rank.place] or self.places[:1]


def round_ranks(need: int, rounds: Iterable[RoundWithNewestResult]) -> list[RoundRanks]:
    """Return the rounds with a need on their ballot, each with the need's rank in every order."""
    return [
        RoundRanks(
            row.number,
            list(_places(need, from_json(row.figures))) if row.figures else [],
            row.ended_at is not None,
        )
        for row in rounds
        if need in row.ballot
    ]


def _places(need: int, result: RoundResult) -> Iterable[RuleRank]:
    for rule in COUNTING_RULES:
        order = result.orders.get(rule.key, ())
        for item in order:
            if item.need == need:
                yield RuleRank(rule.key, item.rank, item.figure, len(order))
