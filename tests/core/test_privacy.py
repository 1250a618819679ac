"""What looks like a number of a person, and what does not."""

from __future__ import annotations

import time

import pytest

from peoplesprocess.core.personal_numbers import looks_personal


@pytest.mark.parametrize(
    "text",
    [
        "Ask for Ali at +92 300 1234567",
        "0300.1234567",
        "٠٣٠٠١٢٣٤٥٦٧",
        "his number: 31-12-2026-4445",
        "1.234.56.78.90",
        "write to bo@example.org",
        "call 0770.123.4567",
        "(0770) 123-4567",
        "0770\u2011123\u20114567",
        "0770\u2013123\u20134567",
        "07\u200b70 123\u2060 4567",
        "0770  123  4567",
        "0770_123_4567",
        "770 123 456",
    ],
)
def test_numbers_and_addresses_of_people_are_noticed_in_any_script_and_spelling(text: str) -> None:
    assert looks_personal(text)


@pytest.mark.parametrize(
    "text",
    [
        "from 2024-05-06 to 2024-06-07",
        "on 12.03.2026",
        "about 12.345.678 rupees",
        "12,345,678",
        "40 @ 3",
        "plot 44/12",
        "in 2019\u20132020 and 2024 2025 2026",
        "between 2019/2020 and 2021-2022",
        "12 500 000 rupees",
        "1\u202f500\u202f000 to 12\u202f000\u202f000",
        "12,500,000.50",
        "on 12 03 2026",
        "400 m of drain, 24 lanes, 1234.125 m",
        "households: 120\n2024: 130\n2025: 140",
    ],
)
def test_days_and_amounts_are_nobodys_number(text: str) -> None:
    assert not looks_personal(text)


@pytest.mark.parametrize("word", ["x", "1/", "1.111", "x@"])
def test_a_long_text_takes_no_longer_than_its_length(word: str) -> None:
    begun = time.process_time()
    looks_personal(word * (60_000 // len(word)))
    # A search that begins anew at each letter takes half a minute for this.
    assert time.process_time() - begun < 1
