"""Quotas that an assembly decided for groups before counting, applied before the money is divided.

An earmark is a part of the money over which one group decides alone; what it leaves over goes back to all. A
first need is what a group wants most: it is built before all others, and the group's endowments pay for it in
equal parts. What they cannot pay is a subsidy from everybody else's endowment, and is reported. Both kinds of
works become mandatory, and first needs are payments out of endowments; the rest of the count follows the same
rule as any other.

Source: prioritisation.md, section 5.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from operator import mul

from peoplesprocess.core.prioritisation.count_input import (
    AllocationInput,
    CostedWork,
    VoterGroup,
    excluded_by,
    scores,
    tie_break_ranks,
)

FundedBy = Callable[[AllocationInput], Iterable[str]]
"""A complete rule, from a count to the keys of the works that it funds."""


@dataclass(frozen=True, slots=True)
class ReservedAllocation:
    """What was built for groups before the money was divided among all. Units: minor units.

    `part` is the earmark in hundredths of the money, 0 for a first need. `money` is the earmarked sum or the
    cost of the need, `own` what the groups paid of it from their part of the money.
    """

    groups: tuple[str, ...]
    keys: tuple[str, ...]
    part: int
    money: int
    own: Fraction

    @property
    def subsidy(self) -> Fraction:
        """What everybody else paid, 0 for an earmark. Units: minor units."""
        return Fraction(0) if self.part else self.money - self.own


def apply_quotas(
    count: AllocationInput, rule: FundedBy
) -> tuple[AllocationInput, tuple[ReservedAllocation, ...]]:
    """Return the count that remains after the quotas are applied, and what they built.

    `rule` decides for a group by itself. A count without quotas is returned unchanged.
    """
    if not count.first_needs and not count.earmarks:
        return count, ()
    residual, reserved = replace(count, first_needs=(), earmarks=()), []
    for group, part in count.earmarks:
        earmarked = _earmarked(residual, group, part, count.shared_money * part // 100, rule)
        reserved.append(earmarked)
        residual = _with_built(residual, earmarked.keys)
    first = _first_needs(residual, count.first_needs)
    built = _with_built(residual, (each.keys[0] for each in first))
    return _with_paid(built, residual.endowment, first), (*reserved, *first)


def _earmarked(
    count: AllocationInput, group: str, part: int, money: int, rule: FundedBy
) -> ReservedAllocation:
    """Return what a group buys alone with its earmarked money."""
    mandatory = sum(work.cost for work in count.works if work.key in count.mandatory)
    alone = replace(count, voter_groups=tuple(_members(count, (group,))), envelope=mandatory + money)
    keys = tuple(rule(alone))
    spent = sum(work.cost for work in count.works if work.key in keys)
    return ReservedAllocation((group,), keys, part, money, Fraction(spent))


def _first_needs(count: AllocationInput, groups: Iterable[str]) -> list[ReservedAllocation]:
    """Return the first need of each group that the money can pay; groups with the same one share it."""
    left, excluded = count.shared_money, set(count.mandatory).union(*_rivals(count, count.mandatory))
    wanting: dict[CostedWork, list[str]] = {}
    for group in groups:
        for work in _most_wanted_first(count, group):
            if work.key in count.mandatory or work in wanting:
                wanting.get(work, []).append(group)
                break
            if work.key not in excluded and work.cost <= left:
                wanting[work] = [group]
                left -= work.cost
                excluded |= excluded_by(work.key, count.exclusive)
                break
    return [_paid_first(count, work, tuple(together)) for work, together in wanting.items()]


def _paid_first(count: AllocationInput, work: CostedWork, groups: tuple[str, ...]) -> ReservedAllocation:
    have = count.endowment * _weight_of(_members(count, groups))
    return ReservedAllocation(groups, (work.key,), 0, work.cost, min(Fraction(work.cost), have))


def _most_wanted_first(count: AllocationInput, group: str) -> list[CostedWork]:
    """Return the works that a group wants, by its own votes; ties are broken as in the whole count."""
    votes = scores(replace(count, voter_groups=tuple(_members(count, (group,)))))
    ranks = tie_break_ranks(count)
    wanted = [work for work in count.works if votes[work.key]]
    return sorted(wanted, key=lambda work: (-votes[work.key], ranks[work.key]))


def _with_paid(
    count: AllocationInput, endowment: Fraction, first: Iterable[ReservedAllocation]
) -> AllocationInput:
    """Return the count in which those who paid for their first need have less left, each by the same part.

    The subsidies have no payer of their own: the remaining money is divided anew by the remaining parts of
    the endowments, so everybody's shrinks by the same ratio.
    """
    left = [Fraction(1)] * len(count.voter_groups)
    for each in first:
        have = endowment * _weight_of(_members(count, each.groups))
        for place, group in enumerate(count.voter_groups):
            left[place] *= 1 - each.own / have if _is_of(group, each.groups) else 1
    weights = [Fraction(group.weight) for group in count.voter_groups]
    together = sum(map(mul, map(mul, weights, left), (group.people for group in count.voter_groups)))
    start = count.shared_money / together if together else Fraction(0)
    paid = tuple(start * weight * (1 - part) for weight, part in zip(weights, left, strict=True))
    return replace(count, already_paid=paid)


def _with_built(count: AllocationInput, keys: Iterable[str]) -> AllocationInput:
    return replace(count, mandatory=count.mandatory.union(keys))


def _rivals(count: AllocationInput, keys: Iterable[str]) -> list[frozenset[str]]:
    return [excluded_by(key, count.exclusive) for key in keys]


def _weight_of(groups: Iterable[VoterGroup]) -> Fraction:
    """Return the weight of all people in some voter groups together."""
    return sum((group.people * Fraction(group.weight) for group in groups), Fraction(0))


def _members(count: AllocationInput, groups: tuple[str, ...]) -> list[VoterGroup]:
    return [group for group in count.voter_groups if _is_of(group, groups)]


def _is_of(group: VoterGroup, groups: tuple[str, ...]) -> bool:
    return not set(groups).isdisjoint(group.groups)
