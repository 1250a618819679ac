"""Money that cannot be released wrongly: every condition is listed, and every one of them holds it back."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from peoplesprocess.core.messages import Refused
from peoplesprocess.core.rules import TrancheTerms
from peoplesprocess.core.tranches import ContractStatus, TrancheState, conditions, may_release, may_request

FIRST = TrancheState(1, 1_036_800, TrancheTerms(30), released=True)
SECOND = TrancheState(2, 1_382_400, TrancheTerms(40, work_done=20, money_spent=70))
LAST = TrancheState(3, 345_600, TrancheTerms(30, work_done=95, money_spent=70, certificate=True))
READY = ContractStatus(
    signed=True,
    signatories=3,
    women_signatories=1,
    physical=Fraction(22),
    spent=812_000,
    released=1_036_800,
    certified=False,
    audited=False,
)


def test_the_second_instalment_may_be_asked_for_when_the_first_is_built_and_spent() -> None:
    may_request(SECOND, [FIRST], READY)
    assert all(condition.holds for condition in conditions(SECOND, [FIRST], READY))


@pytest.mark.parametrize(
    "lacking",
    [
        replace(READY, signed=False),
        replace(READY, signatories=2),
        replace(READY, women_signatories=0),
        replace(READY, physical=Fraction(1999, 100)),
        replace(READY, spent=725_759),
    ],
)
def test_each_condition_alone_holds_it_back(lacking: ContractStatus) -> None:
    with pytest.raises(Refused):
        may_request(SECOND, [FIRST], lacking)
    with pytest.raises(Refused):
        may_release(replace(SECOND, requested=True), [FIRST], lacking, "ana", "ben")


def test_an_instalment_waits_for_the_one_before() -> None:
    with pytest.raises(Refused):
        may_request(SECOND, [replace(FIRST, released=False)], READY)


@pytest.mark.parametrize(("certified", "audited"), [(False, True), (True, False), (False, False)])
def test_the_last_waits_for_certificate_and_audit(certified: bool, audited: bool) -> None:
    done = replace(READY, physical=Fraction(100), certified=certified, audited=audited)
    with pytest.raises(Refused):
        may_request(LAST, [FIRST, replace(SECOND, released=True)], done)
    may_request(LAST, [FIRST, replace(SECOND, released=True)], replace(done, certified=True, audited=True))


def test_whoever_asks_cannot_release() -> None:
    asked = replace(SECOND, requested=True)
    with pytest.raises(Refused):
        may_release(asked, [FIRST], READY, "ana", "ana")
    may_release(asked, [FIRST], READY, "ana", "ben")


def test_nothing_is_asked_or_released_twice_or_unasked() -> None:
    with pytest.raises(Refused):
        may_request(replace(SECOND, requested=True), [FIRST], READY)
    with pytest.raises(Refused):
        may_request(replace(SECOND, released=True), [FIRST], READY)
    with pytest.raises(Refused):
        may_release(SECOND, [FIRST], READY, "ana", "ben")
    with pytest.raises(Refused):
        may_release(replace(SECOND, requested=True, released=True), [FIRST], READY, "ana", "ben")
