"""Equal shares in exact fractions: prices after given purchases, and who paid what. Slow, but exact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from operator import sub

from peoplesprocess.core.prioritisation.count_input import AllocationInput, VoterGroup


@dataclass(frozen=True, slots=True)
class VoterGroupPayment:
    """What one voter group paid for a work. Units: minor units.

    `group_index` is the group's index in the count. `each` is what a person who supports the work paid,
    `together` what the group paid, and `left` the balance of a person afterwards, on average if only a part
    of the group supports the work. `gave_all` says that supporters had less than the price asked.
    """

    group_index: int
    each: Fraction
    together: Fraction
    left: Fraction
    gave_all: bool


class ExactSolver:
    """The balances of all voter groups after some purchases, which can be added and never taken back."""

    def __init__(self, count: AllocationInput, endowment: Fraction) -> None:
        self._count = count
        self._costs = {work.key: work.cost for work in count.works}
        self._balances = [endowment * Fraction(group.weight) for group in count.voter_groups]
        if count.already_paid:
            self._balances = list(map(sub, self._balances, count.already_paid))
        self._done = 0

    def price(self, key: str, bought: Sequence[str]) -> Fraction | None:
        """Return the price of a work for each unit of gain after `bought`; None if it cannot be paid."""
        self._catch_up(bought)
        return self._price(key)

    @property
    def balances(self) -> tuple[Fraction, ...]:
        """What each person of a voter group has left, on average. Units: minor units."""
        return tuple(self._balances)

    def pay(self, key: str, bought: Sequence[str]) -> tuple[Fraction, list[VoterGroupPayment]]:
        """Return the price of a work that is bought after `bought`, and the payments of the voter groups.

        Errors: LookupError if its supporters cannot pay for it.
        """
        self._catch_up(bought)
        price, payments = self._pay(key)
        self._done += 1
        return price, payments

    def _catch_up(self, bought: Sequence[str]) -> None:
        for key in bought[self._done :]:
            self._pay(key)
            self._done += 1

    def _pay(self, key: str) -> tuple[Fraction, list[VoterGroupPayment]]:
        price = self._price(key)
        if price is None:
            raise LookupError(key)
        payments = []
        for index, group in self._supporters[key]:
            balance, part = self._balances[index], Fraction(group.support[key])
            asked = price * self._gain(group, key)
            each = min(balance, asked)
            self._balances[index] = balance - part * each
            payments.append(
                VoterGroupPayment(
                    index, each, group.people * part * each, self._balances[index], balance < asked
                )
            )
        return price, payments

    def _price(self, key: str) -> Fraction | None:
        """Return the price at which the supporters just pay the cost, those who have too little giving all.

        Supporters are taken from the poorest to the richest, by what they can pay for each unit of gain. The
        first one who can pay in full, together with all richer ones, sets the price.
        """
        paying = []
        for index, group in self._supporters[key]:
            gain, mass = self._gain(group, key), group.people * Fraction(group.support[key])
            paying.append((self._balances[index] / gain, self._balances[index] * mass, mass * gain))
        left, weight = Fraction(self._costs[key]), sum((each[2] for each in paying), Fraction(0))
        for ratio, money, gained in sorted(paying):
            if ratio * weight >= left:
                return left / weight
            left -= money
            weight -= gained
        return None

    @cached_property
    def _supporters(self) -> dict[str, list[tuple[int, VoterGroup]]]:
        """The voter groups that support each work and gain from it, with their indices."""
        found: dict[str, list[tuple[int, VoterGroup]]] = {key: [] for key in self._costs}
        for index, group in enumerate(self._count.voter_groups):
            for key, part in group.support.items():
                if part > 0 and self._gain(group, key) > 0:
                    found[key].append((index, group))
        return found

    def _gain(self, group: VoterGroup, key: str) -> int:
        return group.points.get(key, 0) if group.points else self._costs[key]
