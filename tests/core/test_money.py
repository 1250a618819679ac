"""A split loses nothing and its rule can be said in a sentence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peoplesprocess.core.messages import Refused
from peoplesprocess.core.money import priced, split


@pytest.mark.parametrize(
    ("amount", "percents", "parts"),
    [
        (24_000, [40, 30, 30], [9_600, 7_200, 7_200]),
        (3_456_000, [30, 40, 20, 10], [1_036_800, 1_382_400, 691_200, 345_600]),
        (91_200_000, [25, 35, 30, 10], [22_800_000, 31_920_000, 27_360_000, 9_120_000]),
        (3_969_000, [30, 40, 20, 10], [1_190_700, 1_587_600, 793_800, 396_900]),
        (100, [33, 33, 34], [33, 33, 34]),
        (101, [33, 33, 34], [33, 33, 35]),
        (1, [50, 50], [0, 1]),
    ],
)
def test_instalments_are_the_sums_of_the_contract(amount: int, percents: list[int], parts: list[int]) -> None:
    assert split(amount, percents) == parts


@pytest.mark.parametrize("percents", [[40, 30, 20], [60, 50], [100, 0], [], [110, -10]])
def test_shares_that_do_not_meet_are_refused(percents: list[int]) -> None:
    with pytest.raises(Refused):
        split(1000, percents)


@given(st.integers(0, 10**15), st.lists(st.integers(1, 97), min_size=1, max_size=6))
def test_no_unit_is_lost_or_made(amount: int, weights: list[int]) -> None:
    percents = [max(1, 100 * weight // sum(weights)) for weight in weights]
    percents[-1] += 100 - sum(percents)
    if percents[-1] < 1:
        return
    parts = split(amount, percents)
    assert sum(parts) == amount
    assert all(part >= 0 for part in parts)
    assert all(
        abs(part - amount * percent / 100) < len(parts) + 1
        for part, percent in zip(parts, percents, strict=True)
    )


def test_a_line_costs_its_quantity_times_its_rate() -> None:
    assert priced(400_000, 4_800) == 1_920_000
    assert priced(1_500, 3) == 5
    assert priced(500, 1) == 1
