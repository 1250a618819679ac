"""The method of equal shares: everybody has the same purse, and a work is bought by those who want it.

At each step the work is bought that counts for most: its cost divided by the highest payment that it asks
of anybody. Those who want it pay the same; who has less left pays all there is. A group that is a sixth of
the people so decides over a sixth of the money, however many the others are.

Source: Peters, Pierczyński, Skowron, "Proportional participatory budgeting with additive utilities" (2021);
prioritisation.md, sections 1 and 5. Decisions are made in floating point only where the figures are farther
apart than its errors can reach; everywhere else exact fractions decide.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import fsum
from operator import itemgetter, mul

from peoplesprocess.core.prioritisation.counts import Count, excluded_by, tie_order
from peoplesprocess.core.prioritisation.exact import Exact
from peoplesprocess.core.prioritisation.most_votes import most_votes

COMPLETIONS = ("none", "add1", "add1u")
SURE = 1e-11
"""The part of all money by which sums in floating point may be off: a hundred times what was ever seen."""


@dataclass(frozen=True, slots=True)
class Bought:
    """What was bought: keys in order, those bought by shares first, and the purse with which it came out.

    `purse` is what one person of weight 1 had. `filled` keys were added by votes from what was left.
    """

    keys: tuple[str, ...]
    filled: tuple[str, ...]
    purse: Fraction
    spent: int

    @property
    def everything(self) -> tuple[str, ...]:
        """All works in the order in which they were bought."""
        return self.keys + self.filled


def equal_shares(count: Count, completion: str = "add1u", *, step: int = 0, per_cost: bool = False) -> Bought:
    """Return what equal shares buys, completed by "none", "add1" or "add1u".

    Shares alone leave money over. Add1 gives every purse one step more and counts again from the start, until
    the works would cost more than there is or nothing more fits; Add1U then fills up by votes. `step` is in
    minor units, by default the larger of one unit of money and a two-hundredth of the purse.
    """
    race = Race(count)
    begun = race.purse
    keys = race.run(begun)
    purse, more = begun, Fraction(step or _step(count, begun))
    while completion != "none" and race.something_fits(keys):
        richer = race.run(purse + more)
        if race.cost(richer) > count.purse_money:
            break
        purse, keys = purse + more, richer
    filled: tuple[str, ...] = ()
    if completion == "add1u":
        left = count.purse_money - race.cost(keys)
        filled = tuple(most_votes(count, money=left, built=keys, per_cost=per_cost))
    return Bought(keys, filled, purse, race.cost(keys) + race.cost(filled))


def sensible_step(count: Count) -> int:
    """Return what Add1 adds to a purse each time. Units: minor units.

    Counted in single units of money the rule would depend on the currency and take as many rounds as there
    are units in a purse.
    """
    return _step(count, Race(count).purse)


def _step(count: Count, purse: Fraction) -> int:
    return max(count.scale, -int(-purse // 200))


class Race:
    """One count, prepared so that it can be run with any purse."""

    def __init__(self, count: Count) -> None:
        self.count = count
        people: Counter[Fraction | int] = Counter()
        for circle in count.circles:
            people[circle.weight] += circle.people
        weights = sum(Fraction(weight) * number for weight, number in people.items())
        self.purse = Fraction(count.purse_money) / weights if weights else Fraction(0)
        self._weights = [float(circle.weight) for circle in count.circles]
        self.ruled_out = frozenset().union(*(excluded_by(key, count.exclusive) for key in count.mandatory))
        self._costs = {work.key: work.cost for work in count.works}
        supporters = _supporters(count)
        self._wanted = {
            work.key: _Wanted(work.key, work.cost, supporters[work.key], count)
            for work in count.works
            if supporters[work.key] and work.key not in count.mandatory
        }
        self._cheapest_first = sorted((each.least, key) for key, each in self._wanted.items())

    @cached_property
    def ties(self) -> dict[str, int]:
        """Each work's place among works that are equal otherwise; few counts ever ask."""
        return tie_order(self.count)

    def cost(self, keys: tuple[str, ...]) -> int:
        """Return what works cost together."""
        return sum(self._costs[key] for key in keys)

    def something_fits(self, keys: tuple[str, ...]) -> bool:
        """Return whether a work that somebody wants could still be paid from what is left."""
        left = self.count.purse_money - self.cost(keys)
        gone = set(self.ruled_out).union(keys, *(excluded_by(key, self.count.exclusive) for key in keys))
        return any(key not in gone and each.cost <= left for key, each in self._wanted.items())

    def run(self, purse: Fraction) -> tuple[str, ...]:
        """Return the keys that are bought when everybody has `purse`, in order."""
        return tuple(_Run(self, purse).buy())


class _Wanted:
    """A work with those who want it, laid out for quick sums."""

    def __init__(self, key: str, cost: int, who: list[int], count: Count) -> None:
        self.key, self.cost, self.who = key, cost, who
        circles = [count.circles[index] for index in who]
        parts = [circle.support[key] for circle in circles]
        self.parts = [float(part) for part in parts]
        self.whole = min(self.parts) == 1
        self.mass = [circle.people * part for circle, part in zip(circles, self.parts, strict=True)]
        gains = [circle.points.get(key, 0) if circle.points else cost for circle in circles]
        self.gain = float(gains[0]) if len(set(gains)) == 1 else 0.0
        self.gains = [float(gain) for gain in gains]
        self.most_gain = float(max(gains))
        self.weighed = [mass * gain for mass, gain in zip(self.mass, self.gains, strict=True)]
        self.weight = fsum(self.weighed)
        self.least = cost / self.weight
        self._circles, self._exact_gains = circles, gains
        self._pick = itemgetter(*who) if len(who) > 1 else None

    @cached_property
    def least_exact(self) -> Fraction:
        """The price that is asked while nobody is poor."""
        wanting = zip(self._circles, self._exact_gains, strict=True)
        weight = sum(circle.people * circle.support[self.key] * gain for circle, gain in wanting)
        return Fraction(self.cost) / weight

    def purses(self, purses: list[float]) -> tuple[float, ...]:
        """The purses of those who want it, in their order."""
        return self._pick(purses) if self._pick else (purses[self.who[0]],)


@dataclass(slots=True)
class _Price:
    """What a work asks for each unit of gain, and how far that may be off."""

    each: float
    off: float = 0.0
    is_least: bool = False


class _Run:
    """One race with one purse."""

    def __init__(self, race: Race, purse: Fraction) -> None:
        self._race, self._purse = race, purse
        each = float(purse)
        self._purses = [each * weight for weight in race._weights]
        self._unsure = SURE * float(purse / race.purse * race.count.purse_money) if race.purse else 0.0
        self._ahead = list(race._cheapest_first)
        self._bought: list[str] = []
        self._exact = Exact(race.count, purse)

    def buy(self) -> Iterator[str]:
        """Buy one work after the other, as long as any can be paid by those who want it."""
        gone = set(self._race.ruled_out)
        while (found := self._next(gone)) is not None:
            key, price = found
            self._pay(self._race._wanted[key], price)
            self._bought.append(key)
            gone |= {key} | excluded_by(key, self._race.count.exclusive)
            yield key

    def _next(self, gone: set[str]) -> tuple[str, _Price] | None:
        """The work that counts for most now; prices only rise, so the last one known is never too high."""
        rivals: list[tuple[str, _Price]] = []
        ahead, sure = self._ahead, float("inf")
        while ahead and ahead[0][0] <= sure:
            _, key = heapq.heappop(ahead)
            if key in gone:
                continue
            price = self._price(self._race._wanted[key])
            if price is not None:
                rivals.append((key, price))
                sure = min(sure, (price.each + price.off) * (1 + 1e-12))
        rivals = [rival for rival in rivals if self._stays(rival, sure)]
        if not rivals:
            return None
        best = rivals[0] if len(rivals) == 1 else self._settled(rivals)
        for key, price in rivals:
            if key != best[0]:
                heapq.heappush(ahead, (price.each - price.off, key))
        return best

    def _stays(self, rival: tuple[str, _Price], sure: float) -> bool:
        key, price = rival
        if price.each - price.off <= sure:
            return True
        heapq.heappush(self._ahead, (price.each - price.off, key))
        return False

    def _settled(self, rivals: list[tuple[str, _Price]]) -> tuple[str, _Price]:
        """The best of rivals that are too near to each other for floating point."""
        return min(rivals, key=self._standing)

    def _standing(self, rival: tuple[str, _Price]) -> tuple[Fraction, int]:
        key, price = rival
        wanted, tie = self._race._wanted[key], self._race.ties[key]
        exact = wanted.least_exact if price.is_least else self._exact.price(key, self._bought)
        if exact is None:
            raise AssertionError("a price that floating point was sure of does not exist")
        return exact, tie

    def _price(self, wanted: _Wanted) -> _Price | None:
        """What the work asks now; None if those who want it cannot pay it any more."""
        purses = wanted.purses(self._purses)
        if min(purses) >= wanted.least * wanted.most_gain * (1 + 1e-9):
            return _Price(wanted.least, wanted.least * 1e-14, is_least=True)
        money = sum(map(mul, wanted.mass, purses))
        if money < wanted.cost - self._unsure:
            return None
        price = _level(wanted, purses, self._unsure) if money > wanted.cost + self._unsure else None
        if price is not None:
            return price
        exact = self._exact.price(wanted.key, self._bought)
        return None if exact is None else _Price(float(exact), float(exact) * 1e-14)

    def _pay(self, wanted: _Wanted, price: _Price) -> None:
        purses = self._purses
        if wanted.whole and wanted.gain:
            payment = price.each * wanted.gain
            for circle, purse in zip(wanted.who, wanted.purses(purses), strict=True):
                purses[circle] = purse - payment if purse > payment else 0.0
            return
        for circle, part, gain in zip(wanted.who, wanted.parts, wanted.gains, strict=True):
            purses[circle] = max(0.0, purses[circle] - part * min(purses[circle], price.each * gain))


def _level(wanted: _Wanted, purses: tuple[float, ...], unsure: float) -> _Price | None:
    """The price at which the payments just make the cost; None if it is too near an edge to be sure."""
    if wanted.gain:
        poorest = sorted(zip(purses, wanted.mass, strict=True))
        ratio, left, weight = wanted.gain, float(wanted.cost), wanted.weight / wanted.gain
    else:
        by_gain = zip(purses, wanted.gains, wanted.mass, wanted.weighed, strict=True)
        return _level_by_gain(
            sorted((purse / gain, purse * mass, weighed) for purse, gain, mass, weighed in by_gain),
            wanted,
            unsure,
        )
    for purse, mass in poorest:
        if purse * weight >= left:
            break
        left -= purse * mass
        weight -= mass
    if weight <= 0 or unsure / weight > 1e-7 * left / weight:
        return None
    return _Price(left / weight / ratio, 4 * unsure / weight / ratio)


def _level_by_gain(
    poorest: list[tuple[float, float, float]], wanted: _Wanted, unsure: float
) -> _Price | None:
    left, weight = float(wanted.cost), wanted.weight
    for ratio, money, weighed in poorest:
        if ratio * weight >= left:
            break
        left -= money
        weight -= weighed
    if weight <= 0 or unsure > 1e-7 * left:
        return None
    return _Price(left / weight, 4 * unsure / weight)


def _supporters(count: Count) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {work.key: [] for work in count.works}
    for index, circle in enumerate(count.circles):
        for key, part in circle.support.items():
            if part and (not circle.points or circle.points.get(key, 0) > 0):
                found[key].append(index)
    return found
