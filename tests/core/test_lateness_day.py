"""As of which day it is told what is late, while papers from before are typed in."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from peoplesprocess.core.paper_days import AT_WORK, FAR_BACK, lateness_day

TODAY = date(2026, 11, 29)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


@pytest.mark.parametrize(
    ("newest", "typed_on", "told"),
    [
        (ago(400), TODAY, ago(400)),
        (ago(400), ago(AT_WORK), ago(400)),
        (ago(400), ago(AT_WORK + 1), TODAY),
        (ago(FAR_BACK + 1), TODAY, ago(FAR_BACK + 1)),
        (ago(FAR_BACK), TODAY, TODAY),
        (ago(400), ago(398), TODAY),
        (TODAY, TODAY, TODAY),
        (None, None, TODAY),
    ],
)
def test_lateness_is_told_as_of_the_newest_paper_while_old_ones_are_typed_in(
    newest: date | None, typed_on: date | None, told: date
) -> None:
    assert lateness_day(newest, typed_on, TODAY) == told
