"""What a work asks of those who want it, in floating point, with how far that may be off.

How far errors reach is known: a purchase takes the same sum from whatever purses there are, and more in a
purse never leaves less in any. Such a step cannot spread two states farther apart (Crandall and Tartar,
1980), so what purses are off by, all together, grows by rounding alone. Where the figures are nearer to each
other than that, nothing is said, and exact fractions decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import compress, starmap
from operator import itemgetter, mul, truediv
from typing import Any, NamedTuple

from peoplesprocess.core.prioritisation.counts import WHOLE, Circle, Count, Work

NO_LIMIT = float("inf")
PERHAPS_EMPTY = 1e-300
"""What is left in a purse that is empty as far as can be told."""
BOUND = -1.0


class Price(NamedTuple):
    """What a work asks and how far that may be off.

    `payers` is what those who pay weigh, where all of them pay in full and so the price is known exactly. It
    is BOUND where the work asks at least so much.
    """

    each: float
    off: float = 0.0
    payers: float = 0.0

    @property
    def least(self) -> float:
        """The least that it may be."""
        return self.each - self.off

    @property
    def most(self) -> float:
        """The most that it may be, with the rounding of what it is compared to."""
        return (self.each + self.off) * (1 + 1e-12)


def all_wanted(count: Count) -> dict[str, Wanted]:
    """The works that somebody wants and that are not built anyway."""
    who: dict[str, list[int]] = {work.key: [] for work in count.works}
    form: type[Wanted] = Wanted
    for index, circle in enumerate(count.circles):
        wants: Iterable[str] = circle.support
        if circle.points or not WHOLE.issuperset(circle.support.values()):
            form, wants = Unlike, _gaining(circle)
        for key in wants:
            who[key].append(index)
    people = [circle.people for circle in count.circles]
    wanted = (work for work in count.works if who[work.key] and work.key not in count.mandatory)
    return {work.key: form(work, who[work.key], people, count) for work in wanted}


def _gaining(circle: Circle) -> list[str]:
    """What the circle both wants and gains from."""
    return [
        key
        for key, part in circle.support.items()
        if part and (not circle.points or circle.points.get(key, 0) > 0)
    ]


class Wanted:
    """A work with those who want it, laid out for quick sums: whole circles, in which all gain its cost.

    A price is what is asked for each unit of gain. It stands at a level in the purses: what the price makes
    of `unit` gains. `mass` is what a circle weighs at a level, `least` the lowest price there can be.
    """

    exact_mass = True

    def __init__(self, work: Work, who: list[int], people: list[int], count: Count) -> None:
        self.key, self.cost, self.unit = work.key, work.cost, work.cost
        self._who = who
        self._pick = itemgetter(*who) if len(who) > 1 else None
        self.mass: Sequence[float] = self._picked(people)
        self.weight: float = sum(self.mass)
        self._found()

    def _found(self) -> None:
        """The lowest price, and the level from which on everybody can surely pay it."""
        self.least = self.cost / self.weight / self.unit
        self.cheapest = Price(self.least, self.least * 1e-14, self.weight if self.exact_mass else 0.0)
        self.at_least = self.cost / self.weight * (1 + 1e-12)

    def reach(self, purses: Sequence[float]) -> Sequence[float]:
        """Up to which level each of those who want it can pay in full."""
        return self._picked(purses)

    def pay(self, purses: list[float], level: float, off: float) -> None:
        """Take what is paid at a level out of the purses; one is empty only where that is sure."""
        surely = level - off
        for index, purse in zip(self._who, self._picked(purses), strict=True):
            purses[index] = purse - level if purse > level else 0.0 if purse < surely else PERHAPS_EMPTY

    def _picked(self, of_all: Sequence[Any]) -> Sequence[Any]:
        return self._pick(of_all) if self._pick else (of_all[self._who[0]],)


class Unlike(Wanted):
    """The same where parts of circles want a work, or people gain differently from it."""

    def __init__(self, work: Work, who: list[int], people: list[int], count: Count) -> None:
        circles = [count.circles[index] for index in who]
        gains = [circle.points[work.key] if circle.points else work.cost for circle in circles]
        self.unit = 1
        if len(set(gains)) == 1:
            self.unit, gains = gains[0], [1] * len(gains)
        self.key, self.cost, self._who = work.key, work.cost, who
        self._pick = itemgetter(*who) if len(who) > 1 else None
        ratios = [circle.support[work.key].as_integer_ratio() for circle in circles]
        each = list(map(mul, self._picked(people), gains))
        shares = list(map(mul, each, map(itemgetter(0), ratios)))
        self.mass = list(map(truediv, shares, map(itemgetter(1), ratios)))
        self.weight = sum(self.mass)
        whole = all(share % parts == 0 for share, (_, parts) in zip(shares, ratios, strict=True))
        self.exact_mass = whole and self.weight < 2**53
        self._found()
        self._parts, self._gains = list(starmap(truediv, ratios)), list(map(float, gains))

    def reach(self, purses: Sequence[float]) -> Sequence[float]:
        """Up to which level each of those who want it can pay in full."""
        return list(map(truediv, self._picked(purses), self._gains))

    def pay(self, purses: list[float], level: float, off: float) -> None:
        """Take what is paid at a level out of the purses; one is empty only where that is sure."""
        for index, part, gain in zip(self._who, self._parts, self._gains, strict=True):
            purse = purses[index]
            sure = part == 1 and purse < (level - off) * gain
            purses[index] = 0.0 if sure else max(PERHAPS_EMPTY, purse - part * min(purse, level * gain))


def level_of(
    wanted: Wanted, reach: Sequence[float], level: float, unsure: float, sure: float
) -> Price | None:
    """The price at which payments just make the cost: those who reach less pay all; None if too near an edge.

    It is sought from a `level` upwards, and is only a bound as soon as it is above `sure`. If all together
    cannot pay it is without limit, and off by what they lack.
    """
    money = sum(map(mul, reach, wanted.mass))
    if money < wanted.cost - unsure:
        return Price(NO_LIMIT, wanted.cost - money)
    rich, mass, nearest = list(reach), list(wanted.mass), -NO_LIMIT
    while nearest < level:
        full = list(map(level.__le__, rich))
        rich, mass = list(compress(rich, full)), list(compress(mass, full))
        if not rich:
            return None
        weight = sum(mass)
        level = (wanted.cost - money + sum(map(mul, rich, mass))) / weight
        if level - unsure / weight > sure:
            return Price(level / wanted.unit, unsure / weight / wanted.unit, BOUND)
        nearest = min(rich)
    near = nearest < level + 4 * unsure / weight
    off = _off(list(zip(rich, mass, strict=True)), level, weight, unsure) if near else 4 * unsure / weight
    if off == NO_LIMIT or not (wanted.exact_mass or weight > 1e-4 * wanted.weight):
        return None
    exact = wanted.exact_mass and not near and len(rich) + reach.count(0.0) == len(reach)
    return Price(level / wanted.unit, off / wanted.unit, weight if exact else 0.0)


def _off(rich: list[tuple[float, float]], level: float, weight: float, unsure: float) -> float:
    """How far a level may be off: money that is unsure moves it until those who pay in full make that up."""
    off = 4 * unsure / weight
    while rich and (nearest := min(rich)[0]) < level + off:
        rich = [each for each in rich if each[0] > nearest]
        off = 4 * unsure / sum([mass for _, mass in rich]) if rich else NO_LIMIT
    return off
