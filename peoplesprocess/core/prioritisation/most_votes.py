"""Most votes first: the need that most people want is built, then the next that still fits."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from peoplesprocess.core.prioritisation.counts import Count, excluded_by, gains, tie_order


def most_votes(
    count: Count, *, money: int | None = None, built: Iterable[str] = (), per_cost: bool = False
) -> list[str]:
    """Return the keys of the works in the order in which they are bought, without those `built` already.

    Each work stands by the votes or points it got, or by points for its cost where `per_cost` is asked;
    one that does not fit any more is skipped. `money` is what there is, by default all that is to be
    shared. Nothing without a vote is built. Units: minor units. Source: prioritisation.md, section 1.
    """
    left = count.purse_money if money is None else money
    given, ties = gains(count), tie_order(count)
    gone = set(built) | set(count.mandatory)
    for key in tuple(gone):
        gone |= excluded_by(key, count.exclusive)
    points = any(circle.points for circle in count.circles)
    ranked = sorted(
        (work for work in count.works if given[work.key] and work.key not in gone),
        key=lambda work: (
            -(Fraction(given[work.key]) / work.cost if points and per_cost else given[work.key]),
            ties[work.key],
        ),
    )
    bought = []
    for work in ranked:
        if work.cost <= left and work.key not in gone:
            bought.append(work.key)
            left -= work.cost
            gone |= excluded_by(work.key, count.exclusive)
    return bought
