"""Equal shares in exact fractions: what a work asks after given works were bought, and who paid what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from operator import sub

from peoplesprocess.core.prioritisation.counts import Circle, Count


@dataclass(frozen=True, slots=True)
class Payment:
    """What one circle paid for a work. Units: minor units.

    `each` is what a person who wants the work paid, `together` what the circle paid, `left` what is in the
    purse of a person afterwards, on average where only a part of the circle wanted the work.
    """

    circle: int
    each: Fraction
    together: Fraction
    left: Fraction
    gave_all: bool


class Exact:
    """The purses of all circles after some purchases. Purchases are only ever added."""

    def __init__(self, count: Count, purse: Fraction) -> None:
        self._count = count
        self._costs = {work.key: work.cost for work in count.works}
        self._purses = [purse * Fraction(circle.weight) for circle in count.circles]
        if count.paid:
            self._purses = list(map(sub, self._purses, count.paid))
        self._done = 0

    def price(self, key: str, bought: Sequence[str]) -> Fraction | None:
        """Return what the work asks for each unit of gain after `bought`; None if it cannot be paid."""
        self._catch_up(bought)
        return self._level(key)

    @property
    def purses(self) -> tuple[Fraction, ...]:
        """What a person of each circle has left, on average. Units: minor units."""
        return tuple(self._purses)

    def pay(self, key: str, bought: Sequence[str]) -> tuple[Fraction, list[Payment]]:
        """Return the price of a work that is bought after `bought`, and everybody's payment for it.

        Errors: LookupError if those who want it cannot pay it.
        """
        self._catch_up(bought)
        price, payments = self._pay(key)
        self._done += 1
        return price, payments

    def _catch_up(self, bought: Sequence[str]) -> None:
        for key in bought[self._done :]:
            self._pay(key)
            self._done += 1

    def _pay(self, key: str) -> tuple[Fraction, list[Payment]]:
        price = self._level(key)
        if price is None:
            raise LookupError(key)
        payments = []
        for index, circle in self._who[key]:
            purse, part = self._purses[index], Fraction(circle.support[key])
            asked = price * self._gain(circle, key)
            each = min(purse, asked)
            self._purses[index] = purse - part * each
            payments.append(
                Payment(index, each, circle.people * part * each, self._purses[index], purse < asked)
            )
        return price, payments

    def _level(self, key: str) -> Fraction | None:
        """The price at which those who want the work can just pay it: the poorest give all they have."""
        wanting = []
        for index, circle in self._who[key]:
            gain, mass = self._gain(circle, key), circle.people * Fraction(circle.support[key])
            wanting.append((self._purses[index] / gain, self._purses[index] * mass, mass * gain))
        left, weight = Fraction(self._costs[key]), sum((each[2] for each in wanting), Fraction(0))
        for ratio, money, weighed in sorted(wanting):
            if ratio * weight >= left:
                return left / weight
            left -= money
            weight -= weighed
        return None

    @cached_property
    def _who(self) -> dict[str, list[tuple[int, Circle]]]:
        """The circles that want each work and gain from it."""
        found: dict[str, list[tuple[int, Circle]]] = {key: [] for key in self._costs}
        for index, circle in enumerate(self._count.circles):
            for key, part in circle.support.items():
                if part > 0 and self._gain(circle, key) > 0:
                    found[key].append((index, circle))
        return found

    def _gain(self, circle: Circle, key: str) -> int:
        return circle.points.get(key, 0) if circle.points else self._costs[key]
