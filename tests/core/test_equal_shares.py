"""Equal shares: the example that was worked by hand, ties and edges."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from peoplesprocess.core.messages import Refused
from peoplesprocess.core.prioritisation.count_input import AllocationInput, CostedWork, VoterGroup, checked
from peoplesprocess.core.prioritisation.equal_shares import EqualSharesOutcome, default_step, equal_shares
from peoplesprocess.core.prioritisation.equal_shares.exact_solver import ExactSolver
from peoplesprocess.core.prioritisation.most_votes import most_votes
from tests.core.reference import Reference

COSTS = [9000, 7500, 6000, 5400, 6600, 3600, 2100, 1500, 3000, 2400, 12000, 4800]
KEYS = tuple(f"N{place:02}" for place in range(1, 13))
WORKS = tuple(CostedWork(key, cost) for key, cost in zip(KEYS, COSTS, strict=True))
HOST, DISPLACED, WOMEN, YOUTH = "host", "displaced", "women", "youth"
CELLS = {
    "host, young women": (50, (HOST, WOMEN, YOUTH), "N01 N02 N03 N09 N10"),
    "host, women": (100, (HOST, WOMEN), "N01 N02 N03 N04 N05 N09 N11"),
    "host, young men": (50, (HOST, YOUTH), "N01 N04 N10 N11 N12"),
    "host, men": (100, (HOST,), "N01 N02 N05 N11 N12"),
    "displaced, young women": (10, (DISPLACED, WOMEN, YOUTH), "N06 N07 N09 N10"),
    "displaced, women": (20, (DISPLACED, WOMEN), "N06 N07 N08 N09"),
    "displaced, young men": (10, (DISPLACED, YOUTH), "N06 N07 N10"),
    "displaced, men": (20, (DISPLACED,), "N06 N07 N08"),
}
SETTLEMENT = AllocationInput(
    WORKS,
    tuple(
        VoterGroup(name, people, dict.fromkeys(wants.split(), 1), groups=groups)
        for name, (people, groups, wants) in CELLS.items()
    ),
    36_000,
    KEYS,
)
ON_TWO_SHEETS = AllocationInput(
    WORKS,
    tuple(
        VoterGroup(group, people, {key: Fraction(hands, people) for key, hands in raised.items()})
        for group, people, raised in (
            (
                HOST,
                300,
                {"N01": 300, "N02": 250, "N05": 200, "N11": 250, "N10": 100}
                | dict.fromkeys(("N03", "N04", "N09", "N12"), 150),
            ),
            (DISPLACED, 60, {"N06": 60, "N07": 60, "N08": 40, "N09": 30, "N10": 20}),
        )
    ),
    36_000,
    KEYS,
)


def cost(keys: object) -> int:
    return sum(work.cost for work in WORKS if work.key in tuple(keys))  # type: ignore[arg-type]


def test_most_votes_leave_every_displaced_person_without_anything() -> None:
    bought = most_votes(SETTLEMENT)
    empty_handed = [voters for voters in SETTLEMENT.voter_groups if not voters.support.keys() & set(bought)]
    assert (bought, cost(bought)) == (["N01", "N02", "N11", "N05"], 35_100)
    assert sum(voters.people for voters in empty_handed if DISPLACED in voters.groups) == 60


def test_shares_buy_for_everybody_and_each_payment_can_be_followed() -> None:
    outcome = equal_shares(SETTLEMENT, "none")
    assert outcome.bought == ("N01", "N02", "N05", "N10", "N09", "N07", "N08")
    assert (outcome.endowment, outcome.spent, outcome.filled) == (100, 32_100, ())
    exact, highest, by_displaced = ExactSolver(SETTLEMENT, outcome.endowment), [], []
    for place, key in enumerate(outcome.bought):
        _, payments = exact.pay(key, outcome.bought[:place])
        highest.append(max(payment.each for payment in payments))
        displaced = [
            paid for paid in payments if DISPLACED in SETTLEMENT.voter_groups[paid.group_index].groups
        ]
        by_displaced.append(sum(payment.together for payment in displaced))
    assert highest == [30, 30, 33, 20, Fraction(130, 3), 35, Fraction(160, 3)]
    assert by_displaced == [0, 0, 0, 400, 1300, 2100, 1500]
    votes = [SETTLEMENT.works[KEYS.index(key)].cost / most for key, most in zip(outcome.bought, highest)]  # noqa: B905
    assert votes == [300, 250, 200, 120, Fraction(900, 13), 60, Fraction(225, 8)]


def test_the_last_of_somebodys_purse_is_told_as_all_that_was_left() -> None:
    exact, keys = ExactSolver(SETTLEMENT, Fraction(100)), ["N01", "N02", "N05", "N10", "N09", "N07"]
    _, payments = exact.pay("N08", keys)
    gave = {
        SETTLEMENT.voter_groups[paid.group_index].name: (paid.each, paid.gave_all, paid.left)
        for paid in payments
    }
    assert gave == {
        "displaced, women": (Fraction(65, 3), True, 0),
        "displaced, men": (Fraction(160, 3), False, Fraction(35, 3)),
    }
    with pytest.raises(LookupError):
        exact.pay("N06", [*keys, "N08"])


def test_add1_stops_before_more_would_be_spent_than_there_is() -> None:
    outcome = equal_shares(SETTLEMENT, "add1", step=1)
    assert outcome.bought == ("N01", "N02", "N05", "N09", "N10", "N07", "N08")
    assert (outcome.endowment, outcome.spent) == (105, 32_100)


def test_add1u_fills_up_with_the_water_point() -> None:
    outcome = equal_shares(SETTLEMENT, "add1u", step=1)
    assert (outcome.filled, outcome.spent, outcome.endowment) == (("N06",), 35_700, 105)
    assert outcome == equal_shares(SETTLEMENT)


def test_two_sheets_of_raised_hands_buy_by_shares_what_ballots_would() -> None:
    outcome = equal_shares(ON_TWO_SHEETS, "none")
    assert outcome.bought == ("N01", "N02", "N05", "N09", "N07", "N10", "N08")
    assert outcome.spent == 32_100
    assert most_votes(ON_TWO_SHEETS, money=3_900, built=outcome.bought) == ["N06"]


def test_two_sheets_go_another_way_than_ballots_when_purses_grow() -> None:
    outcome = equal_shares(ON_TWO_SHEETS, step=1)
    assert outcome.bought == ("N01", "N02", "N11", "N07", "N09", "N08")
    assert (outcome.endowment, outcome.spent, outcome.filled) == (105, 35_100, ())
    assert list(outcome.funded) == Reference(ON_TWO_SHEETS).outcome("add1u", 1)


def test_a_step_is_a_two_hundredth_of_the_purse_but_never_less_than_one_unit() -> None:
    assert default_step(SETTLEMENT) == 1
    assert default_step(replace(SETTLEMENT, envelope=36_000 * 100)) == 50
    assert default_step(replace(SETTLEMENT, envelope=36_000 * 100 + 1)) == 51
    assert default_step(replace(SETTLEMENT, scale=100)) == 100


def two_works(
    first: int, second: int, wants_first: int, wants_second: int, lot: str = "AB"
) -> AllocationInput:
    voter_groups = (VoterGroup("a", wants_first, {"A": 1}), VoterGroup("b", wants_second, {"B": 1}))
    return AllocationInput((CostedWork("A", first), CostedWork("B", second)), voter_groups, 1000, tuple(lot))


@pytest.mark.parametrize(
    ("count", "first"),
    [
        (two_works(20, 10, 5, 5), "B"),  # as many votes: the lower cost
        (two_works(10, 10, 5, 5, "BA"), "B"),  # the same cost: the lot
        (two_works(10, 10, 5, 5, "AB"), "A"),
        (two_works(20, 10, 6, 5), "A"),  # more votes count before any tie
    ],
)
def test_a_tie_is_ended_by_lower_cost_and_then_by_the_lot(count: AllocationInput, first: str) -> None:
    assert equal_shares(count, "none").bought[0] == first
    assert most_votes(count)[0] == first


def test_before_the_lot_a_tie_is_ended_by_more_people() -> None:
    half = VoterGroup("points", 1, {"A": 1, "B": 1}, {"A": 2, "B": 1})
    rest = VoterGroup("more points", 1, {"B": 1}, {"B": 1})
    count = AllocationInput((CostedWork("A", 10), CostedWork("B", 10)), (half, rest), 1000, ("A", "B"))
    assert equal_shares(count, "none").bought == ("B", "A")
    assert most_votes(count) == ["B", "A"]


def pointed(cost_of_a: int, cost_of_b: int) -> AllocationInput:
    voter = VoterGroup("one", 1, {"A": 1, "B": 1}, {"A": 10, "B": 1})
    return AllocationInput(
        (CostedWork("A", cost_of_a), CostedWork("B", cost_of_b)), (voter,), 10**19, ("A", "B")
    )


def test_prices_that_floating_point_cannot_tell_apart_are_told_apart() -> None:
    assert float(10**16 + 1) == float(10**16)
    assert equal_shares(pointed(10**17, 10**16 + 1), "none").bought == ("A", "B")
    assert equal_shares(pointed(10**17 + 1, 10**16), "none").bought == ("B", "A")


def test_a_real_tie_of_large_sums_goes_to_the_lower_cost() -> None:
    assert equal_shares(pointed(10**17, 10**16), "none").bought == ("B", "A")


@pytest.mark.parametrize(("envelope", "bought"), [(10**18, ("A",)), (10**18 - 1, ()), (10**18 + 1, ("A",))])
def test_the_last_coin_decides_also_where_it_is_small(envelope: int, bought: tuple[str, ...]) -> None:
    count = AllocationInput((CostedWork("A", 10**18),), (VoterGroup("all", 3, {"A": 1}),), envelope)
    assert equal_shares(count, "none").bought == bought


def test_thirds_that_are_spent_to_the_end_buy_the_second_work_too() -> None:
    works = (CostedWork("A", 1), CostedWork("B", 9))
    count = AllocationInput(works, (VoterGroup("all", 3, {"A": 1, "B": 1}),), 10)
    assert equal_shares(count, "none").bought == ("A", "B")
    assert equal_shares(replace(count, works=(CostedWork("A", 1), CostedWork("B", 10))), "none").bought == (
        "A",
    )


def test_what_was_out_of_reach_after_other_purchases_is_not_out_of_reach_for_good() -> None:
    works = tuple(CostedWork(key, cost) for key, cost in zip("ABCDE", (6, 15, 9, 21, 27), strict=True))
    wanted = ((1, "CE"), (3, "E"), (1, "CDE"), (1, "BCDE"), (3, "BD"))
    voter_groups = tuple(VoterGroup(wants, people, dict.fromkeys(wants, 1)) for people, wants in wanted)
    count = AllocationInput(works, voter_groups, 40, tuple("ABCDE"))
    assert equal_shares(count, "add1", step=1).bought == ("D",)
    assert Reference(count).outcome("add1", 1) == ["D"]


@pytest.mark.parametrize("completion", ["none", "add1", "add1u"])
def test_what_nobody_wants_is_never_bought(completion: str) -> None:
    nobodys = VoterGroup("pointless", 2, {"A": 1, "C": 1}, {"A": 1, "C": 0})
    count = AllocationInput((CostedWork("A", 5), CostedWork("B", 1), CostedWork("C", 1)), (nobodys,), 1000)
    assert equal_shares(count, completion).funded == ("A",)
    assert most_votes(count) == ["A"]
    assert equal_shares(replace(count, voter_groups=()), completion).funded == ()


def test_a_work_to_which_a_ballot_with_points_gives_none_gains_nothing_from_it() -> None:
    voter = VoterGroup("one", 2, {"A": 1, "B": 1}, {"A": 1})
    count = AllocationInput((CostedWork("A", 5), CostedWork("B", 1)), (voter,), 1000)
    assert equal_shares(count).funded == tuple(most_votes(count)) == ("A",)


def test_a_blank_ballot_does_not_keep_points_from_being_held_against_costs() -> None:
    voter = VoterGroup("one", 1, {"A": 1, "B": 1}, {"A": 3, "B": 2})
    count = AllocationInput(
        (CostedWork("A", 10), CostedWork("B", 5)), (voter, VoterGroup("blank", 1, {})), 15
    )
    assert most_votes(count) == ["A", "B"]
    assert most_votes(count, per_cost=True) == ["B", "A"]


def test_what_is_left_is_filled_up_by_points_unless_points_for_each_cost_are_asked_for() -> None:
    voter = VoterGroup("one", 1, {"A": 1, "B": 1}, {"A": 3, "B": 2})
    count = AllocationInput(
        (CostedWork("A", 10), CostedWork("B", 5)), (voter, VoterGroup("blank", 4, {})), 10
    )
    assert equal_shares(count, step=100) == EqualSharesOutcome(
        (), ("A",), Fraction(2), 10, residual_count=count, runs=1
    )
    assert equal_shares(count, step=100, per_cost=True) == EqualSharesOutcome(
        (), ("B",), Fraction(2), 5, residual_count=count, runs=1
    )


def test_half_a_group_that_gives_all_it_has_leaves_the_other_half_its_purses() -> None:
    poor = VoterGroup("poor", 2, {"A": Fraction(1, 2), "B": 1}, weight=Fraction(1, 2))
    count = AllocationInput(
        (CostedWork("A", 23), CostedWork("B", 5)), (poor, VoterGroup("rich", 2, {"A": 1})), 30
    )
    # One of the poor gives all 5 and two of the rich 9 each; the other one's 5 are what B costs.
    assert equal_shares(count, "none").bought == ("A", "B")
    assert equal_shares(replace(count, works=(CostedWork("A", 23), CostedWork("B", 6))), "none").bought == (
        "A",
    )


def test_parts_of_groups_that_are_the_same_in_all_are_a_tie() -> None:
    voter_groups = (
        VoterGroup("some", 1, {"A": Fraction(2, 5), "B": Fraction(4, 5)}),
        VoterGroup("others", 1, {"A": 1, "B": Fraction(3, 5)}),
    )
    count = AllocationInput((CostedWork("A", 10), CostedWork("B", 20)), voter_groups, 1000, ("B", "A"))
    assert equal_shares(count, "none").bought == ("A", "B")


def test_a_price_can_be_asked_for_after_purchases_that_were_not_followed_one_by_one() -> None:
    keys = equal_shares(SETTLEMENT, "none").bought
    followed, at_once = ExactSolver(SETTLEMENT, Fraction(100)), ExactSolver(SETTLEMENT, Fraction(100))
    followed.pay(keys[0], [])
    followed.price("N08", keys[:3])
    assert followed.price("N08", keys[:6]) == at_once.price("N08", keys[:6]) == Fraction(8, 225)
    assert followed.balances == at_once.balances


def test_a_mandatory_work_is_paid_before_anybodys_purse() -> None:
    count = replace(SETTLEMENT, mandatory=frozenset({"N11"}))
    outcome = equal_shares(count)
    assert count.shared_money == 24_000
    assert equal_shares(count, "none").endowment == Fraction(24_000, 360)
    assert "N11" not in outcome.funded + tuple(most_votes(count))
    assert outcome.spent <= 24_000


def test_of_works_that_exclude_each_other_one_is_built() -> None:
    rivals = frozenset({"N01", "N02"})
    outcome = equal_shares(replace(SETTLEMENT, exclusive=(rivals,))).funded
    assert len(rivals & set(outcome)) == len(rivals & set(most_votes(SETTLEMENT))) - 1 == 1


def test_the_rival_of_a_mandatory_work_is_not_built() -> None:
    count = replace(SETTLEMENT, mandatory=frozenset({"N01"}), exclusive=(frozenset({"N01", "N02"}),))
    assert "N02" not in most_votes(count)
    assert "N02" not in equal_shares(count).funded


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"works": (*WORKS, CostedWork("N01", 1))}, "is on the list twice"),
        ({"works": (*WORKS, CostedWork("N13", 0))}, "must be above 0"),
        ({"envelope": 8_999, "mandatory": frozenset({"N01"})}, "cost more than the money there is"),
        ({"voter_groups": (VoterGroup("nobody", 0, {"N01": 1}),)}, "has no people"),
        ({"voter_groups": (VoterGroup("light", 1, {"N01": 1}, weight=0),)}, "has no people"),
        ({"voter_groups": (VoterGroup("lost", 1, {"N99": 1}),)}, "which is not on the list"),
        ({"voter_groups": (VoterGroup("many", 1, {"N01": Fraction(3, 2)}),)}, "than there are people"),
        ({"voter_groups": (VoterGroup("less", 1, {"N01": -1}),)}, "than there are people"),
    ],
)
def test_what_cannot_be_counted_is_refused(wrong: dict, why: str) -> None:
    with pytest.raises(Refused) as refused:
        checked(replace(SETTLEMENT, **wrong))
    assert why in refused.value.sentence.text


def test_a_count_at_the_edge_of_the_possible_is_counted() -> None:
    count = replace(SETTLEMENT, envelope=9_000, mandatory=frozenset({"N01"}))
    assert equal_shares(checked(count)).funded == ()
