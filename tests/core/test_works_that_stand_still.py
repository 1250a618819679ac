"""When a work that stands still may go on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from peoplesprocess.core.cash_position import CashPosition
from peoplesprocess.core.interruption_rules import (
    InterruptedContractSituation,
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
