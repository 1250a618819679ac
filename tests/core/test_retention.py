"""What is held back of a grant: nothing is lost or paid twice, and repairs take no more than is there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from peoplesprocess.core.amendments import AgreedTranche, AmendmentSituation, amended_tranches
from peoplesprocess.core.messages import Refused
from peoplesprocess.core.money import split
from peoplesprocess.core.programme_rules import ProgrammeRules, TrancheTerms
from peoplesprocess.core.retention import (
    DefectSituation,
    DefectsPeriod,
    RetentionStanding,
    hold_back,
    period_end,
    period_signs,
    require_deductible,
    require_reportable_defect,
)
from peoplesprocess.core.surplus_after_deductions import later_deductions, surplus_now
from peoplesprocess.core.tranches import (
    ContractSituation,
    TrancheFacts,
    conditions,
    require_releasable,
    require_requestable,
)

PERCENTS = st.sets(st.integers(1, 97), min_size=1, max_size=5).map(
    lambda cuts: [end - begin for begin, end in pairwise((0, *sorted(cuts), 100))]
)
CERTIFIED = date(2023, 8, 26)
BEGAN = date(2023, 5, 2)


@given(st.integers(1, 10**12), PERCENTS, st.integers(0, 20))
def test_instalments_and_retention_add_up_to_the_grant(grant: int, percents: list[int], held: int) -> None:
    if held and percents[-1] <= held:
        with pytest.raises(Refused):
            hold_back(grant, percents, held)
        return
    found = hold_back(grant, percents, held)
    whole = split(grant, percents)
    assert sum(found.parts) + found.retention == grant
    assert list(found.parts[:-1]) == whole[:-1], "only the last instalment is smaller"
    assert 0 <= found.retention * 100 <= grant * held < found.retention * 100 + 100


def test_nothing_held_back_is_the_split_of_before() -> None:
    assert hold_back(345_600_001, [30, 40, 20, 10], 0).parts == tuple(split(345_600_001, [30, 40, 20, 10]))


def test_a_retention_needs_a_larger_last_instalment() -> None:
    with pytest.raises(Refused) as refusal:
        hold_back(1_000, [60, 30, 10], 10)
    assert refusal.value.field == "percent3"


@given(
    st.integers(10_000, 10**12),
    st.integers(0, 3),
    st.integers(1, 9),
    st.integers(-30, 60),
)
def test_an_amended_grant_loses_nothing_and_keeps_what_is_released(
    grant: int, released: int, held: int, change: int
) -> None:
    percents = [30, 40, 20, 10]
    before = hold_back(grant, percents, held)
    agreed = [
        *(
            AgreedTranche(n, percent - (held if n == 4 else 0), amount, n <= released)
            for n, (percent, amount) in enumerate(zip(percents, before.parts, strict=True), start=1)
        ),
        AgreedTranche(5, held, before.retention, False, is_retention=True),
    ]
    contract = AmendmentSituation(CERTIFIED, 0, agreed, None, False, False, None, "PKR")
    after = grant + grant * change // 100
    try:
        sums = amended_tranches(contract, after)
    except Refused:
        assert after <= contract.released or change < 0
        return
    assert sum(sums) == after
    assert min(sums) > 0
    assert list(sums[:released]) == list(before.parts[:released])
    assert sums[4] == after * held // 100
    if not change and not released:
        assert sums == (*before.parts, before.retention)


class RetainedMoney(RuleBasedStateMachine):
    """Instalments, deductions and the retention in any order: what goes out never exceeds the grant."""

    grant, percents, held = 345_600_001, (30, 40, 20, 10), 5

    def __init__(self) -> None:
        super().__init__()
        found = hold_back(self.grant, self.percents, self.held)
        self.waiting, self.retention = list(found.parts), found.retention
        self.released: list[int] = []
        self.deductions: list[int] = []
        self.certified = self.paid = False
        self.account: tuple[int, int, int] | None = None
        """The cost that the final account says, its surplus, and what was deducted before it."""

    @property
    def standing(self) -> RetentionStanding:
        return RetentionStanding(self.retention, sum(self.deductions), self.paid, self.certified)

    @precondition(lambda self: self.waiting)
    @rule()
    def release(self) -> None:
        self.released.append(self.waiting.pop(0))

    @rule()
    def certify(self) -> None:
        self.certified = True

    @rule(amount=st.integers(-5, 20_000_000))
    def deduct(self, amount: int) -> None:
        before = self.standing
        try:
            require_deductible(before, amount, "The drain was laid anew", "PKR")
        except Refused:
            assert amount <= 0 or amount > before.left or before.released or not before.certified
            return
        self.deductions.append(amount)

    @precondition(lambda self: self.deductions and not self.paid)
    @rule(place=st.integers(0, 9))
    def strike(self, place: int) -> None:
        self.deductions.pop(place % len(self.deductions))

    @precondition(lambda self: self.certified and self.account is None)
    @rule(unspent=st.integers(0, 30_000_000))
    def write_the_account(self, unspent: int) -> None:
        cost, taken = self.grant - unspent, sum(self.deductions)
        self.account = cost, max(0, self.grant - taken - cost), taken

    @invariant()
    def the_surplus_is_what_there_is(self) -> None:
        if self.account is None:
            return
        cost, surplus, before = self.account
        taken = sum(self.deductions)
        left = self.grant - taken - cost
        assert surplus_now(surplus, taken - before, left) == max(0, left)
        said = later_deductions(taken - before, left, "PKR")
        assert (said is None) == (taken == before)

    @precondition(lambda self: not self.waiting)
    @rule()
    def pay_what_was_held_back(self) -> None:
        left = self.standing.left
        part = TrancheFacts(5, left, TrancheTerms(5, certificate=True), requested=True, is_retention=True)
        status = replace(READY, certified=self.certified, released=sum(self.released))
        try:
            require_releasable(replace(part, released=self.paid), [], status, ProgrammeRules())
        except Refused:
            assert self.paid or not self.certified or left <= 0
            return
        self.released.append(left)
        self.paid = True

    @invariant()
    def nothing_is_lost_and_nothing_is_paid_twice(self) -> None:
        out, taken = sum(self.released), sum(self.deductions)
        rest = 0 if self.paid else self.standing.left
        assert out + taken + sum(self.waiting) + rest == self.grant
        assert out <= self.grant
        assert 0 <= taken <= self.retention


RetainedMoney.TestCase.settings = settings(
    max_examples=40, stateful_step_count=25, deadline=None, database=None
)
TestRetainedMoney = RetainedMoney.TestCase


def test_a_rule_that_was_taken_away_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(globals(), "require_deductible", lambda *anything: None)
    machine = RetainedMoney()
    machine.deduct(18_000_000)
    with pytest.raises(AssertionError):
        machine.nothing_is_lost_and_nothing_is_paid_twice()


READY = ContractSituation(
    signed=True,
    signatories=3,
    women_signatories=1,
    physical=100,  # type: ignore[arg-type]
    paid=0,
    released=0,
    certified=True,
    audited=True,
    period_ends_on=date(2024, 2, 26),
    today=date(2024, 2, 26),
)
RETENTION = TrancheFacts(5, 172_800, TrancheTerms(5, certificate=True), is_retention=True)


def test_a_retention_is_asked_for_when_the_period_is_over_and_all_is_repaired() -> None:
    require_requestable(RETENTION, [], READY, ProgrammeRules())


@pytest.mark.parametrize(
    ("lacking", "words"),
    [
        ({"today": date(2024, 2, 25)}, "it ends on"),
        ({"period_ends_on": None}, "begins only with the certificate"),
        ({"certified": False}, "certificate is not issued yet"),
        ({"open_defect": (3, date(2024, 1, 9))}, "The repair of every defect: defect"),
        ({"ended_on": date(2023, 9, 1)}, "contract ended on"),
        ({"complaint_open": True}, "serious complaint"),
    ],
)
def test_each_condition_alone_holds_the_retention_back(lacking: dict[str, object], words: str) -> None:
    status = replace(READY, **lacking)  # type: ignore[arg-type]
    missing = [
        each.sentence for each in conditions(RETENTION, [], status, ProgrammeRules()) if not each.holds
    ]
    assert any(words in sentence.text for sentence in missing)  # type: ignore[union-attr]
    for refused in (require_requestable, require_releasable):
        with pytest.raises(Refused):
            refused(replace(RETENTION, requested=refused is require_releasable), [], status, ProgrammeRules())


def test_an_ordinary_instalment_asks_nothing_of_the_period() -> None:
    last = TrancheFacts(4, 172_800, TrancheTerms(5, certificate=True))
    require_requestable(last, [], replace(READY, today=date(2023, 9, 1)), ProgrammeRules())


@pytest.mark.parametrize(
    ("months", "end"),
    [(0, date(2023, 8, 31)), (6, date(2024, 2, 29)), (12, date(2024, 8, 31)), (3, date(2023, 11, 30))],
)
def test_the_period_ends_months_after_the_certificate(months: int, end: date) -> None:
    assert period_end(date(2023, 8, 31), months) == end
    assert period_end(None, months) is None


@pytest.mark.parametrize(
    ("period", "found", "due", "field"),
    [
        (DefectsPeriod(CERTIFIED, 6), date(2023, 5, 1), date(2023, 9, 1), "found_on"),
        (DefectsPeriod(None, 6), date(2023, 5, 1), date(2023, 9, 1), "found_on"),
        (DefectsPeriod(CERTIFIED, 6), date(2024, 2, 27), date(2024, 3, 1), "found_on"),
        (DefectsPeriod(CERTIFIED, 6), date(2024, 2, 20), date(2024, 3, 1), "found_on"),
        (DefectsPeriod(CERTIFIED, 6), date(2023, 9, 1), date(2023, 8, 31), "due_on"),
    ],
)
def test_a_defect_names_a_day_on_which_it_can_have_been_found(
    period: DefectsPeriod, found: date, due: date, field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        require_reportable_defect(
            DefectSituation(period, BEGAN, holds_back=True), found, due, date(2024, 2, 1)
        )
    assert refusal.value.field == field
    require_reportable_defect(
        DefectSituation(DefectsPeriod(CERTIFIED, 6), BEGAN, holds_back=True),
        *(CERTIFIED, CERTIFIED, date(2024, 2, 1)),
    )


@pytest.mark.parametrize(
    "period", [DefectsPeriod(None, 6), DefectsPeriod(None, 0), DefectsPeriod(CERTIFIED, 0)]
)
@pytest.mark.parametrize("found", [BEGAN, date(2023, 8, 25), date(2024, 1, 31)])
def test_a_defect_is_found_before_the_certificate_and_after_it(period: DefectsPeriod, found: date) -> None:
    require_reportable_defect(DefectSituation(period, BEGAN), found, found, date(2024, 2, 1))


def test_what_is_found_after_the_period_holds_back_no_money() -> None:
    period, late = DefectsPeriod(CERTIFIED, 3), date(2024, 1, 20)
    with pytest.raises(Refused) as refusal:
        require_reportable_defect(
            DefectSituation(period, BEGAN, holds_back=True), late, late, date(2024, 2, 1)
        )
    assert refusal.value.field == "found_on"
    require_reportable_defect(DefectSituation(period, BEGAN), late, late, date(2024, 2, 1))


def test_at_a_work_whose_contract_ended_a_need_is_written() -> None:
    situation = DefectSituation(DefectsPeriod(None, 6), BEGAN, ended_on=date(2023, 7, 1))
    with pytest.raises(Refused, match="Record what is broken as a need"):
        require_reportable_defect(situation, CERTIFIED, CERTIFIED, date(2024, 2, 1))


def test_the_retention_may_be_asked_for_since_the_period_ended_or_the_last_repair() -> None:
    period, end = DefectsPeriod(CERTIFIED, 6), date(2024, 2, 26)
    late = date(2024, 3, 9)
    assert period_signs(period, None, None, waits=True) == (None, end)
    assert period_signs(period, None, date(2023, 10, 1), waits=True) == (None, end)
    assert period_signs(period, None, late, waits=True) == (None, late)
    assert period_signs(period, late, None, waits=True) == (late, None)
    assert period_signs(period, None, None, waits=False) == (None, None)
    assert period_signs(DefectsPeriod(CERTIFIED, 0), late, None, waits=False) == (None, None)
