"""Rows on counting in a village: with all reasons, to the end, and with a thousand times as many people."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from fractions import Fraction
from statistics import median

from bench.table import Line, NotMeasured, Row
from peoplesprocess.core.prioritisation import explain
from peoplesprocess.core.prioritisation.count_input import AllocationInput, CostedWork, VoterGroup, checked
from peoplesprocess.core.prioritisation.equal_shares import equal_shares
from peoplesprocess.core.prioritisation.most_votes import most_votes

VILLAGE = Row("village of 360: equal shares, most votes and all reasons", "limit", "ms", most=1)
VILLAGE_ADDED = Row("village of 360: Add1U with our step", "limit", "ms", most=1)
GROWN = Row("equal shares for 360,000 people, same ballots", "for 360", "ms", most=2)
ROWS = (VILLAGE, VILLAGE_ADDED, GROWN)
VILLAGE_MS, VILLAGE_ADDED_MS = 50, 1_000


def lines(rounds: int, seconds: float) -> list[Line]:
    """A village counts in this process, and again with a thousand times as many people."""
    small = village()
    crowded = replace(
        small,
        voter_groups=tuple(voters._replace(people=voters.people * 1000) for voters in small.voter_groups),
    )
    if equal_shares(small, "none").bought != equal_shares(crowded, "none").bought:
        raise NotMeasured("a thousand times as many people bought something else")
    each = seconds / 4
    reasons, added, few, many = [], [], [], []
    for _ in range(rounds):
        reasons.append(_milliseconds(lambda: with_reasons(small), each))
        added.append(_milliseconds(lambda: equal_shares(small, "add1u"), each))
        few.append(_milliseconds(lambda: equal_shares(small, "none"), each))
        many.append(_milliseconds(lambda: equal_shares(crowded, "none"), each))
    return [
        VILLAGE.measured(reasons, [VILLAGE_MS] * rounds),
        VILLAGE_ADDED.measured(added, [VILLAGE_ADDED_MS] * rounds),
        GROWN.measured(many, few),
    ]


def village() -> AllocationInput:
    """Return twelve works and forty voter groups of nine people: half cast ballots, half raised hands."""
    dice = random.Random(360)
    keys = [f"N{number:02}" for number in range(1, 13)]
    works = tuple(CostedWork(key, dice.randint(15, 120) * 100) for key in keys)
    voter_groups = []
    for number in range(40):
        wanted = sorted(dice.sample(keys, dice.randint(3, 5)))
        parts = (
            dict.fromkeys(wanted, 1)
            if number % 2
            else {key: Fraction(dice.randint(1, 9), 9) for key in wanted}
        )
        groups = ("host",) if number % 6 else ("displaced",)
        voter_groups.append(VoterGroup(f"circle {number + 1}", 9, parts, groups=groups))
    lot = tuple(dice.sample(keys, len(keys)))
    return checked(AllocationInput(works, tuple(voter_groups), 36_000, tie_break_order=lot))


def with_reasons(count: AllocationInput) -> tuple[object, ...]:
    """Return both results and every reason that a meeting is told; what was missing is counted plainly."""

    def recount(other: AllocationInput) -> Iterable[str]:
        return equal_shares(other, "none").funded

    bought = equal_shares(count, "none")
    return (
        most_votes(count),
        explain.explained_purchases(bought),
        explain.shortfalls(count, bought, recount),
        explain.group_shares(count, bought.funded, lambda voters: voters.groups),
    )


def _milliseconds(do: Callable[[], object], seconds: float) -> float:
    """The median of what it took, again and again for so many seconds; a first time does not count."""
    do()
    times: list[float] = []
    while not times or sum(times) < seconds:
        begun = time.perf_counter()
        do()
        times.append(time.perf_counter() - begun)
    return 1000 * median(times)
