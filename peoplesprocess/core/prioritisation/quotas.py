"""What is decided for groups before counting, and carried out before the money is shared among all.

An earmark is a part of the money over which one group decides alone; what it leaves over goes back to all.
A first need is what a group wants most: it is built before all others, and the group's purses pay for it,
each the same part. What they cannot pay, everybody else's purse does: that is a subsidy, and is told.
Both become works that are built in any case, and purses from which something was paid already; from there
the rule is the same for all.

Source: prioritisation.md, section 5.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from operator import mul

from peoplesprocess.core.prioritisation.counts import Circle, Count, Work, excluded_by, gains, tie_order

Buy = Callable[[Count], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Aside:
    """What was built for groups before the money was shared among all. Units: minor units.

    `part` is the hundredths of the money that were set aside, 0 for a first need. `money` is what was set
    aside or what the need costs, `own` what was paid of it from the groups' part of the money.
    """

    groups: tuple[str, ...]
    keys: tuple[str, ...]
    part: int
    money: int
    own: Fraction

    @property
    def subsidy(self) -> Fraction:
        """What everybody else paid."""
        return Fraction(0) if self.part else self.money - self.own


def settled(count: Count, buy: Buy) -> tuple[Count, tuple[Aside, ...]]:
    """Return the count without quotas that is left when they are carried out, and what they built.

    `buy` is the whole rule for a group by itself. Without quotas the count is returned as it is.
    """
    if not count.first_needs and not count.earmarks:
        return count, ()
    plain, asides = replace(count, first_needs=(), earmarks=()), []
    for group, part in count.earmarks:
        aside = _earmarked(plain, group, part, count.purse_money * part // 100, buy)
        asides.append(aside)
        plain = _with_built(plain, aside.keys)
    first = _first_needs(plain, count.first_needs)
    plain = _with_paid(_with_built(plain, (aside.keys[0] for aside in first)), plain.purse, first)
    return plain, (*asides, *first)


def _earmarked(count: Count, group: str, part: int, money: int, buy: Buy) -> Aside:
    """What a group buys alone with its part of the money."""
    paid = sum(work.cost for work in count.works if work.key in count.mandatory)
    alone = replace(count, circles=tuple(_members(count, (group,))), envelope=paid + money)
    keys = tuple(buy(alone))
    return Aside(
        (group,), keys, part, money, Fraction(sum(work.cost for work in count.works if work.key in keys))
    )


def _first_needs(count: Count, groups: Iterable[str]) -> list[Aside]:
    """The first need of each group that the money can pay, once where several want the same first."""
    left, gone = count.purse_money, set(count.mandatory).union(*_rivals(count, count.mandatory))
    wanting: dict[Work, list[str]] = {}
    for group in groups:
        for work in _most_wanted_first(count, group):
            if work.key in count.mandatory or work in wanting:
                wanting.get(work, []).append(group)
                break
            if work.key not in gone and work.cost <= left:
                wanting[work] = [group]
                left -= work.cost
                gone |= excluded_by(work.key, count.exclusive)
                break
    return [_paid_first(count, work, tuple(together)) for work, together in wanting.items()]


def _paid_first(count: Count, work: Work, groups: tuple[str, ...]) -> Aside:
    have = count.purse * sum(circle.people * Fraction(circle.weight) for circle in _members(count, groups))
    return Aside(groups, (work.key,), 0, work.cost, min(Fraction(work.cost), have))


def _most_wanted_first(count: Count, group: str) -> list[Work]:
    """The works that the group wants, as it would order them alone; ties end as they do for all."""
    given = gains(replace(count, circles=tuple(_members(count, (group,)))))
    ties = tie_order(count)
    wanted = [work for work in count.works if given[work.key]]
    return sorted(wanted, key=lambda work: (-given[work.key], ties[work.key]))


def _with_paid(count: Count, purse: Fraction, first: Iterable[Aside]) -> Count:
    """The count in which those who paid for their first need, each from `purse`, have so much less.

    What they could not pay is missing in all purses that are left, each by the same part.
    """
    left = [Fraction(1)] * len(count.circles)
    for aside in first:
        have = purse * sum(
            circle.people * Fraction(circle.weight) for circle in _members(count, aside.groups)
        )
        for place, circle in enumerate(count.circles):
            left[place] *= 1 - aside.own / have if _is_of(circle, aside.groups) else 1
    weights = [Fraction(circle.weight) for circle in count.circles]
    together = sum(map(mul, map(mul, weights, left), (circle.people for circle in count.circles)))
    start = count.purse_money / together if together else Fraction(0)
    return replace(
        count,
        paid=tuple(start * weight * (1 - part) for weight, part in zip(weights, left, strict=True)),
    )


def _with_built(count: Count, keys: Iterable[str]) -> Count:
    return replace(count, mandatory=count.mandatory.union(keys))


def _rivals(count: Count, keys: Iterable[str]) -> list[frozenset[str]]:
    return [excluded_by(key, count.exclusive) for key in keys]


def _members(count: Count, groups: tuple[str, ...]) -> list[Circle]:
    return [circle for circle in count.circles if _is_of(circle, groups)]


def _is_of(circle: Circle, groups: tuple[str, ...]) -> bool:
    return not set(groups).isdisjoint(circle.groups)
