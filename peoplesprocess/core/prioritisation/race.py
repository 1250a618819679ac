"""One count by equal shares, prepared so that it can be run with any purse, again and again.

Floating point decides only where figures are farther apart than its errors can reach (see `prices`);
everywhere else exact fractions decide.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import cached_property
from heapq import heappop, heappush
from math import nextafter
from operator import sub

from peoplesprocess.core.prioritisation.counts import Count, excluded_by, tie_order
from peoplesprocess.core.prioritisation.courses import Beginning, Course, Purchase
from peoplesprocess.core.prioritisation.exact import Exact
from peoplesprocess.core.prioritisation.prices import (
    BOUND,
    NO_LIMIT,
    PERHAPS_EMPTY,
    Price,
    Wanted,
    all_wanted,
    level_of,
)

EPSILON = 2.0**-52
ROUNDINGS = 16
"""So many roundings there are in a purchase, at most, besides one for everybody who wants the work."""


class Race:
    """One count, prepared so that it can be run with any purse."""

    def __init__(self, count: Count) -> None:
        self.count = count
        circles = count.circles
        self._weights = list(map(float, [circle.weight for circle in circles]))
        self.ruled_out = frozenset().union(*(excluded_by(key, count.exclusive) for key in count.mandatory))
        self.costs = {work.key: work.cost for work in count.works}
        self.wanted = all_wanted(count)
        most = max((len(each.mass) for each in self.wanted.values()), default=0)
        self.weight = float(count.weights)
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
        """Return what is bought when everybody has `purse`. What they bought when poorer makes it quicker."""
        return _Run(self, purse, poorer).buy()

    def purses(self, purse: Fraction) -> list[float]:
        """Return what a person of each circle has when one of weight 1 has `purse`."""
        each = float(purse)
        purses = [each * weight for weight in self._weights]
        # What is left of a purse may be nothing, but floating point cannot tell that it surely is.
        paid = zip(purses, map(float, self.count.paid), strict=False)
        return [max(PERHAPS_EMPTY, purse - out) if out else purse for purse, out in paid] or purses


class _Run:
    """One race with one purse."""

    def __init__(self, race: Race, purse: Fraction, poorer: Course | None) -> None:
        self._race, self._purse = race, purse
        self._expected = poorer.bought if poorer else []
        self._beginning = poorer.beginning if poorer else Beginning([], [], race.cheapest_first)
        self._bought, self._ahead = self._beginning.bought.copy(), self._beginning.ahead.copy()
        self._purses = race.purses(purse)
        if self._bought:
            self._purses = list(map(sub, self._purses, self._beginning.paid))
        self._rounding = race.rounding * float(purse)
        self._unsure = self._rounding * (1 + len(self._bought))
        self._all_in_full = True

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
        return Course(self._purse, self._bought, self._beginning)

    def _next(self, gone: set[str]) -> Purchase | None:
        """The work that counts for most now; prices only rise, so the last one known is never too high.

        Other works are looked at up to what was asked of the poorer, so that the two can be compared.
        """
        rivals: list[tuple[str, Price]] = []
        ahead, wanted, sure = self._ahead, self._race.wanted, NO_LIMIT
        asked, place = NO_LIMIT, len(self._bought)
        expected = self._expected[place].price.most if place < len(self._expected) else 0.0
        while ahead and ahead[0][0] <= asked:
            known, key = heappop(ahead)
            if key in gone:
                continue
            price = self._price(wanted[key], known, asked)
            if price is None:
                continue
            if price.payers == BOUND:
                # As it asks more than that, though by rounding the bound may not.
                heappush(ahead, (max(price.least, nextafter(asked, NO_LIMIT)), key))
                continue
            rivals.append((key, price))
            sure = min(sure, price.most)
            asked = max(sure, expected)
        if not rivals:
            return None
        near = [rival for rival in rivals if rival[1].least <= sure]
        best = near[0] if len(near) == 1 else min(near, key=self._standing)
        for rival in rivals:
            if rival is not best:
                heappush(ahead, (rival[1].least, rival[0]))
        if expected and self._expected[place].key != best[0]:
            self._expected = []
        return Purchase(*best, ahead[0][0] if ahead else NO_LIMIT)

    def _end_of_full_payments(self) -> None:
        """Keep what was bought while everybody could pay in full."""
        if self._all_in_full:
            self._all_in_full = False
            if len(self._bought) > len(self._beginning.bought):
                paid = list(map(sub, self._race.purses(self._purse), self._purses))
                begun = {each.key for each in self._bought}
                ahead = [each for each in self._race.cheapest_first if each[1] not in begun]
                self._beginning = Beginning(self._bought.copy(), paid, ahead)

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
