"""Why a work is bought or not, in figures for a meeting: payments, what was missing, what each group has."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass
from fractions import Fraction
from operator import mul, sub

from peoplesprocess.core.prioritisation.counts import Circle, Count, excluded_by, mentions
from peoplesprocess.core.prioritisation.enough import (
    OutOfPatience,
    Recount,
    Stage,
    fewest_people,
    highest_cost,
    stages,
    with_more,
)
from peoplesprocess.core.prioritisation.equal_shares import Bought
from peoplesprocess.core.prioritisation.exact import Exact, Payment
from peoplesprocess.core.prioritisation.most_votes import most_votes


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

    `paid` is what they had paid before, for each work that was bought by shares: where parts of a circle want
    works, as if those who want the one were spread evenly over those who want the other. `at` is the highest
    cost at which it is bought, `more` the fewest people more who would have to want it, and from which
    circle; None where no recount confirmed a figure. Units: minor units, people.
    """

    key: str
    left: Fraction
    paid: tuple[tuple[str, Fraction], ...]
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


def purchases(bought: Bought) -> list[Purchase]:
    """Return what everybody paid for each work that was bought by shares, in order."""
    exact, found = Exact(bought.plain, bought.purse), []
    costs = {work.key: work.cost for work in bought.plain.works}
    for place, key in enumerate(bought.keys):
        _, payments = exact.pay(key, bought.keys[:place])
        asked = max(payment.each for payment in payments)
        found.append(Purchase(key, asked, costs[key] / asked, tuple(payments)))
    return found


def missing(count: Count, bought: Bought, recount: Recount, unit: int = 1) -> list[Missing]:
    """Return what was missing for each work that somebody wants and that was not bought.

    `recount` is the whole rule: a figure is told only where counting everything again confirms it. How many
    people more it takes is looked for with the purses as they came out, so with Add1 or quotas fewer may
    be enough, and it may be missed; it is never wrong. Costs are told in multiples of `unit`.
    """
    everything, wanted, known = set(bought.everything), mentions(count), stages(bought)
    built = bought.plain.mandatory
    return [
        _missing(count, known, work.key, *_enough(count, built, known, work.key, recount, unit))
        for work in count.works
        if work.key not in everything and wanted[work.key] and work.key not in count.mandatory
    ]


def _missing(
    count: Count, known: Sequence[Stage], key: str, at: int | None, more: tuple[int, int] | None
) -> Missing:
    wanting = [circle.people * Fraction(circle.support.get(key, 0)) for circle in count.circles]
    had = [sum(map(mul, wanting, stage.purses), Fraction(0)) for stage in known]
    paid = zip([stage.key for stage in known], map(sub, had, had[1:]), strict=False)
    return Missing(key, had[-1], tuple((work, money) for work, money in paid if money), at, more)


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
        nothing = without(circles, [*built, *count.mandatory])
        found.append(Share(name, people, fair, supported, satisfied, nothing))
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
    return keys, without(count.circles, [*keys, *count.mandatory])


def _enough(
    count: Count, built: Set[str], known: Sequence[Stage], key: str, recount: Recount, unit: int
) -> tuple[int | None, tuple[int, int] | None]:
    if excluded_by(key, count.exclusive) & built:
        return None, None
    more = fewest_people(count, known, key)
    try:
        if more is not None and key not in recount(with_more(count, key, *more)):
            more = None
        return highest_cost(count, known, key, recount, unit), more
    except OutOfPatience:
        return None, None
