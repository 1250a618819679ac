"""When a work that stands still may go on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peoplesprocess.core.cash_position import CashPosition
from peoplesprocess.core.interruption_rules import (
    InterruptedContractSituation,
    SuspensionPeriod,
    days_not_suspended,
    require_resumable,
    require_suspendable,
)
from peoplesprocess.core.messages import Refused

DAY, LATER = date(2024, 3, 1), date(2024, 4, 1)
STANDS = InterruptedContractSituation(
    signed=True,
    starts_on=date(2023, 5, 2),
    suspended_on=DAY,
    ended_on=None,
    certified=True,
    accounted=True,
    requested=None,
    open_amendment=None,
    cash=CashPosition(0, 0, 0, 0, 0, 0, 0),
    released=0,
)


def test_a_work_goes_on_after_its_account_as_its_retention_waits_for_it() -> None:
    require_resumable(STANDS, LATER, LATER)
    with pytest.raises(Refused, match="final account"):
        require_suspendable(replace(STANDS, suspended_on=None), LATER, LATER)


def test_what_has_ended_does_not_go_on() -> None:
    with pytest.raises(Refused, match="ended"):
        require_resumable(replace(STANDS, ended_on=LATER), LATER, LATER)


@given(
    st.lists(st.integers(0, 60), min_size=2, max_size=8, unique=True),
    st.integers(0, 60),
    st.integers(0, 60),
    st.booleans(),
)
def test_days_are_counted_one_by_one(days: list[int], asked: int, waited: int, goes_on: bool) -> None:
    starts = [DAY + timedelta(day) for day in sorted(days)]
    periods = [SuspensionPeriod(*pair) for pair in zip(starts[::2], starts[1::2], strict=False)]
    if not goes_on:
        periods[-1] = SuspensionPeriod(periods[-1].since, None)
    since = DAY + timedelta(asked)
    one_by_one = [
        day
        for day in (since + timedelta(passed) for passed in range(waited))
        if not any(since <= day and (until is None or day < until) for since, until in periods)
    ]
    assert days_not_suspended(since, since + timedelta(waited), periods) == len(one_by_one)
