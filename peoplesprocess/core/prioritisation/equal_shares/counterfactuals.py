"""What would have been enough for a work that was not bought: a lower cost, or more supporters."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from math import ceil
from operator import mul

from peoplesprocess.core.prioritisation.count_input import AllocationInput, excluded_by, supporters
from peoplesprocess.core.prioritisation.equal_shares.exact_solver import ExactSolver
from peoplesprocess.core.prioritisation.equal_shares.rule import EqualSharesOutcome

Recount = Callable[[AllocationInput], Iterable[str]]
"""The complete rule, from a count to the funded keys. It may raise RecountLimitReached."""
FIXED_POINT_ROUNDS = 60


class RecountLimitReached(Exception):
    """So many recounts were needed that the remaining figures are left out."""


@dataclass(frozen=True, slots=True)
class PurchaseState:
    """The balances before a purchase, with its key and its price; after the last purchase there is no key."""

    balances: tuple[Fraction, ...]
    key: str = ""
    price: Fraction | None = None


def purchase_states(outcome: EqualSharesOutcome) -> list[PurchaseState]:
    """Return the state before each purchase by shares, and the one after them all."""
    exact, found = ExactSolver(outcome.residual_count, outcome.endowment), []
    for place, key in enumerate(outcome.bought):
        balances = exact.balances
        price, _ = exact.pay(key, outcome.bought[:place])
        found.append(PurchaseState(balances, key, price))
    return [*found, PurchaseState(exact.balances)]


def fewest_more_supporters(
    count: AllocationInput, states: Sequence[PurchaseState], key: str
) -> tuple[int, int] | None:
    """Return the place of a voter group and how many more of its people would have to want a work; or None.

    The group is the one of which the fewest people are enough. The answer has a closed form: before the work
    is bought, more supporters change nothing, so it is bought at the first state where what all of them pay,
    at the price of the work that was bought there, makes its cost. Where ballots have points nobody knows
    how many points those people would give, so there is no answer. Units: people.
    """
    if any(group.points for group in count.voter_groups):
        return None
    cost, votes = _cost(count, key), supporters(count)
    wanting = [group.people * Fraction(group.support.get(key, 0)) for group in count.voter_groups]
    best: tuple[int, int] | None = None
    for state in _states_before_rivals(count, states, key):
        payments = _payments(state, cost)
        short = cost - sum(map(mul, wanting, payments), Fraction(0))
        most = max((each for each, mass in zip(payments, wanting, strict=True) if mass), default=Fraction(0))
        for index, each in enumerate(payments):
            if not each:
                continue
            people = ceil(short / each)
            # If the cost is met exactly and somebody pays in full, the prices are tied.
            tied = (
                people == short / each and state.price is not None and max(each, most) == state.price * cost
            )
            if tied and not _wins_tie(count, votes, key, state.key, people):
                people += 1
            fit = people <= int(count.voter_groups[index].people - wanting[index])
            if fit and (best is None or people < best[1]):
                best = index, people
    return best


def _wins_tie(
    count: AllocationInput, votes: Mapping[str, Fraction | int], key: str, other: str, people: int
) -> bool:
    """Whether a work with so many more supporters comes before another with the same price."""
    more = {**votes, key: votes[key] + people}
    drawn = {each: place for place, each in enumerate(count.tie_break_order)}
    first = min(
        key, other, key=lambda each: (_cost(count, each), -more[each], drawn.get(each, len(drawn)), each)
    )
    return first == key


def highest_funded_cost(
    count: AllocationInput, states: Sequence[PurchaseState], key: str, recount: Recount, unit: int
) -> int | None:
    """Return the highest cost, in multiples of `unit`, at which a recount funds the work; or None.

    The work is funded at the returned cost and not at one unit more. The search starts from a guess that
    holds if no balance changes, doubles its step away from it and ends by bisection; where the guess is
    right it takes two recounts. Units: minor units. Errors: RecountLimitReached.
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
    """Return the count in which so many more people of the voter group at `index` want a work.

    They become a voter group of their own. Where a part of the group wants the work already, the new
    supporters are among those who did not, and the group only gets a larger part.
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


def _guessed_cost(count: AllocationInput, states: Sequence[PurchaseState], key: str) -> float:
    """About the highest cost at which the work is bought if no balance changes.

    At a state with a price, a work of cost c can collect min(balance, price * c) from each supporter. The
    largest c that it can collect is a fixed point, approached by iteration from above.
    """
    wanting = [
        (index, group.people * float(group.support[key]))
        for index, group in enumerate(count.voter_groups)
        if group.support.get(key)
    ]
    best = 0.0
    for state in _states_before_rivals(count, states, key):
        limits = [(float(state.balances[index]), mass) for index, mass in wanting]
        cost = sum(balance * mass for balance, mass in limits)
        if state.price is not None:
            price = float(state.price)
            for _ in range(FIXED_POINT_ROUNDS):
                cost = sum(min(balance, price * cost) * mass for balance, mass in limits)
        best = max(best, cost)
    return best * (1 + 1e-9)


def _states_before_rivals(
    count: AllocationInput, states: Sequence[PurchaseState], key: str
) -> list[PurchaseState]:
    """The states at which no rival of the work was bought yet; callers rule out rivals that are mandatory."""
    rivals = excluded_by(key, count.exclusive)
    rival = next((place for place, state in enumerate(states) if state.key in rivals), len(states))
    return list(states[: rival + 1])


def _payments(state: PurchaseState, cost: int) -> Sequence[Fraction]:
    """What a supporter in each voter group can pay before another work is bought instead."""
    if state.price is None:
        return state.balances
    asked = state.price * cost
    return [min(balance, asked) for balance in state.balances]


def _cost(count: AllocationInput, key: str) -> int:
    return next(work.cost for work in count.works if work.key == key)
