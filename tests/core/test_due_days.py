"""When checks are due: months after the handover, also where the month has no such day."""

from __future__ import annotations

from datetime import date

import pytest

from peoplesprocess.core.contract_closure import due_on


@pytest.mark.parametrize(
    ("handed_on", "months", "due"),
    [
        (date(2023, 9, 24), 3, date(2023, 12, 24)),
        (date(2023, 9, 24), 12, date(2024, 9, 24)),
        (date(2023, 11, 30), 3, date(2024, 2, 29)),
        (date(2022, 8, 31), 6, date(2023, 2, 28)),
        (date(2023, 12, 31), 12, date(2024, 12, 31)),
    ],
)
def test_a_check_is_due_some_months_after_the_handover(handed_on: date, months: int, due: date) -> None:
    assert due_on(handed_on, months) == due
