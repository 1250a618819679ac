"""Lists of numbers come back as they were written, and none is longer than anybody writes."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peoplesprocess.core.number_lists import MOST, read_numbers, written_numbers
from peoplesprocess.core.numerals import NotANumber


@given(st.lists(st.integers(1, 400), unique=True))
def test_what_is_written_is_read_back(numbers: list[int]) -> None:
    assert read_numbers(written_numbers(numbers)) == numbers


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1-3, 7", [1, 2, 3, 7]),
        ("١–٣، ٧", [1, 2, 3, 7]),
        ("7;3\n3 1", [7, 3, 1]),
        ("1 - 3.", [1, 2, 3]),
        ("\u200f5\u200e", [5]),
    ],
)
def test_a_list_is_read_as_it_is_meant(typed: str, meant: list[int]) -> None:
    assert read_numbers(typed) == meant


@pytest.mark.parametrize("typed", ["all", "3-1", "1--3", f"1-{MOST + 1}", "1-9000, 20000-29000", "-5"])
def test_what_is_no_list_is_refused(typed: str) -> None:
    with pytest.raises(NotANumber):
        read_numbers(typed)


@pytest.mark.parametrize("typed", ["1" + " " * 60_000 + "x", "1-9999, " * 60_000])
def test_a_list_of_any_length_is_refused_in_time_with_its_length(typed: str) -> None:
    begun = time.process_time()
    with pytest.raises(NotANumber):
        read_numbers(typed)
    assert time.process_time() - begun < 2
