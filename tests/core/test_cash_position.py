"""Whatever happens to a contract's money, in whatever order: nothing is paid that did not come."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from peoplesprocess.core.cash_position import CashPosition, require_covered_payment, require_unspent
from peoplesprocess.core.contract_payers import OtherPayerAmount, OtherPaymentInput, require_payment
from peoplesprocess.core.labour import PaidDays, has_few_women, is_unequal, wages_of
from peoplesprocess.core.messages import Refused
from peoplesprocess.core.money import split

GRANT, CONTRIBUTION = 3_456_001, 384_000
PERCENTS = (30, 40, 20, 10)
PARTS = split(GRANT, PERCENTS)
some = st.integers(1, GRANT)
FROM_OTHERS, TODAY = 600_000, date(2023, 6, 1)
OTHERS = [OtherPayerAmount("municipality", FROM_OTHERS)]


class MoneyOfAContract(RuleBasedStateMachine):
    """Money that comes, is given, paid, countered and struck; refused where the rules refuse it."""

    in_cash: int | None = 74_000

    def __init__(self) -> None:
        super().__init__()
        self.now = CashPosition(CONTRIBUTION, self.in_cash, 0, 0, 0, 0, 0)
        self.gifts: list[int] = []
        self.payments: list[int] = []
        self.others: list[int] = []
        self.parts, self.sent = list(PARTS), list[int]()

    def _add(self, **more: int) -> None:
        self.now = replace(self.now, **{name: getattr(self.now, name) + by for name, by in more.items()})

    @rule()
    def release(self) -> None:
        if self.parts:
            self.sent.append(self.parts.pop(0))
            self._add(on_its_way=self.sent[-1])

    @rule()
    def come(self) -> None:
        if self.sent:
            part = self.sent.pop(0)
            self._add(on_its_way=-part, arrived=part)

    @rule(amount=some)
    def give_money(self, amount: int) -> None:
        if self.in_cash is not None:
            self.gifts.append(amount)
            self._add(given_in_cash=amount)

    @rule(amount=some)
    def others_pay(self, amount: int) -> None:
        payment = OtherPaymentInput("municipality", TODAY, amount, "TT")
        try:
            require_payment(payment, OTHERS, sum(self.others), TODAY, TODAY, "PKR")
        except Refused:
            assert sum(self.others) + amount > FROM_OTHERS
            return
        self.others.append(amount)
        self._add(others_paid=amount)

    @rule(place=st.integers(0, 9))
    def strike_what_others_paid(self, place: int) -> None:
        if not self.others:
            return
        payment = self.others[place % len(self.others)]
        try:
            require_unspent(self.now, payment, "PKR")
        except Refused:
            assert payment > self.now.balance
            return
        self.others.remove(payment)
        self._add(others_paid=-payment)

    @rule(amount=some)
    def give_labour(self, amount: int) -> None:
        before = self.now.balance
        if self.in_cash is not None:
            self._add(given_in_kind=amount)
            assert self.now.balance == before, "labour is no money"

    @rule(amount=some)
    def pay(self, amount: int) -> None:
        try:
            require_covered_payment(self.now, amount, "PKR")
        except Refused:
            assert amount > self.now.balance
            return
        self.payments.append(amount)
        self._add(paid=amount)

    @rule(place=st.integers(0, 9))
    def counter(self, place: int) -> None:
        if self.payments:
            self._add(paid=-self.payments.pop(place % len(self.payments)))

    @rule(place=st.integers(0, 9))
    def strike_money(self, place: int) -> None:
        if not self.gifts:
            return
        gift = self.gifts[place % len(self.gifts)]
        try:
            require_unspent(self.now, gift, "PKR")
        except Refused:
            assert gift > self.now.balance
            return
        self.gifts.remove(gift)
        self._add(given_in_cash=-gift)

    @invariant()
    def no_more_is_paid_than_came(self) -> None:
        given = sum(self.gifts) if self.in_cash is not None else CONTRIBUTION
        assert self.now.arrived <= GRANT
        assert sum(self.others) <= FROM_OTHERS
        assert self.now.paid == sum(self.payments) <= self.now.arrived + given + sum(self.others)

    @invariant()
    def no_minor_unit_is_lost(self) -> None:
        assert self.now.arrived + self.now.on_its_way + sum(self.parts) == GRANT
        assert self.now.balance + sum(self.sent) + self.now.cost_so_far == self.now.paid_in
        came = self.now.arrived + self.now.cash_given + sum(self.others)
        assert self.now.balance == came - sum(self.payments)


class MoneyOfAContractFromBefore(MoneyOfAContract):
    """The same where nobody said how much of the contribution is money."""

    in_cash = None


for machine in (MoneyOfAContract, MoneyOfAContractFromBefore):
    machine.TestCase.settings = settings(
        max_examples=30, stateful_step_count=25, deadline=None, database=None
    )
TestMoneyOfAContract = MoneyOfAContract.TestCase
TestMoneyOfAContractFromBefore = MoneyOfAContractFromBefore.TestCase


def test_a_rule_that_was_taken_away_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(globals(), "require_covered_payment", lambda *anything: None)
    machine = MoneyOfAContract()
    machine.pay(1)
    with pytest.raises(AssertionError):
        machine.no_more_is_paid_than_came()


@given(st.integers(0, 10**12), st.integers(0, 10**12), st.integers(0, 10**12))
def test_labour_takes_nothing_from_what_a_contract_from_before_has_left_but_its_own_value(
    contribution: int, in_kind: int, released: int
) -> None:
    before = CashPosition(contribution, None, released, 0, 0, 0, 0)
    after = replace(before, given_in_kind=in_kind)
    assert after.balance == released + max(0, contribution - in_kind)
    assert after.paid_in >= before.paid_in


@given(st.integers(1, 500), st.integers(1, 500), st.integers(1, 9_000), st.integers(1, 9_000))
def test_two_rolls_hide_no_difference_that_one_roll_would_show(w: int, m: int, rate: int, other: int) -> None:
    together = PaidDays("unskilled", w, rate, m, other)
    women, men = PaidDays("unskilled", w, rate, 0, 0), PaidDays("unskilled", 0, 0, m, other)
    days = date(2026, 3, 1), date(2026, 3, 8)
    assert wages_of(together, *days) == wages_of(women, *days) + wages_of(men, *days)
    assert is_unequal(together, []) == is_unequal(women, [men]) == is_unequal(men, [women]) == (rate != other)
    assert not is_unequal(women, [replace(men, kind="skilled")])


def test_the_flag_of_few_women_is_under_20_percent() -> None:
    assert [has_few_women(women, 100) for women in (0, 19, 20)] == [True, True, False]
    assert not has_few_women(0, 0)
