"""Why a work is funded or not, in figures for a meeting: payments, shortfalls, and what each group gets."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass
from fractions import Fraction
from operator import sub

from peoplesprocess.core.prioritisation.count_input import (
    AllocationInput,
    VoterGroup,
    excluded_by,
    supporters,
)
from peoplesprocess.core.prioritisation.equal_shares.counterfactuals import (
    BalancesBeforePurchase,
    Recount,
    RecountLimitReached,
    balances_before_purchases,
    fewest_more_supporters,
    highest_funded_cost,
    wanting,
    with_more_supporters,
)
from peoplesprocess.core.prioritisation.equal_shares.exact_solver import ExactSolver, VoterGroupPayment
from peoplesprocess.core.prioritisation.equal_shares.rule import EqualSharesOutcome
from peoplesprocess.core.prioritisation.most_votes import most_votes


@dataclass(frozen=True, slots=True)
class FundedWorkExplanation:
    """A work that was bought by shares: `asked` is the highest payment of one person, in minor units.

    `counted` is the number of full payments in its cost: the cost divided by `asked`.
    """

    key: str
    asked: Fraction
    counted: Fraction
    payments: tuple[VoterGroupPayment, ...]


@dataclass(frozen=True, slots=True)
class FundingShortfall:
    """A work that was not bought: what its supporters had left, and what would have been enough.

    `paid` is what they had paid before, for each work that was bought by shares; if only parts of a voter
    group support works, the supporters of one are assumed to be spread evenly over those of another.
    `funded_cost` is the highest cost at which it is funded. `more_supporters` is the fewest additional
    supporters that it needs: the index of their voter group, and their number. None if no recount confirmed a
    figure. Units: minor units, people.
    """

    key: str
    left: Fraction
    paid: tuple[tuple[str, Fraction], ...]
    funded_cost: int | None
    more_supporters: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class GroupShare:
    """What a group gets from a result. `fair` is its part of the money by its number of people.

    `supported` is the spending on works that it wants, each cost divided equally among all supporters.
    `works` is how many funded works one of its people wants on average, and `people_without` is the least
    number of people who want none of them. Units: minor units, people.
    """

    group: str
    people: int
    fair: Fraction
    supported: Fraction
    works: Fraction
    people_without: int


def explained_purchases(outcome: EqualSharesOutcome) -> list[FundedWorkExplanation]:
    """Return what each voter group paid for each work that was bought by shares, in order."""
    exact, found = ExactSolver(outcome.residual_count, outcome.endowment), []
    costs = {work.key: work.cost for work in outcome.residual_count.works}
    for place, key in enumerate(outcome.bought):
        _, payments = exact.pay(key, outcome.bought[:place])
        asked = max(payment.each for payment in payments)
        found.append(FundedWorkExplanation(key, asked, costs[key] / asked, tuple(payments)))
    return found


def shortfalls(
    count: AllocationInput, outcome: EqualSharesOutcome, recount: Recount, unit: int = 1
) -> list[FundingShortfall]:
    """Return what was missing for each work that somebody wants and that was not funded.

    `recount` is the complete rule: a figure is reported only if counting everything again confirms it. The
    number of additional supporters is computed from the final balances; with Add1 or quotas fewer may be
    enough, so the figure may be missed, but it is never wrong. Costs are multiples of `unit`.
    """
    funded, wanted, states = set(outcome.funded), supporters(count), balances_before_purchases(outcome)
    built = outcome.residual_count.mandatory
    return [
        _shortfall(count, states, work.key, *_enough(count, built, states, work.key, recount, unit))
        for work in count.works
        if work.key not in funded and wanted[work.key] and work.key not in count.mandatory
    ]


def _shortfall(
    count: AllocationInput,
    states: Sequence[BalancesBeforePurchase],
    key: str,
    at: int | None,
    more: tuple[int, int] | None,
) -> FundingShortfall:
    mass = wanting(count, key)
    had = [state.balances.sum_of_products(mass) for state in states]
    paid = zip([state.key for state in states], map(sub, had, had[1:]), strict=False)
    return FundingShortfall(key, had[-1], tuple((work, money) for work, money in paid if money), at, more)


def group_shares(
    count: AllocationInput, keys: Iterable[str], groups_of: Callable[[VoterGroup], Sequence[str]]
) -> list[GroupShare]:
    """Return what each group gets from the works in `keys`; a person of several groups counts in each.

    `groups_of` names the groups of a voter group's people.
    """
    built, wanted = list(keys), supporters(count)
    costs = {work.key: work.cost for work in count.works}
    names = dict.fromkeys(name for voters in count.voter_groups for name in groups_of(voters))
    everybody, start, found = count.people, Fraction(0), []
    for name in names:
        members = [voters for voters in count.voter_groups if name in groups_of(voters)]
        people = sum(voters.people for voters in members)
        wants = {
            key: sum((voters.people * Fraction(voters.support.get(key, 0)) for voters in members), start)
            for key in built
        }
        supported = sum((costs[key] * wants[key] / wanted[key] for key in built if wanted[key]), start)
        satisfied = sum(wants.values(), start) / people
        fair = Fraction(people * count.shared_money, everybody)
        nothing = people_without(members, [*built, *count.mandatory])
        found.append(GroupShare(name, people, fair, supported, satisfied, nothing))
    return found


def people_without(groups: Iterable[VoterGroup], keys: Iterable[str]) -> int:
    """Return the least number of people who want none of the works; exact if parts are 0 or 1."""
    built = set(keys)
    lacking = Fraction(0)
    for group in groups:
        reached = sum((Fraction(part) for key, part in group.support.items() if key in built), Fraction(0))
        lacking += group.people * max(Fraction(0), 1 - reached)
    return int(lacking)


def by_votes_only(count: AllocationInput) -> tuple[list[str], int]:
    """Return the keys that most votes would fund, and how many people would then get nothing they want."""
    keys = most_votes(count)
    return keys, people_without(count.voter_groups, [*keys, *count.mandatory])


def _enough(
    count: AllocationInput,
    built: Set[str],
    states: Sequence[BalancesBeforePurchase],
    key: str,
    recount: Recount,
    unit: int,
) -> tuple[int | None, tuple[int, int] | None]:
    """Return the cost and the number of people that are enough, each None unless a recount confirms it."""
    if excluded_by(key, count.exclusive) & built:
        return None, None
    more = fewest_more_supporters(count, states, key)
    try:
        if more is not None and key not in recount(with_more_supporters(count, key, *more)):
            more = None
        return highest_funded_cost(count, states, key, recount, unit), more
    except RecountLimitReached:
        return None, None
