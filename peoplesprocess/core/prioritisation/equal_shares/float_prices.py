"""The price of a work in floating point, with a proved bound on its error.

The state of a run is one balance for each voter group: what each person there has left. Its error is measured
as money: the sum, over all people, of the distance between the float balance and the exact one. Two facts
keep that error small:

* A purchase takes the same sum (the cost) from every state in which it is made, and more in one balance
  before it never means less in any balance after it. A map that preserves the sum and the order of states is
  non-expansive in that distance (Crandall and Tartar, 1980). So a purchase does not enlarge earlier errors.
* A purchase adds only its own rounding. Each of its floating-point operations is off by at most 2**-52 of the
  money in play, and their number is known.

After n purchases the error is therefore at most n + 1 times the rounding of one (`solver._RunState` keeps the
sum). An error of the money causes an error of a price, because the money collected at a payment level rises
with the weight of those who pay in full. If two prices are closer than their errors, or if a balance is
closer than its error to the border between paying in full and paying all, nothing is concluded here: the
callers then use the exact solver.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import compress, starmap
from operator import itemgetter, mod, mul, truediv
from typing import NamedTuple, TypeVar

from peoplesprocess.core.prioritisation.count_input import ONLY_ONES, AllocationInput, CostedWork, VoterGroup

T = TypeVar("T")

NO_LIMIT = float("inf")
PERHAPS_EMPTY = 1e-300
"""The balance of somebody who has nothing left according to floating point, but perhaps not exactly.

It is above 0, so that a balance of exactly 0.0 always means: surely empty.
"""
EXACT_BELOW = 2**53
"""Floating point represents every integer below this bound exactly."""
LOWER_BOUND_ONLY = -1.0
"""Value of `WorkPrice.exact_weight` if only a lower bound of the price is known."""


class WorkPrice(NamedTuple):
    """The price of a work for each unit of gain, and a bound of its error. Units: minor units.

    `exact_weight` is the total weight of those who pay in full, if they alone pay: then the price is exactly
    the cost divided by it. It is 0 if that is not known, and LOWER_BOUND_ONLY for a bound.
    """

    value: float
    error: float = 0.0
    exact_weight: float = 0.0

    @property
    def least(self) -> float:
        """The lowest possible value of the exact price."""
        return self.value - self.error

    @property
    def most(self) -> float:
        """The highest possible value of the exact price, with room for rounding in a comparison."""
        return (self.value + self.error) * (1 + 1e-12)


def candidates(count: AllocationInput) -> dict[str, CandidateWork]:
    """Return the works that somebody supports and that are not mandatory, by their keys."""
    groups = count.voter_groups
    kind: type[CandidateWork] = CandidateWork
    if not all(ONLY_ONES.issuperset(group.support.values()) for group in groups):
        kind = UnevenSupportCandidate
    elif any(group.points for group in groups):
        kind = UnevenGainCandidate
    supporters: dict[str, list[int]] = {work.key: [] for work in count.works}
    take = {key: indices.append for key, indices in supporters.items()}
    for index, group in enumerate(groups):
        for key in group.support if kind is CandidateWork else _gaining(group):
            take[key](index)
    people = [float(group.people) for group in groups]
    works = (work for work in count.works if supporters[work.key] and work.key not in count.mandatory)
    return {work.key: kind(work, supporters[work.key], people, count) for work in works}


def _gaining(group: VoterGroup) -> list[str]:
    """Return the works that the group both supports and gains from."""
    support, points = group.support, group.points
    if points:
        return [key for key, part in support.items() if part and points.get(key, 0) > 0]
    return [key for key, part in support.items() if part]


class CandidateWork:
    """A work that may be bought, with its supporters laid out for fast sums.

    In this class whole voter groups support it, and everybody gains its cost from it. A price corresponds to
    a payment level, the payment of one supporter: the price times `unit`. `mass` is the weight of each
    supporting group in the money collected at a level, `weight` their sum, and `least_price` the price if all
    pay in full.
    """

    exact_mass = True
    """Whether the masses are whole numbers that floating point holds exactly."""

    def __init__(
        self, work: CostedWork, supporters: list[int], people: list[float], count: AllocationInput
    ) -> None:
        self.key, self.cost, self.unit = work.key, work.cost, work.cost
        self._supporters = supporters
        self._pick = itemgetter(*supporters) if len(supporters) > 1 else None
        self.mass = self._masses(people, count)
        self.weight: float = sum(self.mass)
        self.exact_mass = self.exact_mass and self.weight < EXACT_BELOW
        # The price if all pay in full, and the level from which on all surely can.
        self.least_price = self.cost / self.weight / self.unit
        exact = self.weight if self.exact_mass else 0.0
        self.all_in_full = WorkPrice(self.least_price, self.least_price * 1e-14, exact)
        self.level_of_all = self.cost / self.weight * (1 + 1e-12)

    def _masses(self, people: Sequence[float], count: AllocationInput) -> Sequence[float]:
        """Return the weight of each supporting group; subclasses see in `count` how they support the work."""
        return self._picked(people)

    def limits(self, balances: Sequence[float]) -> Sequence[float]:
        """Return, for each supporting group, the highest level at which its people can pay in full."""
        return self._picked(balances)

    def pay(self, balances: list[float], level: float, error: float) -> None:
        """Take the payments at a level out of the balances, in place.

        A balance becomes exactly 0.0 only if it is below the level by more than the error.
        """
        surely = level - error
        for index, balance in zip(self._supporters, self._picked(balances), strict=True):
            balances[index] = (
                balance - level if balance > level else 0.0 if balance < surely else PERHAPS_EMPTY
            )

    def _picked(self, values: Sequence[T]) -> Sequence[T]:
        """Return the values of the supporting groups, out of those of all groups."""
        if self._pick is None:
            return (values[self._supporters[0]],)
        picked: tuple[T, ...] = self._pick(values)
        return picked


class UnevenGainCandidate(CandidateWork):
    """A candidate that whole voter groups support, but from which people gain differently."""

    def _masses(self, people: Sequence[float], count: AllocationInput) -> Sequence[float]:
        groups = self._picked(count.voter_groups)
        gains = [group.points[self.key] if group.points else self.cost for group in groups]
        self.unit = gains[0] if gains.count(gains[0]) == len(gains) else 1
        self._gains = list(map(float, gains)) if self.unit == 1 else [1.0] * len(gains)
        return list(map(mul, self._picked(people), self._gains))

    def limits(self, balances: Sequence[float]) -> Sequence[float]:
        """Return, for each supporting group, the highest level at which its people can pay in full."""
        return list(map(truediv, self._picked(balances), self._gains))

    def pay(self, balances: list[float], level: float, error: float) -> None:
        """Take the payments at a level out of the balances, in place; see `CandidateWork.pay`."""
        surely = level - error
        for index, balance, gain in zip(self._supporters, self._picked(balances), self._gains, strict=True):
            asked = level * gain
            balances[index] = (
                balance - asked if balance > asked else 0.0 if balance < surely * gain else PERHAPS_EMPTY
            )


class UnevenSupportCandidate(UnevenGainCandidate):
    """A candidate that only parts of some voter groups support."""

    def _masses(self, people: Sequence[float], count: AllocationInput) -> Sequence[float]:
        ratios = [group.support[self.key].as_integer_ratio() for group in self._picked(count.voter_groups)]
        self._parts = list(starmap(truediv, ratios))
        whole = super()._masses(people, count)
        shares = list(map(mul, whole, map(itemgetter(0), ratios)))
        self.exact_mass = max(shares) < EXACT_BELOW and not any(map(mod, shares, map(itemgetter(1), ratios)))
        return list(map(truediv, shares, map(itemgetter(1), ratios)))

    def pay(self, balances: list[float], level: float, error: float) -> None:
        """Take the payments at a level out of the balances, in place.

        A balance is an average over the group, so it can only be empty if the whole group pays.
        """
        for index, part, gain in zip(self._supporters, self._parts, self._gains, strict=True):
            balance = balances[index]
            sure = part == 1 and balance < (level - error) * gain
            balances[index] = 0.0 if sure else max(PERHAPS_EMPTY, balance - part * min(balance, level * gain))


def payment_level(
    candidate: CandidateWork, limits: Sequence[float], start: float, money_error: float, ceiling: float
) -> WorkPrice | None:
    """Return the price at which the supporters just pay the cost; None if only fractions can decide.

    Supporters who have less than the level pay all that is left. The level is sought upwards from `start`, a
    lower bound; each pass drops those who cannot pay in full. The search ends with a lower bound as soon as
    the level is surely above `ceiling`. If all together surely cannot pay, the price is NO_LIMIT.
    `money_error` bounds the error of all balances together. Units: minor units.
    """
    money = sum(map(mul, limits, candidate.mass))
    if money < candidate.cost - money_error:
        return WorkPrice(NO_LIMIT, candidate.cost - money)
    full_payers, mass, nearest, level = list(limits), list(candidate.mass), -NO_LIMIT, start
    while nearest < level:
        in_full = list(map(level.__le__, full_payers))
        full_payers, mass = list(compress(full_payers, in_full)), list(compress(mass, in_full))
        if not full_payers:
            return None
        weight = sum(mass)
        level = (candidate.cost - money + sum(map(mul, full_payers, mass))) / weight
        if level - money_error / weight > ceiling:
            return WorkPrice(level / candidate.unit, money_error / weight / candidate.unit, LOWER_BOUND_ONLY)
        nearest = min(full_payers)
    # Missing money moves the level by its sum divided by the weight of the full payers. Four times that
    # covers both ends of the comparison, and the rounding of the sums above.
    error = 4 * money_error / weight
    near = nearest < level + error
    if near:
        error = _level_error(list(zip(full_payers, mass, strict=True)), level, weight, money_error)
    # The error of a sum of masses is proportional to all masses; it must stay small relative to those who
    # still pay.
    if error == NO_LIMIT or not (candidate.exact_mass or weight > 1e-4 * candidate.weight):
        return None
    # Exact only if everybody else surely has nothing left: then no rounded balance is part of the price.
    exact = candidate.exact_mass and not near and len(full_payers) + limits.count(0.0) == len(limits)
    return WorkPrice(level / candidate.unit, error / candidate.unit, weight if exact else 0.0)


def _level_error(
    full_payers: list[tuple[float, float]], level: float, weight: float, money_error: float
) -> float:
    """Return the error of a level if somebody is so near to it that paying in full is not certain.

    Those who may drop out no longer carry a part of the error, so the others carry more of it. NO_LIMIT if
    nobody is left.
    """
    error = 4 * money_error / weight
    while full_payers and (nearest := min(full_payers)[0]) < level + error:
        full_payers = [each for each in full_payers if each[0] > nearest]
        error = 4 * money_error / sum([mass for _, mass in full_payers]) if full_payers else NO_LIMIT
    return error
