"""Equal shares for one count, prepared once so that it can be run quickly with many endowments.

Floating point decides only if prices are farther apart than their proved errors (see `float_prices`);
otherwise exact fractions decide.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import cached_property
from heapq import heappop, heappush
from math import nextafter
from operator import sub

from peoplesprocess.core.prioritisation.count_input import AllocationInput, excluded_by, tie_break_ranks
from peoplesprocess.core.prioritisation.equal_shares.endowment_bounds import (
    CommonFirstPurchases,
    PurchaseWithPriceBound,
    SolverRun,
)
from peoplesprocess.core.prioritisation.equal_shares.exact_solver import ExactSolver
from peoplesprocess.core.prioritisation.equal_shares.float_prices import (
    LOWER_BOUND_ONLY,
    NO_LIMIT,
    PERHAPS_EMPTY,
    CandidateWork,
    WorkPrice,
    candidates,
    payment_level,
)

EPSILON = 2.0**-52
ROUNDINGS = 16
"""The most roundings of a purchase, besides one for each supporting voter group."""


class EqualSharesSolver:
    """One count, prepared so that it can be run with any endowment."""

    def __init__(self, count: AllocationInput) -> None:
        self.count = count
        groups = count.voter_groups
        self._weights = list(map(float, [group.weight for group in groups]))
        self.ruled_out = frozenset().union(*(excluded_by(key, count.exclusive) for key in count.mandatory))
        self.costs = {work.key: work.cost for work in count.works}
        self.candidates = candidates(count)
        most = max((len(each.mass) for each in self.candidates.values()), default=0)
        self.weight = float(count.total_weight)
        # Each rounding is off by EPSILON of the money in play, which is no more than weight * endowment.
        self.error_per_purchase = (ROUNDINGS + most) * EPSILON * self.weight
        self.cheapest_first = sorted((each.least_price, key) for key, each in self.candidates.items())

    @cached_property
    def tie_break_ranks(self) -> dict[str, int]:
        """Each work's rank in a tie; computed on first use, because few counts have ties."""
        return tie_break_ranks(self.count)

    def cost(self, keys: Sequence[str]) -> int:
        """Return the total cost of works. Units: minor units."""
        return sum(self.costs[key] for key in keys)

    def something_fits(self, keys: Sequence[str]) -> bool:
        """Return whether the money left after `keys` would pay for another work that somebody supports."""
        left = self.count.shared_money - self.cost(keys)
        excluded = set(self.ruled_out).union(keys, *(excluded_by(key, self.count.exclusive) for key in keys))
        return any(key not in excluded and each.cost <= left for key, each in self.candidates.items())

    def run(self, endowment: Fraction, poorer: SolverRun | None = None) -> SolverRun:
        """Return the purchases with an endowment. A `poorer` run, if given, saves repeated work."""
        return _RunState(self, endowment, poorer).complete()

    def balances(self, endowment: Fraction) -> list[float]:
        """Return what each person of a voter group has before the first purchase. Units: minor units."""
        each = float(endowment)
        balances = [each * weight for weight in self._weights]
        # After a payment nothing may be left, but floating point cannot prove that.
        paid = zip(balances, map(float, self.count.already_paid), strict=False)
        return [max(PERHAPS_EMPTY, balance - out) if out else balance for balance, out in paid] or balances


class _RunState:
    """The state of one run: the purchases so far, all balances, and a queue of the other works."""

    def __init__(self, solver: EqualSharesSolver, endowment: Fraction, poorer: SolverRun | None) -> None:
        self._solver, self._endowment = solver, endowment
        self._expected = poorer.purchases if poorer else []
        """The purchases of a poorer run, by position, as long as this run has made the same."""
        self._prefix = poorer.prefix if poorer else CommonFirstPurchases([], [], solver.cheapest_first)
        self._purchases, self._queue = self._prefix.purchases.copy(), self._prefix.queue.copy()
        self._balances = solver.balances(endowment)
        if self._purchases:
            self._balances = list(map(sub, self._balances, self._prefix.paid))
        self._error_per_purchase = solver.error_per_purchase * float(endowment)
        self._money_error = self._error_per_purchase * (1 + len(self._purchases))
        self._all_paid_in_full = True

    @cached_property
    def _exact(self) -> ExactSolver:
        return ExactSolver(self._solver.count, self._endowment)

    def complete(self) -> SolverRun:
        """Buy works, the lowest price first, until no work can be paid for by its supporters."""
        exclusive = self._solver.count.exclusive
        bought = (excluded_by(each.key, exclusive) for each in self._purchases)
        excluded = set(self._solver.ruled_out).union(*bought)
        while (purchase := self._next(excluded)) is not None:
            key, price, _ = purchase
            candidate = self._solver.candidates[key]
            error = price.error * candidate.unit + self._money_error
            candidate.pay(self._balances, price.value * candidate.unit, error)
            self._money_error += self._error_per_purchase
            self._purchases.append(purchase)
            if exclusive:
                excluded |= excluded_by(key, exclusive)
        self._end_prefix()
        return SolverRun(self._endowment, self._purchases, self._prefix)

    def _next(self, excluded: set[str]) -> PurchaseWithPriceBound | None:
        """Return the next purchase; works are queued by the last known lower bound of their prices.

        Prices only rise during a run, so an old price is a lower bound. Works are priced anew from the head
        of the queue until every other bound is above the best price. They are priced up to the price that a
        poorer run paid at this position, even if that is higher, so that the two runs can be compared.
        """
        rivals: list[tuple[str, WorkPrice]] = []
        queue, known, surely_best = self._queue, self._solver.candidates, NO_LIMIT
        ceiling, place = NO_LIMIT, len(self._purchases)
        expected = self._expected[place].price.most if place < len(self._expected) else 0.0
        while queue and queue[0][0] <= ceiling:
            bound, key = heappop(queue)
            if key in excluded:
                continue
            price = self._price(known[key], bound, ceiling)
            if price is None:
                continue
            if price.exact_weight == LOWER_BOUND_ONLY:
                # The price is above the ceiling, but its rounded bound may not be: without the next float
                # above the ceiling the loop might pop this work forever.
                heappush(queue, (max(price.least, nextafter(ceiling, NO_LIMIT)), key))
                continue
            rivals.append((key, price))
            surely_best = min(surely_best, price.most)
            ceiling = max(surely_best, expected)
        if not rivals:
            return None
        near = [rival for rival in rivals if rival[1].least <= surely_best]
        best = near[0] if len(near) == 1 else min(near, key=self._exact_standing)
        for rival in rivals:
            if rival is not best:
                heappush(queue, (rival[1].least, rival[0]))
        if expected and self._expected[place].key != best[0]:
            self._expected = []
        return PurchaseWithPriceBound(*best, queue[0][0] if queue else NO_LIMIT)

    def _end_prefix(self) -> None:
        """Store the purchases before the first for which somebody could not pay in full, once."""
        if self._all_paid_in_full:
            self._all_paid_in_full = False
            if len(self._purchases) > len(self._prefix.purchases):
                paid = list(map(sub, self._solver.balances(self._endowment), self._balances))
                bought = {each.key for each in self._purchases}
                queue = [each for each in self._solver.cheapest_first if each[1] not in bought]
                self._prefix = CommonFirstPurchases(self._purchases.copy(), paid, queue)

    def _exact_standing(self, rival: tuple[str, WorkPrice]) -> tuple[Fraction, int]:
        """Return the exact price and tie-break rank of a work whose float price is too near to another's."""
        key, price = rival
        candidate, rank = self._solver.candidates[key], self._solver.tie_break_ranks[key]
        if price.exact_weight:
            return candidate.cost / Fraction(price.exact_weight) / candidate.unit, rank
        exact = self._exact.price(key, [each.key for each in self._purchases])
        if exact is None:
            raise AssertionError("a price that floating point was sure of does not exist")
        return exact, rank

    def _price(self, candidate: CandidateWork, bound: float, ceiling: float) -> WorkPrice | None:
        """Return the current price of a work, which is at least `bound`.

        None if its supporters can no longer pay it; a lower bound only if it is above `ceiling`.
        """
        limits = candidate.limits(self._balances)
        if bound <= candidate.least_price and min(limits) >= candidate.level_of_all + self._money_error:
            return candidate.all_in_full
        self._end_prefix()
        unit = candidate.unit
        found = payment_level(candidate, limits, bound * unit, self._money_error, ceiling * unit)
        if found is not None and found.value == NO_LIMIT:
            return None
        if found is not None:
            return found
        exact = self._exact.price(candidate.key, [each.key for each in self._purchases])
        # The conversion to a float is off by half a unit in the last place; 1e-14 is well above that.
        return None if exact is None else WorkPrice(float(exact), float(exact) * 1e-14)
