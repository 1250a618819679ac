"""Most votes first: the work that most people want is built, then the next that still fits."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from peoplesprocess.core.prioritisation.count_input import (
    AllocationInput,
    excluded_by,
    scores,
    tie_break_ranks,
)


def most_votes(
    count: AllocationInput, *, money: int | None = None, built: Iterable[str] = (), per_cost: bool = False
) -> list[str]:
    """Return the keys of the works in the order in which they are bought, without those `built` already.

    Works are taken by their votes or points, or by points per cost if `per_cost`; one that does not fit is
    skipped. `money` is the budget, by default all the shared money. Works without a vote are never built.
    Units: minor units. Source: prioritisation.md, section 1.
    """
    left = count.shared_money if money is None else money
    votes, ranks = scores(count), tie_break_ranks(count)
    excluded = set(built) | set(count.mandatory)
    for key in tuple(excluded):
        excluded |= excluded_by(key, count.exclusive)
    points = any(group.points for group in count.voter_groups)
    ordered = sorted(
        (work for work in count.works if votes[work.key] and work.key not in excluded),
        key=lambda work: (
            -(Fraction(votes[work.key]) / work.cost if points and per_cost else votes[work.key]),
            ranks[work.key],
        ),
    )
    bought = []
    for work in ordered:
        if work.cost <= left and work.key not in excluded:
            bought.append(work.key)
            left -= work.cost
            excluded |= excluded_by(work.key, count.exclusive)
    return bought
