"""Numbers in any script, with anybody's separators, and nothing read as what it is not."""

from __future__ import annotations

import contextlib
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peoplesprocess.core import numerals

SCRIPTS = ["0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "০১২৩৪৫৬৭৮৯", "०१२३४५६७८९"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("42", 42),
        ("١٬٠٣٦٬٨٠٠", 1_036_800),
        ("۱٬۲۳۴", 1234),
        ("১২৩", 123),
        ("1 036 800", 1_036_800),
        ("1\u202f036\u202f800", 1_036_800),
        ("1.036.800", 1_036_800),
        ("12,34,567", 1_234_567),
        ("-3", -3),
    ],
)
def test_whole_numbers_are_read_as_they_are_meant(typed: str, meant: int) -> None:
    assert numerals.whole(typed) == meant


@pytest.mark.parametrize("typed", ["", "many", "1.5", "1,2", "3-4", "½", "²", "1e3", "--1", "1,,000"])
def test_what_is_no_whole_number_is_refused(typed: str) -> None:
    with pytest.raises(numerals.NotANumber):
        numerals.whole(typed)


@pytest.mark.parametrize(
    ("typed", "digits", "meant"),
    [
        ("1.50", 2, 150),
        ("1,5", 2, 150),
        ("1,500", 2, 150_000),
        ("1.500.000", 2, 150_000_000),
        ("1 500", 2, 150_000),
        ("١٬٥٠٠", 3, 1_500_000),
        ("1,50,000", 2, 15_000_000),
        ("1.125", 3, 1125),
        ("1234,567", 3, 1_234_567),
        ("0.500", 2, 50),
        ("0,750", 2, 75),
        ("15.00", 0, 15),
        ("\u202a1,500,000\u202c", 2, 150_000_000),
        ("1\u200b500\ufeff", 0, 1500),
        ("1,500.25", 2, 150_025),
        ("1.500,25", 2, 150_025),
        ("٢٫٥", 2, 250),
        ("٢٫٧٥٠٫٠٠٠", 2, 275_000_000),
        ("7", 2, 700),
        ("1,500", 0, 1500),
        ("0.064", 3, 64),
        ("1,234.567", 3, 1_234_567),
        ("-0.5", 2, -50),
    ],
)
def test_fractions_are_told_from_thousands(typed: str, digits: int, meant: int) -> None:
    assert numerals.scaled(typed, digits) == meant


@pytest.mark.parametrize(
    ("typed", "digits", "readings"),
    [
        ("1.500", 2, ("1500", "1.50")),
        ("1,234", 3, ("1234", "1.234")),
        ("1,000,00", 2, ("100000", "1000.00")),
        ("1 5", 2, ("15", "1.5")),
    ],
)
def test_what_some_read_as_thousands_and_others_as_a_fraction_is_asked_back(
    typed: str, digits: int, readings: tuple[str, str]
) -> None:
    with pytest.raises(numerals.AmbiguousNumber) as doubt:
        numerals.scaled(typed, digits)
    assert doubt.value.readings == readings
    for reading in readings:
        numerals.scaled(reading, digits)


@pytest.mark.parametrize(("typed", "digits"), [("1.234", 2), ("1,234.567", 2), ("1.5", 0), ("0.500", 0)])
def test_a_part_that_is_smaller_than_there_is_is_not_rounded(typed: str, digits: int) -> None:
    with pytest.raises(numerals.TooManyDecimals):
        numerals.scaled(typed, digits)


def test_the_decimal_sign_is_that_of_the_language() -> None:
    assert numerals.scaled("1,500", 3, ",") == 1500
    assert numerals.scaled("1.500", 2, ",") == 150_000
    with pytest.raises(numerals.AmbiguousNumber):
        numerals.scaled("1.500", 3, ",")
    with pytest.raises(numerals.AmbiguousNumber):
        numerals.scaled("1,500", 2, ",")


@given(st.integers(-(10**12), 10**12), st.sampled_from(SCRIPTS), st.sampled_from(["", ",", ".", " ", "٬"]))
def test_every_number_written_in_any_script_comes_back(number: int, script: str, separator: str) -> None:
    written = f"{number:,}".replace(",", separator).translate(str.maketrans("0123456789", script))
    assert numerals.whole(written) == number


@given(st.text(max_size=12))
def test_no_text_breaks_the_reading(text: str) -> None:
    for read in (numerals.whole, lambda typed: numerals.scaled(typed, 2)):
        with contextlib.suppress(numerals.NotANumber):
            assert isinstance(read(text), int)


@pytest.mark.parametrize("between", [" ", "\t", "\u00a0", "- ", "1 "])
def test_a_text_of_any_length_is_read_in_time_with_its_length(between: str) -> None:
    begun = time.process_time()
    with contextlib.suppress(numerals.NotANumber):
        numerals.whole(f"1{between * 60_000}1")
    # Where each blank began a search anew this took minutes, and nobody else was answered meanwhile.
    assert time.process_time() - begun < 2
