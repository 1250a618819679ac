"""One count by equal shares, prepared so that it can be run with any purse, again and again.

Floating point decides only where figures are farther apart than its errors can reach (see `prices`);
everywhere else exact fractions decide.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from heapq import heappop, heappush
from operator import sub
from typing import NamedTuple

from peoplesprocess.core.prioritisation.counts import WHOLE, Count, excluded_by, tie_order
from peoplesprocess.core.prioritisation.exact import Exact
from peoplesprocess.core.prioritisation.prices import BOUND, NO_LIMIT, Price, Wanted, all_wanted, level_of

EPSILON = 2.0**-52
ROUNDINGS = 16
"""So many roundings there are in a purchase, at most, besides one for everybody who wants the work."""


class Race:
    """One count, prepared so that it can be run with any purse."""

    def __init__(self, count: Count) -> None:
        self.count = count
        circles = count.circles
        weights: Fraction | int = sum([circle.people for circle in circles])
        self._weights = [1.0] * len(circles)
        if not WHOLE.issuperset([circle.weight for circle in circles]):
            weights = sum(circle.people * Fraction(circle.weight) for circle in circles)
            self._weights = [float(circle.weight) for circle in circles]
        self.purse = Fraction(count.purse_money) / weights if weights else Fraction(0)
        self.ruled_out = frozenset().union(*(excluded_by(key, count.exclusive) for key in count.mandatory))
        self.costs = {work.key: work.cost for work in count.works}
        self.wanted = all_wanted(count)
        most = max((len(each.mass) for each in self.wanted.values()), default=0)
        self.weight = float(weights)
        self.rounding = (ROUNDINGS + most) * EPSILON * self.weight
        self.cheapest_first = sorted((each.least, key) for key, each in self.wanted.items())

    @cached_property
    def ties(self) -> dict[str, int]:
        """Each work's place among works that are equal otherwise; few counts ever ask."""
        return tie_order(self.count)

    def cost(self, keys: Sequence[str]) -> int:
        """Return what works cost together."""
        return sum(self.costs[key] for key in keys)

    def something_fits(self, keys: Sequence[str]) -> bool:
        """Return whether a work that somebody wants could still be paid from what is left."""
        left = self.count.purse_money - self.cost(keys)
        gone = set(self.ruled_out).union(keys, *(excluded_by(key, self.count.exclusive) for key in keys))
        return any(key not in gone and each.cost <= left for key, each in self.wanted.items())

    def run(self, purse: Fraction, poorer: Course | None = None) -> Course:
        """Return what is bought when everybody has `purse`; what they bought when `poorer` makes it quicker."""
        return _Run(self, purse, poorer).buy()

    def purses(self, purse: Fraction) -> list[float]:
        """Return what a person of each circle has when one of weight 1 has `purse`."""
        each = float(purse)
        return [each * weight for weight in self._weights]


class Purchase(NamedTuple):
    """A work that was bought, what it asked, and what every other work asked at the least."""

    key: str
    price: Price
    others: float

    def between(self, richer: Purchase) -> bool:
        """Return whether it surely is bought by all purses between these and richer ones.

        More in the purses before a purchase never makes it dearer. So what is bought asks at most what it
        asks here, and all others at least what they ask of the richer.
        """
        if self.price is richer.price or self.price.payers == richer.price.payers != 0.0:
            return True
        return self.price.most < richer.others


@dataclass(slots=True)
class Course:
    """One run: what was bought with a purse, in order, and how it began while everybody paid in full."""

    purse: Fraction
    bought: list[Purchase]
    begun: int
    paid: list[float]
    """What the purchases with which it began cost in each circle."""
    ahead: list[tuple[float, str]]
    """The other works, those first that ask least."""

    @property
    def keys(self) -> tuple[str, ...]:
        """The works that were bought, in order."""
        return tuple([each.key for each in self.bought])

    def same_until(self, richer: Course) -> bool:
        """Return whether every purse between this and a richer one surely buys the same."""
        return self.keys == richer.keys and all(map(Purchase.between, self.bought, richer.bought))


class Steps:
    """The purses that are so many steps richer, one after the other.

    Where all between two surely buy the same they are left out: a stride that was good is doubled, one that
    was not is halved.
    """

    def __init__(self, race: Race, step: Fraction) -> None:
        self._race, self._step = race, step
        self._stride = 1
        self._richer: list[tuple[int, Course]] = []
        self.runs = 0

    def after(self, course: Course) -> Course:
        """Return the next course after one, from which on something else may be bought."""
        while True:
            if not self._richer:
                self._try(course, self._stride)
            steps, richer = self._richer[-1]
            if steps == 1 or course.same_until(richer):
                self._richer.pop()
                self._richer = [(far - steps, each) for far, each in self._richer]
                self._stride = 2 * steps
                return richer
            self._try(course, steps // 2)

    def _try(self, course: Course, steps: int) -> None:
        self._richer.append((steps, self._race.run(course.purse + steps * self._step, course)))
        self.runs += 1


class _Run:
    """One race with one purse."""

    def __init__(self, race: Race, purse: Fraction, poorer: Course | None) -> None:
        self._race, self._purse = race, purse
        self._expected = poorer.bought if poorer else []
        self._bought = poorer.bought[: poorer.begun] if poorer else []
        self._ahead = poorer.ahead.copy() if poorer else race.cheapest_first.copy()
        self._purses = race.purses(purse)
        self._paid = poorer.paid if poorer else [0.0] * len(self._purses)
        if self._bought:
            self._purses = list(map(sub, self._purses, self._paid))
        self._rounding = race.rounding * float(purse)
        self._unsure = self._rounding * (1 + len(self._bought))
        self._begun: int | None = None
        self._others = list(self._ahead)

    @cached_property
    def _exact(self) -> Exact:
        return Exact(self._race.count, self._purse)

    def buy(self) -> Course:
        """Buy one work after the other, as long as any can be paid by those who want it."""
        exclusive = self._race.count.exclusive
        gone = set(self._race.ruled_out).union(*(excluded_by(each.key, exclusive) for each in self._bought))
        while (found := self._next(gone)) is not None:
            key, price, _ = found
            wanted = self._race.wanted[key]
            off = price.off * wanted.unit + self._unsure
            wanted.pay(self._purses, price.each * wanted.unit, off)
            self._unsure += self._rounding
            self._bought.append(found)
            if exclusive:
                gone |= excluded_by(key, exclusive)
        self._end_of_full_payments()
        return Course(self._purse, self._bought, self._begun or 0, self._paid, self._others)

    def _next(self, gone: set[str]) -> Purchase | None:
        """The work that counts for most now; prices only rise, so the last one known is never too high."""
        rivals: list[tuple[str, Price]] = []
        place = len(self._bought)
        target = self._expected[place].price.most if place < len(self._expected) else 0.0
        ahead, sure, asked, wanted = self._ahead, NO_LIMIT, NO_LIMIT, self._race.wanted
        while ahead and ahead[0][0] <= asked:
            known, key = heappop(ahead)
            if key in gone:
                continue
            price = self._price(wanted[key], known, asked)
            if price is None:
                continue
            if price.payers == BOUND:
                heappush(ahead, (price.each - price.off, key))
                continue
            rivals.append((key, price))
            sure = min(sure, price.most)
            asked = max(sure, target)
        if not rivals:
            return None
        near = [rival for rival in rivals if rival[1].each - rival[1].off <= sure]
        best = near[0] if len(near) == 1 else min(near, key=self._standing)
        for rival in rivals:
            if rival is not best:
                heappush(ahead, (rival[1].each - rival[1].off, rival[0]))
        return Purchase(*best, ahead[0][0] if ahead else NO_LIMIT)

    def _end_of_full_payments(self) -> None:
        """Keep what was bought while everybody could pay in full."""
        if self._begun is None:
            self._begun = len(self._bought)
            self._paid = list(map(sub, self._race.purses(self._purse), self._purses))
            begun = {each.key for each in self._bought}
            self._others = [each for each in self._race.cheapest_first if each[1] not in begun]

    def _standing(self, rival: tuple[str, Price]) -> tuple[Fraction, int]:
        """Where a rival stands that is too near to another for floating point."""
        key, price = rival
        wanted, tie = self._race.wanted[key], self._race.ties[key]
        if price.payers:
            return wanted.cost / Fraction(price.payers) / wanted.unit, tie
        exact = self._exact.price(key, [each.key for each in self._bought])
        if exact is None:
            raise AssertionError("a price that floating point was sure of does not exist")
        return exact, tie

    def _price(self, wanted: Wanted, known: float, sure: float) -> Price | None:
        """What the work asks now; None if it cannot be paid any more, a bound if it asks more than `sure`.

        It asks no less than is `known`.
        """
        reach = wanted.reach(self._purses)
        if known <= wanted.least and min(reach) >= wanted.at_least + self._unsure:
            return wanted.cheapest
        self._end_of_full_payments()
        found = level_of(wanted, reach, known * wanted.unit, self._unsure, sure * wanted.unit)
        if found is not None and found.each == NO_LIMIT:
            return None
        if found is not None:
            return found
        exact = self._exact.price(wanted.key, [each.key for each in self._bought])
        return None if exact is None else Price(float(exact), float(exact) * 1e-14)
