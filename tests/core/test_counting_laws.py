"""What holds for every count: the plain reference agrees, names and order do not matter, balances add up."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from functools import cache
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample

from peoplesprocess.core.prioritisation import most_votes as votes
from peoplesprocess.core.prioritisation.count_input import AllocationInput, CostedWork, VoterGroup, checked
from peoplesprocess.core.prioritisation.equal_shares import (
    COMPLETIONS,
    endowment_bounds,
    equal_shares,
    float_prices,
    solver,
)
from peoplesprocess.core.prioritisation.equal_shares.exact_solver import ExactSolver
from peoplesprocess.core.prioritisation.most_votes import most_votes
from tests.core.reference import Reference, counts

completions, steps = st.sampled_from(COMPLETIONS), st.sampled_from([1, 2, 5])
some = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def outcome(count: AllocationInput, completion: str = "add1u", step: int = 1) -> tuple[str, ...]:
    return equal_shares(checked(count), completion, step=step).funded


@settings(some, max_examples=250)
@given(counts(), completions, steps, st.booleans())
def test_the_plain_reference_buys_the_same_in_the_same_order(
    count: AllocationInput, completion: str, step: int, per_cost: bool
) -> None:
    bought = equal_shares(checked(count), completion, step=step, per_cost=per_cost)
    assert list(bought.funded) == Reference(count, per_cost=per_cost).outcome(completion, step)


@some
@given(counts(), st.booleans())
def test_the_plain_reference_agrees_on_most_votes(count: AllocationInput, per_cost: bool) -> None:
    assert most_votes(count, per_cost=per_cost) == Reference(count, per_cost=per_cost).by_votes([])


def in_cents(count: AllocationInput, rate: int) -> AllocationInput:
    """The same count in a unit of which `rate` are one of the old."""
    return replace(
        count,
        works=tuple(CostedWork(work.key, work.cost * rate) for work in count.works),
        envelope=count.envelope * rate,
        scale=count.scale * rate,
    )


@settings(some, max_examples=60)
@given(counts(), st.sampled_from(["add1", "add1u"]), st.sampled_from([12, 40]))
def test_the_plain_reference_agrees_where_there_are_many_small_steps(
    count: AllocationInput, completion: str, rate: int
) -> None:
    fine = in_cents(count, rate)
    assert list(outcome(fine, completion)) == Reference(fine).outcome(completion, 1)


@some
@given(counts(), completions, steps, st.sampled_from([2, 7, 1000]))
def test_another_currency_changes_nothing(
    count: AllocationInput, completion: str, step: int, rate: int
) -> None:
    """What is set aside for a group is cut to whole cents: so it is whole here in either currency."""
    cheaper = in_cents(count, 100)
    dearer = in_cents(cheaper, rate)
    assert outcome(dearer, completion, 100 * step * rate) == outcome(cheaper, completion, 100 * step)


@some
@given(counts(), completions, st.randoms(use_true_random=False))
def test_the_order_in_which_things_were_typed_changes_nothing(
    count: AllocationInput, completion: str, dice: Any
) -> None:
    shuffled = replace(
        count,
        works=tuple(dice.sample(count.works, len(count.works))),
        voter_groups=tuple(dice.sample(count.voter_groups, len(count.voter_groups))),
    )
    assert outcome(shuffled, completion) == outcome(count, completion)
    assert shuffled.digest() == count.digest()


@some
@given(counts(), completions)
def test_a_circle_that_is_split_in_two_buys_the_same(count: AllocationInput, completion: str) -> None:
    first, *rest = count.voter_groups
    half = first._replace(people=first.people // 2)
    assert outcome(replace(count, voter_groups=(half, *rest, half)), completion) == outcome(count, completion)


@some
@given(counts(), completions)
def test_works_may_have_any_names(count: AllocationInput, completion: str) -> None:
    new = {work.key: f"{9 - place} {work.key[::-1]}" for place, work in enumerate(count.works)}

    def named(voters: VoterGroup) -> VoterGroup:
        support = {new[key]: part for key, part in voters.support.items()}
        return voters._replace(
            support=support, points={new[key]: each for key, each in voters.points.items()}
        )

    renamed = replace(
        count,
        works=tuple(CostedWork(new[work.key], work.cost) for work in count.works),
        voter_groups=tuple(map(named, count.voter_groups)),
        tie_break_order=tuple(new[key] for key in count.tie_break_order),
        mandatory=frozenset(new[key] for key in count.mandatory),
        exclusive=tuple(frozenset(new[key] for key in each) for each in count.exclusive),
    )
    assert outcome(renamed, completion) == tuple(new[key] for key in outcome(count, completion))


@some
@given(counts(), completions, steps)
def test_every_purchase_can_be_followed_from_balance_to_balance(
    count: AllocationInput, completion: str, step: int
) -> None:
    bought = equal_shares(count, completion, step=step)
    costs = {work.key: work.cost for work in count.works}
    exact, before = ExactSolver(count, bought.endowment), Fraction(0)
    for place, key in enumerate(bought.bought):
        assert exact.price(key, bought.bought[:place]) is not None
        price, payments = exact.pay(key, bought.bought[:place])
        assert price >= before
        assert sum(payment.together for payment in payments) == costs[key]
        for payment in payments:
            voters = count.voter_groups[payment.group_index]
            assert voters.support[key] > 0
            assert payment.left >= 0
            assert payment.together == voters.people * voters.support[key] * payment.each
        before = price
    assert bought.spent == sum(costs[key] for key in bought.funded) <= count.shared_money


@some
@given(counts(), st.lists(st.integers(1, 9), min_size=2, max_size=6))
def test_what_an_endowment_buys_does_not_depend_on_those_that_were_tried_before(
    count: AllocationInput, endowments: list[int]
) -> None:
    tried = solver.EqualSharesSolver(count)
    for endowment in endowments:
        assert (
            tried.run(Fraction(endowment)).keys
            == solver.EqualSharesSolver(count).run(Fraction(endowment)).keys
        )


@some
@given(counts(), st.integers(1, 40), st.integers(2, 40))
def test_what_two_endowments_prove_of_those_between_is_so(
    count: AllocationInput, endowment: int, steps: int
) -> None:
    tried, reference = solver.EqualSharesSolver(count), Reference(count)
    poorer = tried.run(Fraction(endowment, 3))
    richer = tried.run(Fraction(endowment + steps, 3), poorer)
    assert list(richer.keys) == reference.by_shares(richer.endowment)
    if poorer.holds_up_to(richer):
        for step in range(steps):
            assert reference.by_shares(Fraction(endowment + step, 3)) == list(poorer.keys)


THERE_AND_BACK = AllocationInput(
    (CostedWork("A", 15), CostedWork("B", 22), CostedWork("C", 14)),
    (
        VoterGroup("", 3, {"A": 1}),
        VoterGroup("", 1, {"B": 1}),
        VoterGroup("", 2, {"B": 1, "C": 1}),
        VoterGroup("", 1, {"A": 1, "C": 1}),
    ),
    49,
    tie_break_order=("A", "B", "C"),
)
"""With endowments of 7 and of 9 the same is bought, and something else with 8."""


def test_two_endowments_that_buy_the_same_prove_nothing_for_one_that_does_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tried = solver.EqualSharesSolver(THERE_AND_BACK)
    poorer, between = tried.run(Fraction(7)), tried.run(Fraction(8))
    richer = tried.run(Fraction(9), poorer)
    assert (poorer.keys, between.keys, richer.keys) == (("A", "C"), ("A", "B"), ("A", "C"))
    assert not poorer.holds_up_to(richer)
    monkeypatch.setattr(endowment_bounds.PurchaseWithPriceBound, "holds_up_to", lambda poorer, richer: True)
    assert poorer.holds_up_to(richer), "this count does not try what it is meant to try"


def test_bounds_that_differ_by_rounding_alone_end() -> None:
    voter_groups = (
        VoterGroup("poor", 1, {"B": 1}, weight=Fraction(1, 4)),
        VoterGroup("rich", 1, {"A": 1, "B": 1}),
        VoterGroup("other", 1, {"A": 1}),
    )
    works = (CostedWork("A", 23_818_250_855_561_036), CostedWork("B", 21_171_778_538_298_627))
    count = AllocationInput(works, voter_groups, 95_273_003_422_244_146, tie_break_order=("A", "B"))
    assert list(outcome(count, "none")) == Reference(count).outcome("none", 1)


@some
@given(counts(), completions)
def test_nothing_is_bought_twice_or_beside_its_rival_or_without_a_voice(
    count: AllocationInput, completion: str
) -> None:
    for bought in (list(outcome(count, completion)), most_votes(count)):
        assert len(set(bought)) == len(bought)
        assert not count.mandatory & set(bought)
        assert all(len(each & set(bought)) <= 1 for each in count.exclusive)
        assert all(any(voters.support.get(key) for voters in count.voter_groups) for key in bought)


SEARCHES = ((0, 300), (4, 300), (1, 600), (2, 1500))
"""Seeds, and how many counts are drawn from each. The first show all but one fault, the second that."""


def the_highest_cost_first(count: AllocationInput) -> dict[str, int]:
    ordered = sorted(count.works, key=lambda work: (-work.cost, work.key))
    return {work.key: place for place, work in enumerate(ordered)}


@pytest.mark.parametrize(
    ("where", "name", "fault"),
    [
        (solver, "tie_break_ranks", the_highest_cost_first),
        (votes, "tie_break_ranks", the_highest_cost_first),
        (solver, "excluded_by", lambda key, exclusive: frozenset()),
        (solver.EqualSharesSolver, "something_fits", lambda solver, keys: False),
        (endowment_bounds.SolverRun, "holds_up_to", lambda poorer, richer: True),
        (solver._RunState, "_exact_standing", lambda run, rival: (Fraction(0), 0)),
        (float_prices.CandidateWork, "pay", lambda candidate, balances, level, error: None),
        (float_prices.UnevenGainCandidate, "pay", lambda candidate, balances, level, error: None),
        (float_prices.UnevenSupportCandidate, "pay", lambda candidate, balances, level, error: None),
        (
            solver,
            "payment_level",
            lambda candidate, limits, start, money_error, ceiling: float_prices.WorkPrice(
                candidate.least_price
            ),
        ),
        (ExactSolver, "_gain", lambda exact, voters, key: 1),
    ],
)
def test_a_planted_fault_is_noticed(
    monkeypatch: pytest.MonkeyPatch, where: object, name: str, fault: Callable[..., object]
) -> None:
    monkeypatch.setattr(where, name, fault)

    for seed, many in SEARCHES:
        for place, count in enumerate(drawn(seed, many)):
            expected = bought_plainly(seed, many, place)
            if differs(count, expected):
                assert differs(count, expected)
                return
    pytest.fail("the properties are blind to this fault")


def differs(count: AllocationInput, expected: list[list[str]]) -> bool:
    try:
        return [list(outcome(each)) for each in (count, in_cents(count, 12))] != expected
    except (AssertionError, LookupError, ZeroDivisionError):
        return True


@cache
def drawn(seed: int, many: int) -> list[AllocationInput]:
    """Counts, the same for every fault, so drawn once."""
    found: list[AllocationInput] = []
    quick = settings(max_examples=many, deadline=None, database=None, phases=["generate"])
    with suppress(NoSuchExample):
        find(counts(), lambda count: bool(found.append(count)), settings=quick, random=Random(seed))
    return found


@cache
def bought_plainly(seed: int, many: int, place: int) -> list[list[str]]:
    """What the plain reference buys in one of them: most faults show in the first few."""
    count = drawn(seed, many)[place]
    return [Reference(each).outcome("add1u", 1) for each in (count, in_cents(count, 12))]
