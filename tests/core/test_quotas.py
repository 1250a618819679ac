"""What groups decided before counting is carried out first: earmarks, first needs, and what they cost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import pytest

from peoplesprocess.core.prioritisation.count_input import AllocationInput, CostedWork, VoterGroup, checked
from peoplesprocess.core.prioritisation.equal_shares import (
    EqualSharesOutcome,
    equal_shares,
    group_quotas,
    rule,
)
from peoplesprocess.core.prioritisation.equal_shares.exact_solver import ExactSolver
from peoplesprocess.core.prioritisation.explain import explained_purchases, shortfalls
from tests.core.reference import Reference

HOST = VoterGroup("host", 40, {"road": 1, "school": 1}, groups=("host",))
DISPLACED = VoterGroup("displaced", 10, {"water": 1, "papers": Fraction(1, 2)}, groups=("displaced",))
VILLAGE = AllocationInput(
    (CostedWork("road", 700), CostedWork("school", 300), CostedWork("water", 300), CostedWork("papers", 90)),
    (HOST, DISPLACED),
    1_000,
    tie_break_order=("road", "school", "water", "papers"),
)
"""Fifty people with an endowment of 20 each. The ten displaced have 200 together; their water costs 300."""


def counted(completion: str = "none", **changes: object) -> EqualSharesOutcome:
    count = checked(replace(VILLAGE, **changes))  # type: ignore[arg-type]
    bought = equal_shares(count, completion, step=1)
    assert list(bought.funded) == Reference(count).outcome(completion, 1)
    return bought


def test_without_quotas_a_small_group_cannot_pay_for_what_is_too_dear() -> None:
    bought = counted()
    assert (bought.funded, bought.reserved) == (("school", "papers"), ())


def test_a_first_need_is_built_first_and_what_the_group_cannot_pay_is_a_subsidy() -> None:
    bought = counted(first_needs=("displaced",))
    (reserved,) = bought.reserved
    assert (reserved.groups, reserved.keys, reserved.part) == (("displaced",), ("water",), 0)
    assert (reserved.money, reserved.own, reserved.subsidy) == (300, 200, 100)
    assert bought.funded == ("water", "school")
    assert bought.endowment == Fraction(700, 40), "the others share what is left"
    assert bought.spent == 600


def test_who_can_pay_the_first_need_keeps_the_rest_of_the_endowment() -> None:
    bought = counted(
        works=(*VILLAGE.works[:2], CostedWork("water", 120), VILLAGE.works[3]), first_needs=("displaced",)
    )
    (reserved,) = bought.reserved
    assert (reserved.own, reserved.subsidy) == (120, 0)
    assert bought.endowment == 20, "nobody else pays"
    assert ExactSolver(bought.residual_count, bought.endowment).balances == (20, 8)
    assert bought.funded == ("water", "school"), "with 8 each, half of them cannot pay 90 for papers"


def test_a_group_that_spent_all_on_its_first_need_gets_the_same_steps_as_everybody() -> None:
    bought = counted("add1", first_needs=("displaced",))
    left = bought.endowment - Fraction(700, 40)
    assert left > 0
    assert ExactSolver(bought.residual_count, bought.endowment).balances == (bought.endowment, left)


def test_balances_that_are_nearly_empty_are_counted_in_no_time() -> None:
    # The group has 333,333 and a third, and its first need costs 333,333.
    works = (
        CostedWork("1", 333_333),
        CostedWork("2", 200_000),
        CostedWork("3", 200_000),
        CostedWork("4", 150_000),
    )
    host = {key: Fraction(3, 4) for key in ("2", "3")}
    displaced = {"1": Fraction(9, 10), "2": Fraction(3, 10), "3": Fraction(3, 10), "4": Fraction(1, 2)}
    voter_groups = (
        VoterGroup("host", 40, host, groups=("host",)),
        VoterGroup("displaced", 20, displaced, groups=("displaced",)),
    )
    count = AllocationInput(
        works, voter_groups, 1_000_000, tie_break_order=("1", "2", "3", "4"), first_needs=("displaced",)
    )
    bought = equal_shares(count)
    assert bought.runs < 500
    assert list(bought.funded) == Reference(count).outcome("add1u", 84)


def test_rivals_of_what_quotas_built_have_no_reasons_but_that() -> None:
    voter_groups = (
        VoterGroup("host", 6, {"1": Fraction(2, 3), "2": Fraction(1, 2)}, groups=("host",)),
        VoterGroup("displaced", 8, {"1": Fraction(1, 8), "2": 1}, groups=("displaced",)),
    )
    works = (CostedWork("1", 40_000), CostedWork("2", 80_000))
    rivals = (frozenset({"1", "2"}),)
    count = AllocationInput(
        works, voter_groups, 200_000, ("1", "2"), exclusive=rivals, first_needs=("displaced",)
    )
    bought = equal_shares(count)
    (told,) = shortfalls(count, bought, lambda other: equal_shares(other).funded)
    assert (told.key, told.funded_cost, told.more_supporters) == ("1", None, None)


def test_groups_with_the_same_first_need_pay_it_together() -> None:
    newcomers = VoterGroup("newcomers", 10, {"water": 1}, groups=("newcomers",))
    bought = counted(voter_groups=(HOST, DISPLACED, newcomers), first_needs=("newcomers", "displaced"))
    (reserved,) = bought.reserved
    assert reserved.groups == ("newcomers", "displaced")
    assert (reserved.own, reserved.subsidy) == (300, 0)


def test_a_first_need_that_the_money_cannot_pay_gives_way_to_the_next() -> None:
    bought = counted(
        works=(*VILLAGE.works[:2], CostedWork("water", 1_001), VILLAGE.works[3]), first_needs=("displaced",)
    )
    assert bought.reserved[0].keys == ("papers",)


def test_a_first_need_that_is_built_in_any_case_is_enough() -> None:
    bought = counted(mandatory=frozenset({"water"}), first_needs=("displaced",))
    assert bought.reserved == ()


def test_a_first_need_is_no_rival_of_what_is_built() -> None:
    rivals = (frozenset({"school", "water"}),)
    assert counted(mandatory=frozenset({"school"}), exclusive=rivals, first_needs=("displaced",)).reserved[
        0
    ].keys == ("papers",)
    assert "school" not in counted(exclusive=rivals, first_needs=("displaced",)).funded


def test_with_an_earmark_a_group_decides_alone_and_what_is_left_goes_back_to_all() -> None:
    bought = counted(earmarks=(("displaced", 20),))
    (reserved,) = bought.reserved
    assert (reserved.groups, reserved.keys, reserved.part) == (("displaced",), ("papers",), 20)
    assert (reserved.money, reserved.own, reserved.subsidy) == (200, 90, 0)
    assert bought.endowment == Fraction(910, 50)
    assert bought.funded == ("papers", "school")


def test_what_a_group_counts_alone_takes_its_runs_too() -> None:
    assert counted().runs == 1
    assert counted(earmarks=(("displaced", 20), ("host", 20))).runs == 3


def test_an_earmark_is_part_of_what_is_to_be_shared_after_works_built_in_any_case() -> None:
    assert counted(mandatory=frozenset({"school"}), earmarks=(("displaced", 50),)).reserved[0].money == 350


def test_an_earmark_for_a_group_that_did_not_come_leaves_everything_to_all() -> None:
    bought = counted(earmarks=(("youth", 50),), first_needs=("youth",))
    assert (bought.reserved[0].keys, bought.funded) == ((), counted().funded)


def test_reasons_follow_the_balances_that_quotas_left() -> None:
    count = replace(VILLAGE, first_needs=("displaced",))
    bought = counted(first_needs=("displaced",))
    assert [(each.key, each.asked) for each in explained_purchases(bought)] == [("school", Fraction(300, 40))]

    def recount(other: AllocationInput) -> tuple[str, ...]:
        return equal_shares(other, "none").funded

    told = {each.key: each for each in shortfalls(count, bought, recount)}
    assert set(told) == {"road", "papers"}
    assert told["papers"].left == 0
    assert told["road"].left == 400


def test_a_count_without_quotas_has_the_seal_it_always_had() -> None:
    assert "first_needs" not in VILLAGE.canonical()
    assert replace(VILLAGE, first_needs=("displaced",)).digest() != VILLAGE.digest()
    assert replace(VILLAGE, earmarks=(("displaced", 10),)).digest() != VILLAGE.digest()


@pytest.mark.parametrize(
    ("where", "name", "fault"),
    [
        (rule, "apply_quotas", lambda count, buy: (replace(count, first_needs=(), earmarks=()), ())),
        (group_quotas, "_with_paid", lambda count, purse, first: count),
        (group_quotas, "_with_built", lambda count, keys: count),
        (group_quotas, "_rivals", lambda count, keys: []),
    ],
)
def test_a_planted_fault_is_noticed(
    monkeypatch: pytest.MonkeyPatch, where: object, name: str, fault: Callable[..., object]
) -> None:
    monkeypatch.setattr(where, name, fault)
    with pytest.raises(AssertionError):
        test_a_first_need_is_built_first_and_what_the_group_cannot_pay_is_a_subsidy()
        test_a_first_need_is_no_rival_of_what_is_built()
