"""What would have been enough for a work that was not bought: a lower cost, or more people who want it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from math import ceil
from operator import mul

from peoplesprocess.core.prioritisation.counts import Count, excluded_by, mentions
from peoplesprocess.core.prioritisation.equal_shares import Bought
from peoplesprocess.core.prioritisation.exact import Exact

Recount = Callable[[Count], Iterable[str]]
"""The whole rule; it may raise OutOfPatience where counting again would take too long."""
ROUNDS = 60


class OutOfPatience(Exception):
    """Counting again and again has taken so long that the rest is not told."""


@dataclass(frozen=True, slots=True)
class Stage:
    """What was in the purses before a work was bought, and what it asked; at the end nothing was bought."""

    purses: tuple[Fraction, ...]
    key: str = ""
    price: Fraction | None = None


def stages(bought: Bought) -> list[Stage]:
    """Return the state before each purchase by shares, and the last one after them all."""
    exact, found = Exact(bought.plain, bought.purse), []
    for place, key in enumerate(bought.keys):
        purses = exact.purses
        price, _ = exact.pay(key, bought.keys[:place])
        found.append(Stage(purses, key, price))
    return [*found, Stage(exact.purses)]


def fewest_people(count: Count, known: Sequence[Stage], key: str) -> tuple[int, int] | None:
    """Return the circle of which the fewest people more would have to want a work, and how many; or None.

    Until the work is bought more people who want it change nothing: so it is bought as soon as what they
    all pay, at the price of the work that was bought instead, makes its cost. Where ballots have points
    nobody knows how many those people would give, so there is no answer.
    """
    if any(circle.points for circle in count.circles):
        return None
    cost, wanted = _cost(count, key), mentions(count)
    wanting = [circle.people * Fraction(circle.support.get(key, 0)) for circle in count.circles]
    best: tuple[int, int] | None = None
    for stage in _open_to(count, known, key):
        paying = _paying(stage, cost)
        short = cost - sum(map(mul, wanting, paying), Fraction(0))
        most = max((each for each, mass in zip(paying, wanting, strict=True) if mass), default=Fraction(0))
        for index, each in enumerate(paying):
            if not each:
                continue
            people = ceil(short / each)
            asked = stage.price is not None and max(each, most) == stage.price * cost
            if people == short / each and asked and not _wins(count, wanted, key, stage.key, people):
                people += 1
            fit = people <= int(count.circles[index].people - wanting[index])
            if fit and (best is None or people < best[1]):
                best = index, people
    return best


def _wins(count: Count, wanted: Mapping[str, Fraction | int], key: str, other: str, people: int) -> bool:
    """Whether a work that so many people more want stands before another that asks the same."""
    more = {**wanted, key: wanted[key] + people}
    lot = {each: place for place, each in enumerate(count.lot)}
    first = min(key, other, key=lambda each: (_cost(count, each), -more[each], lot.get(each, len(lot)), each))
    return first == key


def highest_cost(count: Count, known: Sequence[Stage], key: str, recount: Recount, unit: int) -> int | None:
    """Return the highest cost, in multiples of `unit`, at which counting again buys the work; or None.

    It is sought from where it is if the purses stay as they came out: it is bought at what is returned, and
    not at one unit more.
    """
    is_bought = partial(_is_bought_at, count, key, recount, unit)
    most = -(-_cost(count, key) // unit)
    low, step = min(int(_guess(count, known, key) / unit), most - 1), 1
    if not low or is_bought(low):
        while (high := min(low + step, most)) < most and is_bought(high):
            low, step = high, 2 * step
    else:
        high, low = low, low - 1
        while low and not is_bought(low):
            high, low, step = low, max(0, low - step), 2 * step
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if is_bought(middle) else (low, middle)
    return low * unit or None


def with_more(count: Count, key: str, index: int, people: int) -> Count:
    """Return the count with so many people of a circle wanting one work more.

    They become a circle of their own; where a part of the circle wants the work already, the others are
    those who do not.
    """
    circle = count.circles[index]
    part = Fraction(circle.support.get(key, 0))
    if part:
        wanting = {**circle.support, key: part + Fraction(people, circle.people)}
        circles = (*count.circles[:index], circle._replace(support=wanting), *count.circles[index + 1 :])
        return replace(count, circles=circles)
    also = circle._replace(people=people, support={**circle.support, key: 1})
    stay = (circle._replace(people=circle.people - people),) if circle.people > people else ()
    return replace(count, circles=(*count.circles[:index], *stay, also, *count.circles[index + 1 :]))


def _is_bought_at(count: Count, key: str, recount: Recount, unit: int, units: int) -> bool:
    cost = units * unit
    works = tuple(replace(work, cost=cost) if work.key == key else work for work in count.works)
    return key in recount(replace(count, works=works))


def _guess(count: Count, known: Sequence[Stage], key: str) -> float:
    """The highest cost at which the work is bought if nothing else changes, nearly."""
    wanting = [
        (index, circle.people * float(circle.support[key]))
        for index, circle in enumerate(count.circles)
        if circle.support.get(key)
    ]
    best = 0.0
    for stage in _open_to(count, known, key):
        reach = [(float(stage.purses[index]), mass) for index, mass in wanting]
        cost = sum(purse * mass for purse, mass in reach)
        if stage.price is not None:
            price = float(stage.price)
            for _ in range(ROUNDS):
                cost = sum(min(purse, price * cost) * mass for purse, mass in reach)
        best = max(best, cost)
    return best * (1 + 1e-9)


def _open_to(count: Count, known: Sequence[Stage], key: str) -> list[Stage]:
    """The stages at which no rival of the work was bought yet; none is built in any case."""
    rivals = excluded_by(key, count.exclusive)
    rival = next((place for place, stage in enumerate(known) if stage.key in rivals), len(known))
    return list(known[: rival + 1])


def _paying(stage: Stage, cost: int) -> Sequence[Fraction]:
    """What a person of each circle who wants the work can pay for it before another is bought instead."""
    if stage.price is None:
        return stage.purses
    asked = stage.price * cost
    return [min(purse, asked) for purse in stage.purses]


def _cost(count: Count, key: str) -> int:
    return next(work.cost for work in count.works if work.key == key)
