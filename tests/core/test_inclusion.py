"""Shares show their denominators and thresholds are exact at their edge."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peoplesprocess.core.inclusion import PeopleShare, parity


def test_thirty_one_of_seventy_seven_passes_and_twenty_does_not() -> None:
    assert (PeopleShare(31, 77).tenths, PeopleShare(31, 77).reaches(30)) == (403, True)
    assert (PeopleShare(20, 77).tenths, PeopleShare(20, 77).reaches(30)) == (260, False)


@pytest.mark.parametrize(("part", "whole", "reached"), [(3, 10, True), (299, 1000, False), (0, 0, False)])
def test_the_edge_counts_as_reached_and_nobody_reaches_nothing(part: int, whole: int, reached: bool) -> None:
    assert PeopleShare(part, whole).reaches(30) is reached


def test_parity_is_the_ratio_of_the_two_shares() -> None:
    assert parity(PeopleShare(40, 100), PeopleShare(50, 100)) == Fraction(4, 5)
    assert parity(PeopleShare(0, 0), PeopleShare(50, 100)) is None
    assert parity(PeopleShare(4, 10), PeopleShare(0, 100)) is None


@given(st.integers(0, 500), st.integers(1, 500), st.integers(0, 100))
def test_reaching_agrees_with_the_exact_percentage(part: int, whole: int, least: int) -> None:
    assert PeopleShare(part, whole).reaches(least) == (Fraction(100 * part, whole) >= least)
