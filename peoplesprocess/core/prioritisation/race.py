"""One count by equal shares, prepared so that it can be run with any purse, again and again.

Floating point decides only where figures are farther apart than its errors can reach (see `prices`);
everywhere else exact fractions decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import cached_property
from heapq import heappop, heappush
from operator import sub

from peoplesprocess.core.prioritisation.counts import WHOLE, Count, excluded_by, tie_order
from peoplesprocess.core.prioritisation.exact import Exact
from peoplesprocess.core.prioritisation.prices import BOUND, NO_LIMIT, Price, Wanted, all_wanted, level_of

EPSILON = 2.0**-52
ROUNDINGS = 16
"""So many roundings there are in a purchase, at most, besides one for everybody who wants the work."""
NOT_YET = 1 << 30


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
        self._learnt = _Learnt(self)

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

    def run(self, purse: Fraction) -> tuple[str, ...]:
        """Return the keys that are bought when everybody has `purse`, in order."""
        if purse < self._learnt.purse:
            self._learnt = _Learnt(self)
        self._learnt.purse, self._learnt.each = purse, float(purse)
        bought = _Run(self, purse, self._learnt).buy()
        self._learnt.ended(bought)
        return tuple(bought)

    def same_steps(self, keys: Sequence[str], purse: Fraction, step: Fraction) -> int:
        """Return how many steps the purse can surely grow, after a run with it, and buy the same.

        So it is where all that was bought was paid in full, and every other work lacked more than is added.
        """
        if len(self._learnt.begun) < len(keys):
            return 0
        gone = set(self.ruled_out).union(keys, *(excluded_by(key, self.count.exclusive) for key in keys))
        enough = self._learnt.enough(key for key in self.wanted if key not in gone)
        return max(0, int((enough - float(purse)) / float(step)) - 1) if enough < NO_LIMIT else 0

    def purses(self, purse: Fraction) -> list[float]:
        """Return what a person of each circle has when one of weight 1 has `purse`."""
        each = float(purse)
        return [each * weight for weight in self._weights]


class _Learnt:
    """What runs with smaller purses say of one with a larger purse.

    As long as all pay in full, the same works are `begun` with; `paid` is what that costs in each circle.
    And after the same purchases there is never more money over than was added to the purses: so a work
    that lacked more is still out of reach.
    """

    def __init__(self, race: Race) -> None:
        self._race = race
        self.purse, self.each = Fraction(0), 0.0
        self.begun: list[str] = []
        self.paid: list[float] = []
        self.ahead = race.cheapest_first
        self._before: list[str] = []
        self._lacking: dict[str, tuple[int, float]] = {}

    def begin_with(self, bought: list[str], purses: list[float]) -> None:
        """Keep what was bought while everybody could pay in full."""
        if len(bought) > len(self.begun):
            self.begun = bought.copy()
            self.paid = list(map(sub, self._race.purses(self.purse), purses))
            self.ahead = [each for each in self._race.cheapest_first if each[1] not in self.begun]

    def lacked(self, key: str, after: int, money: float) -> None:
        """Keep that a work lacked `money` after so many purchases."""
        self._lacking[key] = after, self.each + money / self._race.weight

    def lacks(self, key: str, after: int) -> bool:
        """Return whether a work that was out of reach after these purchases, or fewer, still is."""
        then, enough = self._lacking.get(key, (NOT_YET, 0.0))
        return then <= after and self.each < enough

    def enough(self, keys: Iterable[str]) -> float:
        """Return the purse below which all these works surely are out of reach; 0 if that is not known."""
        return min((self._lacking.get(key, (0, 0.0))[1] for key in keys), default=NO_LIMIT)

    def bought(self, key: str, place: int) -> None:
        """Forget what was learnt after other purchases than these."""
        if self._before[place : place + 1] != [key]:
            self._forget(place)
            self._before[place:] = [key]

    def ended(self, bought: list[str]) -> None:
        """Forget what was learnt after more purchases than there are now."""
        if len(bought) < len(self._before):
            self._forget(len(bought))
            self._before = bought.copy()

    def _forget(self, after: int) -> None:
        self._lacking = {key: known for key, known in self._lacking.items() if known[0] <= after}


class _Run:
    """One race with one purse."""

    def __init__(self, race: Race, purse: Fraction, learnt: _Learnt) -> None:
        self._race, self._purse, self._learnt = race, purse, learnt
        self._bought, self._ahead = learnt.begun.copy(), learnt.ahead.copy()
        self._purses = race.purses(purse)
        if learnt.begun:
            self._purses = list(map(sub, self._purses, learnt.paid))
        self._rounding = race.rounding * float(purse)
        self._unsure = self._rounding * (1 + len(learnt.begun))
        self._all_in_full = True

    @cached_property
    def _exact(self) -> Exact:
        return Exact(self._race.count, self._purse)

    def buy(self) -> list[str]:
        """Buy one work after the other, as long as any can be paid by those who want it."""
        exclusive = self._race.count.exclusive
        gone = set(self._race.ruled_out).union(*(excluded_by(key, exclusive) for key in self._bought))
        while (found := self._next(gone)) is not None:
            key, price = found
            wanted = self._race.wanted[key]
            off = price.off * wanted.unit + self._unsure
            wanted.pay(self._purses, price.each * wanted.unit, off)
            self._unsure += self._rounding
            self._learnt.bought(key, len(self._bought))
            self._bought.append(key)
            if exclusive:
                gone |= excluded_by(key, exclusive)
        return self._bought

    def _next(self, gone: set[str]) -> tuple[str, Price] | None:
        """The work that counts for most now; prices only rise, so the last one known is never too high."""
        rivals: list[tuple[str, Price]] = []
        ahead, sure, wanted, lacks = self._ahead, NO_LIMIT, self._race.wanted, self._learnt.lacks
        while ahead and ahead[0][0] <= sure:
            known, key = heappop(ahead)
            if key in gone:
                continue
            if lacks(key, len(self._bought)):
                self._end_of_full_payments()
                continue
            price = self._price(wanted[key], known, sure)
            if price is None:
                continue
            if price.payers == BOUND:
                heappush(ahead, (price.each - price.off, key))
                continue
            rivals.append((key, price))
            sure = min(sure, (price.each + price.off) * (1 + 1e-12))
        if len(rivals) < 2:
            return rivals[0] if rivals else None
        near = [rival for rival in rivals if rival[1].each - rival[1].off <= sure]
        best = near[0] if len(near) == 1 else min(near, key=self._standing)
        for rival in rivals:
            if rival is not best:
                heappush(ahead, (rival[1].each - rival[1].off, rival[0]))
        return best

    def _end_of_full_payments(self) -> None:
        if self._all_in_full:
            self._all_in_full = False
            self._learnt.begin_with(self._bought, self._purses)

    def _standing(self, rival: tuple[str, Price]) -> tuple[Fraction, int]:
        """Where a rival stands that is too near to another for floating point."""
        key, price = rival
        wanted, tie = self._race.wanted[key], self._race.ties[key]
        if price.payers:
            return wanted.cost / Fraction(price.payers) / wanted.unit, tie
        exact = self._exact.price(key, self._bought)
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
            self._learnt.lacked(wanted.key, len(self._bought), found.off - 4 * self._unsure)
            return None
        if found is not None:
            return found
        exact = self._exact.price(wanted.key, self._bought)
        return None if exact is None else Price(float(exact), float(exact) * 1e-14)
