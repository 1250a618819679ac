"""Results as they are stored: written in one form, byte for byte, and read in every form there has been."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peoplesprocess.core.authority_decisions import fingerprint
from peoplesprocess.core.prioritisation import COUNTING_RULES, EQUAL_SHARES, GroupTally
from peoplesprocess.core.prioritisation.allocation import allocation_terms
from peoplesprocess.core.prioritisation.criteria import Criterion
from peoplesprocess.core.prioritisation.equal_shares.group_quotas import ReservedAllocation
from peoplesprocess.core.prioritisation.explain import GroupShare
from peoplesprocess.core.prioritisation.group_tally import RankedNeed
from peoplesprocess.core.prioritisation.result import (
    Allocation,
    AllocationTerms,
    FundedWork,
    GroupPayment,
    MostVotesAllocation,
    RoundResult,
    UnfundedWork,
)
from peoplesprocess.core.prioritisation.result_json import UnreadableResult, from_json, to_json
from peoplesprocess.core.prioritisation.round_count import RoundTerms, count_round

SHEETS = (GroupTally("host", 40, {1: 40, 2: 30, 3: 10}), GroupTally("displaced", 20, {3: 18, 4: 7}))
TERMS = RoundTerms(
    EQUAL_SHARES.key,
    (1, 2, 3, 4),
    "hands",
    allocation=allocation_terms(
        {"1": 400_000, "2": 300_000, "3": 150_000, "4": 120_000},
        700_000,
        [4, 2, 1, 3],
        mandatory=[4],
        exclusive=[[3, 2]],
        pledges={"2": 50_000},
        weights={"displaced": 150},
        first_needs=["displaced"],
        earmarks=[("host", 10)],
    ),
)
STORED = (
    '{"rule": "equal-shares", "orders": {"equal-groups": [[3, "42.3", 1], [1, "25", 2], [2, "18.8", '
    '3], [4, "14", 4]], "most-tokens": [[1, "40", 1], [2, "30", 2], [3, "28", 3], [4, "7", 4]], '
    '"equal-shares": [[4, "7", 1], [3, "28", 2], [1, "40", 3], [2, "30", 4]]}, "sheets": {"host": '
    '{"people": 40, "tokens": {"1": 40, "2": 30, "3": 10}}, "displaced": {"people": 20, "tokens": '
    '{"3": 18, "4": 7}}}, "unseen": [], "shares": {"digest": '
    '"ce8161b7c2b6478fc973d0c2b987b7355efd5b0a1c9861d59bf5cceb70b307bb", "completion": "add1u", '
    '"step": 42, "envelope": 700000, "purse": "70054/7", "spent": 550000, "people": 60, "lot": ["4", '
    '"2", "1", "3"], "mandatory": ["4"], "rivals": [["2", "3"]], "first_needs": ["displaced"], '
    '"earmarks": [["host", 10]], "asides": [{"groups": ["host"], "needs": [], "part": 10, "money": '
    '58000, "own": "0"}, {"groups": ["displaced"], "needs": ["3"], "part": 0, "money": 150000, "own": '
    '"150000"}], "at_start": {"host": "70054/7", "displaced": "52581/7"}, "bought": [{"need": "1", '
    '"asked": "10000", "counted": "40", "paid": {"host": ["400000", "54/7", false]}}], "filled": [], '
    '"missing": [{"need": "2", "left": "1620/7", "paid": [["1", "300000"]], "at": null, "more": '
    'null}], "votes_only": {"needs": ["1", "3"], "without": 0, "left": 30000}, "groups": [{"group": '
    '"host", "people": 40, "fair": "1160000/3", "supported": "3175000/7", "works": "5/4", "without": '
    '0}, {"group": "displaced", "people": 20, "fair": "580000/3", "supported": "675000/7", "works": '
    '"9/10", "without": 0}], "wanted": {"1": "40", "2": "30", "3": "28", "4": "7"}, "costs": {"1": '
    '400000, "2": 300000, "3": 150000, "4": 120000}, "pledges": {"2": 50000}, "weights": {"displaced": '
    '150}, "without_quotas": ["1", "3"]}, "method": "hands"}'
)
"""What the first software that knew quotas stored for these sheets: the journal holds its fingerprint."""


def test_a_result_is_written_byte_for_byte_as_ever() -> None:
    stored = to_json(count_round(TERMS, SHEETS, {}))
    assert json.dumps(stored) == STORED
    assert fingerprint(stored).startswith("eb5450080acf557e")
    assert from_json(json.loads(STORED)) == count_round(TERMS, SHEETS, {})


def test_marks_and_criteria_are_written_only_where_there_are_some() -> None:
    terms = RoundTerms("equal-groups", (1, 2), "scores", (Criterion("Safety", 40), Criterion("Cost", 60)))
    sheet = GroupTally("women", 20, {1: 6_800, 2: 3_200})
    marked = to_json(count_round(terms, [sheet], {"women": {"1.0": 5, "1.1": 3, "2.0": 1, "2.1": 2}}))
    assert list(marked)[4:] == ["method", "marks", "criteria"]
    assert marked["criteria"] == [["Safety", 40], ["Cost", 60]]
    assert list(to_json(count_round(terms, [sheet], {})))[4:] == ["method"]


def first_form(stored: dict[str, Any]) -> dict[str, Any]:
    """The result as the first version that allocated money stored it."""
    old = deepcopy(stored)
    del old["method"]
    shares = old["shares"]
    for name in (
        "mandatory",
        "rivals",
        "pledges",
        "weights",
        "first_needs",
        "earmarks",
        "asides",
        "at_start",
    ):
        del shares[name]
    shares["with_equal_purses"] = shares.pop("without_quotas")
    for each in shares["missing"]:
        del each["paid"]
    return old


def test_a_result_of_the_first_form_is_read_with_what_it_lacks_left_empty() -> None:
    result = count_round(TERMS, SHEETS, {})
    old = from_json(first_form(to_json(result)))
    new, told = result.allocation, old.allocation
    assert new is not None and told is not None
    assert (old.method, old.orders, old.sheets, old.unseen) == ("", result.orders, result.sheets, ())
    assert told.terms == AllocationTerms(new.terms.costs, new.terms.envelope, new.terms.tie_break_order)
    assert (told.reserved, told.initial_balances) == ((), {})
    assert told.without_quotas == new.without_quotas
    assert [each.paid for each in told.missing] == [() for _ in new.missing]
    assert told.built == (*(each.need for each in new.bought), *new.filled)
    same = {"terms": told.terms, "reserved": (), "initial_balances": {}, "missing": told.missing}
    assert told == replace(new, **same)  # type: ignore[arg-type]


def test_a_result_from_before_money_was_allocated_has_no_allocation() -> None:
    stored = to_json(count_round(RoundTerms("most-tokens", (1, 2, 3, 4)), SHEETS, {}))
    del stored["method"]
    result = from_json(stored)
    assert (result.allocation, result.method, result.marks, result.criteria) == (None, "", {}, ())


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"version": 2}, "version 2"),
        ({"orders": []}, "no object"),
        ({"sheets": {"host": {"people": "40", "tokens": {}}}}, "no whole number"),
        ({"sheets": {"host": {"people": True, "tokens": {}}}}, "no whole number"),
        ({"orders": {"most-tokens": [[1, "many", 1]]}}, "no fraction: 'many'"),
        ({"orders": {"most-tokens": [[1, "1/0", 1]]}}, "no fraction: '1/0'"),
        ({"orders": {"most-tokens": [[1, "1"]]}}, "not enough values"),
        ({"unseen": "none"}, "no list"),
        ({"rule": None}, "no text"),
        ({"shares": {}}, "has no 'votes_only'"),
    ],
)
def test_what_no_version_has_written_is_refused(change: dict[str, object], told: str) -> None:
    stored = to_json(count_round(RoundTerms("most-tokens", (1, 2, 3, 4)), SHEETS, {}))
    with pytest.raises(UnreadableResult, match=told):
        from_json({**stored, **change})


codes = st.text(min_size=1, max_size=8)
numbers = st.integers(1, 10**9)
money = st.integers(0, 10**15)
fractions = st.fractions(min_value=0, max_value=10**9)
needs = numbers.map(str)
some_needs = st.lists(needs, max_size=4).map(tuple)


def by(keys: st.SearchStrategy[str], values: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.dictionaries(keys, values, max_size=4)


def few(values: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(values, max_size=4).map(tuple)


terms = st.builds(
    AllocationTerms,
    by(needs, money),
    money,
    some_needs,
    some_needs,
    few(some_needs),
    by(needs, money),
    by(codes, numbers),
    few(codes),
    few(st.tuples(codes, numbers)),
)
payments = st.builds(GroupPayment, fractions, fractions, st.booleans())
allocations = st.builds(
    Allocation,
    terms,
    codes,
    codes,
    numbers,
    fractions,
    money,
    numbers,
    few(st.builds(ReservedAllocation, few(codes), some_needs, st.integers(0, 90), money, fractions)),
    by(codes, fractions),
    few(st.builds(FundedWork, needs, fractions, fractions, by(codes, payments))),
    some_needs,
    few(
        st.builds(
            UnfundedWork,
            needs,
            fractions,
            few(st.tuples(needs, fractions)),
            st.none() | money,
            st.none() | st.tuples(codes, numbers),
        )
    ),
    st.builds(MostVotesAllocation, some_needs, numbers, money),
    few(st.builds(GroupShare, codes, numbers, fractions, fractions, fractions, numbers)),
    by(needs, fractions),
    st.none() | some_needs,
)


def orders_of(rule: str, figures: st.SearchStrategy[Fraction]) -> st.SearchStrategy[tuple[RankedNeed, ...]]:
    """Orders with figures as their rules round them: to tenths, or to six digits."""
    return few(st.builds(RankedNeed, numbers, figures, numbers))


tenths = st.integers(0, 10**9).map(lambda number: Fraction(number, 10))
six_digits = fractions.map(lambda number: Fraction(f"{float(number):g}"))


@st.composite
def results(draw: st.DrawFn) -> RoundResult:
    """Draw a result that any rule may have made, also one that no count would."""
    orders = {rule.key: draw(orders_of(rule.key, tenths)) for rule in COUNTING_RULES if draw(st.booleans())}
    if draw(st.booleans()):
        orders[EQUAL_SHARES.key] = draw(orders_of(EQUAL_SHARES.key, six_digits))
    groups = draw(st.lists(codes, max_size=4, unique=True))
    tallies = st.dictionaries(numbers, numbers, max_size=4)
    marks = draw(by(codes, by(codes, numbers)))
    return RoundResult(
        draw(codes),
        orders,
        tuple(GroupTally(group, draw(numbers), draw(tallies)) for group in groups),
        draw(few(st.tuples(codes, numbers))),
        draw(codes),
        marks,
        draw(few(st.builds(Criterion, codes, numbers))) if marks else (),
        draw(st.none() | allocations),
    )


@settings(max_examples=200, deadline=None)
@given(results())
def test_what_was_written_is_read_back_the_same_and_written_the_same_again(result: RoundResult) -> None:
    text = json.dumps(to_json(result))
    again = from_json(json.loads(text))
    assert again == result
    assert json.dumps(to_json(again)) == text


def test_the_order_that_tells_a_result_is_the_rules_own_or_the_one_of_its_ranking() -> None:
    by_groups, by_tokens, by_money = (((RankedNeed(number, Fraction(1), 1)),) for number in (1, 2, 3))
    ranked = {"most-tokens": by_tokens, "equal-groups": by_groups}
    for rule, orders, first in (
        ("most-tokens", ranked, by_tokens),
        ("equal-groups", ranked, by_groups),
        (EQUAL_SHARES.key, ranked, by_groups),
        (EQUAL_SHARES.key, {**ranked, EQUAL_SHARES.key: by_money}, by_money),
        ("most-tokens", {}, ()),
    ):
        assert RoundResult(rule, orders, (), ()).order == first
