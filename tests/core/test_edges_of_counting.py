"""Where a fault in counting would be felt only at an edge: one coin, many small sums, nearly a tie."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from peoplesprocess.core.prioritisation.count_input import AllocationInput, CostedWork, VoterGroup
from peoplesprocess.core.prioritisation.equal_shares import equal_shares, solver
from tests.core.reference import Reference
from tests.core.test_equal_shares import SETTLEMENT

BETWEEN = AllocationInput(
    (CostedWork("A", 16), CostedWork("B", 28), CostedWork("C", 30)),
    (VoterGroup("", 3, {"A": 1, "B": 1, "C": 1}), VoterGroup("", 1, {"B": 1, "C": 1}, weight=3)),
    100,
    tie_break_order=("A", "B", "C"),
)


def test_prices_that_are_only_nearly_the_same_prove_nothing() -> None:
    tried = solver.EqualSharesSolver(BETWEEN)
    poorer, between = tried.run(Fraction(12)), tried.run(Fraction(13))
    richer = tried.run(Fraction(14), poorer)
    assert (poorer.keys, between.keys, richer.keys) == (("B", "C"), ("B", "A", "C"), ("B", "C"))
    for each in (poorer, between, richer):
        assert list(each.keys) == Reference(BETWEEN).by_shares(each.endowment)
    assert not poorer.holds_up_to(richer)


def test_one_coin_too_few_among_a_million_people_buys_nothing() -> None:
    for envelope, bought in ((10**18, ("A",)), (10**18 - 1, ())):
        count = AllocationInput((CostedWork("A", 10**18),), (VoterGroup("all", 10**6, {"A": 1}),), envelope)
        assert equal_shares(count, "none").bought == bought


def test_a_balance_with_one_coin_left_is_not_empty() -> None:
    endowment = 10**17
    works = (CostedWork("A", 4 * (endowment - 1)), CostedWork("B", 10**16 + 1), CostedWork("C", 10**16))
    voter_groups = (
        VoterGroup("keeps a coin", 1, {"A": 1, "B": 1}),
        VoterGroup("others", 3, {"A": 1}),
        VoterGroup("b", 1, {"B": 1}),
        VoterGroup("c", 1, {"C": 1}),
    )
    count = AllocationInput(works, voter_groups, 6 * endowment, tie_break_order=("A", "B", "C"))
    assert Reference(count).outcome("none", 1) == ["A", "B", "C"]
    assert equal_shares(count, "none").bought == ("A", "B", "C")


SMALL = [f"small {place:03}" for place in range(300)]


def with_three_hundred_small_works(cost: int) -> AllocationInput:
    works = (*(CostedWork(key, 1) for key in SMALL), CostedWork("large", cost))
    return AllocationInput(works, (VoterGroup("one", 1, {work.key: 1 for work in works}),), 2**54)


def test_three_hundred_small_purchases_are_not_lost_in_a_large_endowment() -> None:
    assert equal_shares(with_three_hundred_small_works(2**54 - 299), "none").bought == (*SMALL,)
    assert equal_shares(with_three_hundred_small_works(2**54 - 300), "none").bought == (*SMALL, "large")


def test_what_the_poorer_bought_first_is_not_lost_in_a_larger_endowment() -> None:
    works = (*(CostedWork(key, 2) for key in SMALL), CostedWork("large", 2**54 - 299))
    one, two = (
        VoterGroup("one", 1, {work.key: 1 for work in works}),
        VoterGroup("two", 1, dict.fromkeys(SMALL, 1)),
    )
    tried = solver.EqualSharesSolver(AllocationInput(works, (one, two), 2**55))
    poorer = tried.run(Fraction(2**54 - 4))
    assert len(poorer.prefix.purchases) == 300
    assert tried.run(Fraction(2**54), poorer).keys == (*SMALL,)
    assert tried.run(Fraction(2**54 + 4), poorer).keys == (*SMALL, "large")


def test_three_hundred_small_balances_are_not_lost_beside_a_large_one() -> None:
    poor = [VoterGroup("poor", 1, {"A": 1}) for _ in range(300)]
    voter_groups = (VoterGroup("rich", 1, {"A": 1}, weight=2**54), *poor, VoterGroup("other", 1, {"B": 1}))
    count = AllocationInput((CostedWork("A", 2**54 + 300), CostedWork("B", 2)), voter_groups, 2**54 + 301)
    assert equal_shares(count, "none").bought == ("A",)
    dearer = AllocationInput((CostedWork("A", 2**54 + 301), CostedWork("B", 2)), voter_groups, 2**54 + 301)
    assert equal_shares(dearer, "none").bought == ()


def test_a_second_first_need_that_does_not_fit_any_more_gives_way_to_the_next() -> None:
    works = (CostedWork("X", 6), CostedWork("Y", 6), CostedWork("Z", 1))
    voter_groups = (
        VoterGroup("a", 1, {"X": 1, "Z": 1}, groups=("a",)),
        VoterGroup("b", 1, {"Y": 1, "Z": 1}, groups=("b",)),
    )
    heavier = tuple(c._replace(people=2, support={**c.support, "Z": Fraction(1, 2)}) for c in voter_groups)
    count = AllocationInput(works, heavier, 10, tie_break_order=("X", "Y", "Z"), first_needs=("a", "b"))
    bought = equal_shares(count, "none")
    assert [aside.keys for aside in bought.reserved] == [("X",), ("Z",)]
    assert list(bought.funded) == Reference(count).outcome("none", 1)


def test_a_second_first_need_that_is_a_rival_of_the_first_gives_way_to_the_next() -> None:
    works = (CostedWork("X", 2), CostedWork("Y", 2), CostedWork("Z", 1))
    voter_groups = (
        VoterGroup("a", 2, {"X": 1, "Z": Fraction(1, 2)}, groups=("a",)),
        VoterGroup("b", 2, {"Y": 1, "Z": Fraction(1, 2)}, groups=("b",)),
    )
    count = AllocationInput(
        works,
        voter_groups,
        10,
        tie_break_order=("X", "Y", "Z"),
        exclusive=(frozenset("XY"),),
        first_needs=("a", "b"),
    )
    bought = equal_shares(count, "none")
    assert [aside.keys for aside in bought.reserved] == [("X",), ("Z",)]
    assert list(bought.funded) == Reference(count).outcome("none", 1)


def test_heavier_endowments_pay_more_for_a_first_need() -> None:
    works = (CostedWork("X", 8), CostedWork("Y", 2))
    voter_groups = (VoterGroup("a", 2, {"X": 1}, weight=2, groups=("a",)), VoterGroup("b", 4, {"Y": 1}))
    count = AllocationInput(works, voter_groups, 12, tie_break_order=("X", "Y"), first_needs=("a",))
    bought = equal_shares(count, "none")
    (aside,) = bought.reserved
    assert (aside.own, aside.subsidy) == (6, 2)
    assert list(bought.funded) == Reference(count).outcome("none", 1)


def test_a_level_that_a_thousandth_of_a_circle_carries_is_still_exact() -> None:
    endowment = 10**17
    works = (
        CostedWork("A", 27 * 10**16 + endowment + 35 + endowment // 1000),
        CostedWork("B", 1001),
        CostedWork("C", 1000),
    )
    voter_groups = (
        VoterGroup("keeps a part of a coin", 1, {"A": 1, "B": 1}, weight=endowment + 35),
        VoterGroup("poor", 3, {"A": 1}, weight=9 * 10**16),
        VoterGroup("rich", 1, {"A": Fraction(1, 1000)}, weight=2 * endowment),
        VoterGroup("b", 1, {"B": 1}, weight=endowment),
        VoterGroup("c", 1, {"C": 1}, weight=endowment),
    )
    count = AllocationInput(works, voter_groups, 77 * 10**16 + 35, tie_break_order=("A", "B", "C"))
    assert count.endowment == 1
    assert equal_shares(count, "none").bought == ("A", "B", "C")
    assert Reference(count).by_shares(Fraction(1)) == ["A", "B", "C"]


def test_the_step_is_a_two_hundredth_of_the_endowment_if_none_is_asked_for() -> None:
    count = AllocationInput(
        (CostedWork("A", 1_000),), (VoterGroup("one", 1, {"A": 1}), VoterGroup("two", 1, {})), 1_000
    )
    assert (count.endowment, equal_shares(count, "add1").endowment) == (500, 500 + 167 * 3)
    assert equal_shares(count, "none").runs == 1 < equal_shares(count, "add1").runs


def test_where_all_is_spent_on_first_needs_no_endowment_is_left() -> None:
    count = AllocationInput(
        (CostedWork("X", 10),), (VoterGroup("a", 2, {"X": 1}, groups=("a",)),), 10, first_needs=("a",)
    )
    bought = equal_shares(count, "none")
    assert (bought.funded, bought.endowment) == (("X",), 0)


def test_hundreds_of_small_steps_are_counted_in_a_few_runs() -> None:
    cents = replace(
        SETTLEMENT,
        works=tuple(CostedWork(work.key, 100 * work.cost) for work in SETTLEMENT.works),
        envelope=100 * SETTLEMENT.envelope,
    )
    bought = equal_shares(cents, "add1", step=1)
    steps = bought.endowment - cents.endowment
    assert steps == 500
    assert bought.runs == 25
