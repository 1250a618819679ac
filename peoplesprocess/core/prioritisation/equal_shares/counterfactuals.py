"""What would have been enough for a work that was not bought: a lower cost, or more supporters."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from itertools import compress
from math import lcm
from operator import mul

from peoplesprocess.core.prioritisation.count_input import (
    AllocationInput,
    Standing,
    excluded_by,
    tie_break_standings,
)
from peoplesprocess.core.prioritisation.equal_shares.common_denominator import CommonDenominator
from peoplesprocess.core.prioritisation.equal_shares.exact_solver import ExactSolver
from peoplesprocess.core.prioritisation.equal_shares.rule import EqualSharesOutcome

Recount = Callable[[AllocationInput], Iterable[str]]
"""The complete rule, from a count to the funded keys. It may raise RecountLimitReached."""
FIXED_POINT_ROUNDS = 60


class RecountLimitReached(Exception):
    """So many recounts were needed that the remaining figures are left out."""


@dataclass(frozen=True, slots=True)
class BalancesBeforePurchase:
    """The balances before a purchase, with its key and price; after the last purchase the key is ""."""

    balances: CommonDenominator
    key: str = ""
    price: Fraction | None = None


def balances_before_purchases(outcome: EqualSharesOutcome) -> list[BalancesBeforePurchase]:
    """Return the state before each purchase by shares, and the one after them all."""
    exact, found = ExactSolver(outcome.residual_count, outcome.endowment), []
    for place, key in enumerate(outcome.bought):
        balances = CommonDenominator.of(exact.balances)
        price, _ = exact.pay(key, outcome.bought[:place])
        found.append(BalancesBeforePurchase(balances, key, price))
    return [*found, BalancesBeforePurchase(CommonDenominator.of(exact.balances))]


def wanting(count: AllocationInput, key: str) -> CommonDenominator:
    """Return the number of people in each voter group who want a work. Units: people, on average."""
    return CommonDenominator.of(
        [group.people * part if (part := group.support.get(key)) else 0 for group in count.voter_groups]
    )


def fewest_more_supporters(
    count: AllocationInput, states: Sequence[BalancesBeforePurchase], key: str
) -> tuple[int, int] | None:
    """Return the fewest additional supporters that would fund a work: a voter group's index and their number.

    The group is the one that needs the fewest. The answer has a closed form: before the work is bought, more
    supporters change nothing, so it is bought at the first state at which the payments of all supporters, at
    the price of the work that was bought there, reach its cost. None if no group has enough people, or if
    ballots have points, because nobody knows how many points those people would give. Units: people.
    """
    if any(group.points for group in count.voter_groups):
        return None
    wanted, standings = wanting(count, key), tie_break_standings(count)
    # Only those people of a voter group who do not want the work yet can become supporters.
    others = [
        group.people - -(-mass // wanted.denominator)
        for group, mass in zip(count.voter_groups, wanted.numerators, strict=True)
    ]
    best: tuple[int, int] | None = None
    for state in _states_before_rivals(count, states, key):
        enough = _EnoughSupporters(state, key, wanted, standings)
        for index, each in enumerate(enough.payments):
            if each and (best is None or enough.with_payment(each) < best[1]):
                people = enough.with_payment(each)
                best = (index, people) if people <= others[index] else best
    return best


class _EnoughSupporters:
    """How many more supporters would buy a work at one state, given what each of them can pay there."""

    def __init__(
        self,
        state: BalancesBeforePurchase,
        key: str,
        wanted: CommonDenominator,
        standings: Mapping[str, Standing],
    ) -> None:
        self._state, self._key, self._standings = state, key, standings
        cost = standings[key][0]
        balances, denominator = state.balances
        self._asked = 0
        self.payments: Sequence[int] = balances
        """What a supporter in each voter group can pay before another work is bought instead."""
        if state.price is not None:
            asked, below = (state.price * cost).as_integer_ratio()
            common = lcm(denominator, below)
            self._asked, by, denominator = asked * (common // below), common // denominator, common
            self.payments = [min(balance * by, self._asked) for balance in balances]
        paid = sum(map(mul, wanted.numerators, self.payments))
        self._short = cost * denominator * wanted.denominator - paid
        self._each_of = wanted.denominator
        paying = compress(self.payments, wanted.numerators)
        self._in_full = self._asked > 0 and max(paying, default=0) == self._asked
        self._known: dict[int, int] = {}

    def with_payment(self, each: int) -> int:
        """Return how many more people are enough if each can pay `each`. Units: people."""
        known = self._known.get(each)
        if known is None:
            people, over = divmod(-self._short, self._each_of * each)
            people = -people
            # If the cost is met exactly and somebody pays in full, the prices are tied.
            tied = not over and (self._in_full or each == self._asked)
            known = self._known[each] = people + (tied and not self._wins_tie(people))
        return known

    def _wins_tie(self, people: int) -> bool:
        """Return whether the work with `people` more supporters wins against the one with the same price."""
        cost, votes, drawn, key = self._standings[self._key]
        return (cost, votes - people, drawn, key) < self._standings[self._state.key]


def highest_funded_cost(
    count: AllocationInput, states: Sequence[BalancesBeforePurchase], key: str, recount: Recount, unit: int
) -> int | None:
    """Return the highest cost, in multiples of `unit`, at which a recount funds the work; None if none does.

    The work is funded at the returned cost and not at one unit more. The search starts from a guess that is
    right if no balance changes, doubles its step away from it and ends by bisection; if the guess is right it
    takes two recounts. Units: minor units. Errors: RecountLimitReached.
    """
    is_funded = partial(_is_funded_at, count, key, recount, unit)
    most = -(-_cost(count, key) // unit)
    low, step = min(int(_guessed_cost(count, states, key) / unit), most - 1), 1
    if not low or is_funded(low):
        while (high := min(low + step, most)) < most and is_funded(high):
            low, step = high, 2 * step
    else:
        high, low = low, low - 1
        while low and not is_funded(low):
            high, low, step = low, max(0, low - step), 2 * step
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if is_funded(middle) else (low, middle)
    return low * unit or None


def with_more_supporters(count: AllocationInput, key: str, index: int, people: int) -> AllocationInput:
    """Return the count in which `people` more of the voter group at `index` want a work.

    They become a voter group of their own. If a part of the group wants the work already, the new supporters
    are among those who did not, and the group's part is increased instead.
    """
    group = count.voter_groups[index]
    before, after = count.voter_groups[:index], count.voter_groups[index + 1 :]
    part = Fraction(group.support.get(key, 0))
    if part:
        support = {**group.support, key: part + Fraction(people, group.people)}
        return replace(count, voter_groups=(*before, group._replace(support=support), *after))
    also = group._replace(people=people, support={**group.support, key: 1})
    stay = (group._replace(people=group.people - people),) if group.people > people else ()
    return replace(count, voter_groups=(*before, *stay, also, *after))


def _is_funded_at(count: AllocationInput, key: str, recount: Recount, unit: int, units: int) -> bool:
    cost = units * unit
    works = tuple(replace(work, cost=cost) if work.key == key else work for work in count.works)
    return key in recount(replace(count, works=works))


def _guessed_cost(count: AllocationInput, states: Sequence[BalancesBeforePurchase], key: str) -> float:
    """Return approximately the highest cost at which the work is bought if no balance changes.

    At a state with a price, a work of cost c can collect min(balance, price * c) from each supporter. The
    largest c that it can collect is a fixed point, approached by iteration from above.
    """
    indices = [index for index, group in enumerate(count.voter_groups) if group.support.get(key)]
    groups = [count.voter_groups[index] for index in indices]
    masses = [group.people * float(group.support[key]) for group in groups]
    best = 0.0
    for state in _states_before_rivals(count, states, key):
        numerators, denominator = state.balances
        limits = [numerators[index] / denominator for index in indices]
        cost = sum(map(mul, limits, masses))
        if state.price is not None:
            price = float(state.price)
            for _ in range(FIXED_POINT_ROUNDS):
                asked = price * cost
                cost = sum(map(mul, [asked if asked < limit else limit for limit in limits], masses))
                if price * cost == asked:
                    break
        best = max(best, cost)
    return best * (1 + 1e-9)


def _states_before_rivals(
    count: AllocationInput, states: Sequence[BalancesBeforePurchase], key: str
) -> list[BalancesBeforePurchase]:
    """Return the states before a rival of the work was bought; callers rule out mandatory rivals."""
    rivals = excluded_by(key, count.exclusive)
    rival = next((place for place, state in enumerate(states) if state.key in rivals), len(states))
    return list(states[: rival + 1])


def _cost(count: AllocationInput, key: str) -> int:
    return next(work.cost for work in count.works if work.key == key)
