"""What looks like a number of a person, and what does not."""

from __future__ import annotations

import time

import pytest

from peoplesprocess.core.privacy import looks_personal


@pytest.mark.parametrize(
    "text",
    [
        "Ask for Ali at +92 300 1234567",
        "0300.1234567",
        "٠٣٠٠١٢٣٤٥٦٧",
        "his number: 31-12-2026-4445",
        "1.234.56.78.90",
        "write to bo@example.org",
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
