"""Why a work is bought or not, in figures for a meeting: payments, what was missing, what each group has."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from peoplesprocess.core.prioritisation.counts import Circle, Count, mentions
from peoplesprocess.core.prioritisation.equal_shares import Bought, Race
from peoplesprocess.core.prioritisation.exact import Exact, Payment
from peoplesprocess.core.prioritisation.most_votes import most_votes

Recount = Callable[[Count], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Purchase:
    """A work that was bought by shares: `asked` is the highest payment of one person, in minor units.

    `counted` is how many full votes that is worth: the cost divided by `asked`.
    """

    key: str
    asked: Fraction
    counted: Fraction
    payments: tuple[Payment, ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """A work that was not bought: what its people had left, and what would have been enough.

    `at` is the highest cost at which it is bought, `more` the fewest people more who would have to want it,
    and from which circle; None where no recount confirmed a figure. Units: minor units, people.
    """

    key: str
    left: Fraction
    at: int | None
    more: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Share:
    """What a group has of a result. `fair` is its part of the money by its number of people.

    `supported` is what is spent on what it wants, each cost divided equally among those who want the work;
    `without` how many of its people, at the least, want none of the works. Units: minor units, people.
    """

    group: str
    people: int
    fair: Fraction
    supported: Fraction
    works: Fraction
    without: int


def purchases(count: Count, bought: Bought) -> list[Purchase]:
    """Return what everybody paid for each work that was bought by shares, in order."""
    exact, found = Exact(count, bought.purse), []
    costs = {work.key: work.cost for work in count.works}
    for place, key in enumerate(bought.keys):
        _, payments = exact.pay(key, bought.keys[:place])
        asked = max(payment.each for payment in payments)
        found.append(Purchase(key, asked, costs[key] / asked, tuple(payments)))
    return found


def missing(count: Count, bought: Bought, recount: Recount, unit: int = 1) -> list[Missing]:
    """Return what was missing for each work that somebody wants and that was not bought.

    `recount` is the whole rule: a figure is told only where counting everything again confirms it. How many
    people more it takes is looked for with the purse as it came out, so it may be missed, never
    wrong. Costs are told in multiples of `unit`.
    """
    everything, wanted = set(bought.everything), mentions(count)
    purses = _purses(count, bought)
    return [
        Missing(work.key, _left(count, purses, work.key), *_enough(count, bought, work.key, recount, unit))
        for work in count.works
        if work.key not in everything and wanted[work.key] and work.key not in count.mandatory
    ]


def shares(count: Count, keys: Iterable[str], group_of: Callable[[Circle], Sequence[str]]) -> list[Share]:
    """Return what each group has of the works in `keys`; a person of several groups is in each of them."""
    built, wanted = list(keys), mentions(count)
    costs = {work.key: work.cost for work in count.works}
    names = dict.fromkeys(name for circle in count.circles for name in group_of(circle))
    everybody, start, found = count.people, Fraction(0), []
    for name in names:
        circles = [circle for circle in count.circles if name in group_of(circle)]
        people = sum(circle.people for circle in circles)
        wants = {
            key: sum((circle.people * Fraction(circle.support.get(key, 0)) for circle in circles), start)
            for key in built
        }
        supported = sum((costs[key] * wants[key] / wanted[key] for key in built if wanted[key]), start)
        satisfied = sum(wants.values(), start) / people
        fair = Fraction(people * count.purse_money, everybody)
        found.append(Share(name, people, fair, supported, satisfied, without(circles, built)))
    return found


def without(circles: Iterable[Circle], keys: Iterable[str]) -> int:
    """Return how many people, at the least, want none of the works: exact where parts are 0 or 1."""
    built = set(keys)
    lacking = Fraction(0)
    for circle in circles:
        reached = sum((Fraction(part) for key, part in circle.support.items() if key in built), Fraction(0))
        lacking += circle.people * max(Fraction(0), 1 - reached)
    return int(lacking)


def by_votes_only(count: Count) -> tuple[list[str], int]:
    """Return what most votes would buy, and how many people would then have nothing that they want."""
    keys = most_votes(count)
    return keys, without(count.circles, keys)


def _purses(count: Count, bought: Bought) -> tuple[Fraction, ...]:
    """What a person of each circle has left when shares have bought all they can."""
    exact = Exact(count, bought.purse)
    exact.price(count.works[0].key, bought.keys)
    return exact.purses


def _left(count: Count, purses: Sequence[Fraction], key: str) -> Fraction:
    """What those who want a work have left together."""
    parts = (
        circle.people * Fraction(circle.support.get(key, 0)) * purse
        for circle, purse in zip(count.circles, purses, strict=True)
    )
    return sum(parts, Fraction(0))


def _enough(
    count: Count, bought: Bought, key: str, recount: Recount, unit: int
) -> tuple[int | None, tuple[int, int] | None]:
    more = _fewest_people(count, bought, key)
    if more is not None and key not in recount(_with_more(count, key, *more)):
        more = None
    return _highest_cost(count, key, recount, unit), more


def _highest_cost(count: Count, key: str, recount: Recount, unit: int) -> int | None:
    """The highest cost at which the work is bought, found by halving; it is bought at what is returned."""
    cost = next(work.cost for work in count.works if work.key == key)
    low, high = 0, -(-cost // unit)
    while high - low > 1:
        middle = (low + high) // 2
        if key in recount(_at_cost(count, key, middle * unit)):
            low = middle
        else:
            high = middle
    return low * unit or None


def _fewest_people(count: Count, bought: Bought, key: str) -> tuple[int, int] | None:
    """The fewest people of one circle who, wanting the work too, would have had it bought."""
    best: tuple[int, int] | None = None
    for index, circle in enumerate(count.circles):
        free = int(circle.people * (1 - Fraction(circle.support.get(key, 0))))
        most = min(free, best[1] - 1 if best else free)
        if most < 1 or key not in Race(_with_more(count, key, index, most)).run(bought.purse):
            continue
        low, high = 0, most
        while high - low > 1:
            middle = (low + high) // 2
            if key in Race(_with_more(count, key, index, middle)).run(bought.purse):
                high = middle
            else:
                low = middle
        best = index, high
    return best


def _at_cost(count: Count, key: str, cost: int) -> Count:
    works = tuple(replace(work, cost=cost) if work.key == key else work for work in count.works)
    return replace(count, works=works)


def _with_more(count: Count, key: str, index: int, people: int) -> Count:
    """The count with so many people of a circle wanting one work more: they become a circle of their own.

    Where a part of the circle wants the work already, the others are those who do not.
    """
    circle = count.circles[index]
    part = Fraction(circle.support.get(key, 0))
    if part:
        wanting = {**circle.support, key: part + Fraction(people, circle.people)}
        circles = (*count.circles[:index], replace(circle, support=wanting), *count.circles[index + 1 :])
        return replace(count, circles=circles)
    also = replace(circle, people=people, support={**circle.support, key: 1})
    stay = (replace(circle, people=circle.people - people),) if circle.people > people else ()
    return replace(count, circles=(*count.circles[:index], *stay, also, *count.circles[index + 1 :]))
