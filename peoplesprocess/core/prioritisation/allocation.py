"""A round that allocates money: from its terms and sheets to a count, and from the count to an allocation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from peoplesprocess.core.prioritisation.count_input import (
    AllocationInput,
    CostedWork,
    VoterGroup,
    checked,
    supporters,
)
from peoplesprocess.core.prioritisation.equal_shares import default_step, equal_shares
from peoplesprocess.core.prioritisation.equal_shares.counterfactuals import Recount, RecountLimitReached
from peoplesprocess.core.prioritisation.equal_shares.exact_solver import ExactSolver
from peoplesprocess.core.prioritisation.explain import (
    FundedWorkExplanation,
    FundingShortfall,
    by_votes_only,
    explained_purchases,
    group_shares,
    shortfalls,
)
from peoplesprocess.core.prioritisation.group_tally import GroupTally, RankedNeed
from peoplesprocess.core.prioritisation.most_votes import most_votes
from peoplesprocess.core.prioritisation.result import (
    ORDINARY_WEIGHT,
    Allocation,
    AllocationTerms,
    FundedWork,
    GroupPayment,
    MostVotesAllocation,
    UnfundedWork,
)

COMPLETION = "add1u"
RECOUNT_LIMIT = 30_000
"""The limit of runs for counterfactuals, about a second: a settlement's writes wait while a round closes."""


def allocation_terms(
    costs: Mapping[str, int],
    envelope: int,
    tie_break_order: Iterable[int],
    *,
    mandatory: Iterable[int] = (),
    exclusive: Iterable[Iterable[int]] = (),
    pledges: Mapping[str, int],
    weights: Mapping[str, int],
    first_needs: Iterable[str] = (),
    earmarks: Iterable[tuple[str, int]] = (),
) -> AllocationTerms:
    """Return the terms of a round that names needs by number; works are in the order of the needs' numbers.

    Units: minor units; hundredths for `weights` and `earmarks`.
    """
    return AllocationTerms(
        dict(sorted(costs.items(), key=lambda item: int(item[0]))),
        envelope,
        tuple(map(str, tie_break_order)),
        tuple(sorted(set(map(str, mandatory)))),
        tuple(tuple(sorted(set(map(str, rivals)))) for rivals in exclusive),
        pledges,
        weights,
        tuple(first_needs),
        tuple((group, part) for group, part in earmarks),
    )


def build_count(terms: AllocationTerms, sheets: Iterable[GroupTally]) -> AllocationInput:
    """Return the count of a round: a voter group for each sheet, with the part of it that wants each work.

    Errors: Refused, as in `count_input.checked`.
    """
    return checked(
        AllocationInput(
            tuple(CostedWork(need, cost) for need, cost in terms.costs.items()),
            tuple(_voter_groups(terms.weights, sheets)),
            terms.envelope,
            tie_break_order=terms.tie_break_order,
            mandatory=frozenset(terms.mandatory),
            exclusive=tuple(map(frozenset, terms.exclusive)),
            first_needs=terms.first_needs,
            earmarks=terms.earmarks,
        )
    )


def _voter_groups(weights: Mapping[str, int], sheets: Iterable[GroupTally]) -> Iterator[VoterGroup]:
    for sheet in sheets:
        parts = {str(need): Fraction(put, sheet.people) for need, put in sheet.tokens.items() if put}
        weight = Fraction(weights.get(sheet.group, ORDINARY_WEIGHT), ORDINARY_WEIGHT)
        yield VoterGroup(sheet.group, sheet.people, parts, weight=weight, groups=(sheet.group,))


def allocate(terms: AllocationTerms, sheets: Sequence[GroupTally]) -> Allocation:
    """Return what equal shares funds under the terms, with all its reasons.

    Costs at which a work would have been funded are rounded as coarsely as the costs themselves. Errors:
    Refused.
    """
    count = build_count(terms, sheets)
    step = default_step(count)
    outcome = equal_shares(count, COMPLETION, step=step)
    names = [group.name for group in count.voter_groups]
    start = ExactSolver(outcome.residual_count, outcome.endowment).balances
    return Allocation(
        terms=terms,
        digest=count.digest(),
        completion=COMPLETION,
        step=step,
        endowment=outcome.endowment,
        spent=outcome.spent,
        people=count.people,
        reserved=outcome.reserved,
        initial_balances=dict(zip(names, start, strict=True)),
        bought=tuple(_funded(each, names) for each in explained_purchases(outcome)),
        filled=outcome.filled,
        missing=tuple(
            _unfunded(each, names) for each in shortfalls(count, outcome, _recount(step), _roughness(count))
        ),
        votes_only=_votes_only(count),
        groups=tuple(group_shares(count, outcome.funded, lambda group: group.groups)),
        wanted={key: Fraction(people) for key, people in supporters(count).items()},
        without_quotas=_funded_without_quotas(terms, sheets) if terms.has_quotas else None,
    )


def _funded_without_quotas(terms: AllocationTerms, sheets: Sequence[GroupTally]) -> tuple[str, ...]:
    count = build_count(terms.without_quotas(), sheets)
    return equal_shares(count, COMPLETION, step=default_step(count)).funded


def _recount(step: int) -> Recount:
    """Return the complete rule for counterfactuals, with a limit on the runs of all recounts together."""
    runs = 0

    def recount(other: AllocationInput) -> tuple[str, ...]:
        """Return the funded keys. Errors: RecountLimitReached."""
        nonlocal runs
        if runs > RECOUNT_LIMIT:
            raise RecountLimitReached
        again = equal_shares(other, COMPLETION, step=step)
        runs += again.runs
        return again.funded

    return recount


def order_of_works(
    terms: AllocationTerms, sheets: Iterable[GroupTally], allocation: Allocation
) -> tuple[RankedNeed, ...]:
    """Return the needs in order: those that are built, then by votes, then those that nobody wants.

    Each figure is the number of supporters, rounded to six digits.
    """
    count, built = build_count(terms, sheets), allocation.built
    rest = most_votes(count, money=sum(work.cost for work in count.works), built=built)
    unwanted = [work.key for work in count.works if work.key not in {*built, *rest}]
    return tuple(
        RankedNeed(int(key), Fraction(f"{float(allocation.wanted[key]):g}"), place)
        for place, key in enumerate([*built, *rest, *unwanted], 1)
    )


def _roughness(count: AllocationInput) -> int:
    """Return the largest power of ten that divides every cost, at most a hundredth of the lowest cost.

    Costs before a contract are rough estimates, and figures derived from them are no more precise.
    """
    costs, unit = [work.cost for work in count.works], 1
    while 1000 * unit <= min(costs) and all(cost % (10 * unit) == 0 for cost in costs):
        unit *= 10
    return unit


def _votes_only(count: AllocationInput) -> MostVotesAllocation:
    keys, without = by_votes_only(count)
    costs = {work.key: work.cost for work in count.works}
    return MostVotesAllocation(tuple(keys), without, count.shared_money - sum(costs[key] for key in keys))


def _funded(each: FundedWorkExplanation, names: Sequence[str]) -> FundedWork:
    payments = {
        names[payment.group_index]: GroupPayment(payment.together, payment.left, payment.gave_all)
        for payment in each.payments
    }
    return FundedWork(each.key, each.asked, each.counted, payments)


def _unfunded(each: FundingShortfall, names: Sequence[str]) -> UnfundedWork:
    more = None if each.more_supporters is None else (names[each.more_supporters[0]], each.more_supporters[1])
    return UnfundedWork(each.key, each.left, each.paid, each.funded_cost, more)
