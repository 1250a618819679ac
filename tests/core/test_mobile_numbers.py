"""Numbers of telephones: read as people write them, kept in one form, confirmed by a code nobody stores."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peoplesprocess.core.mobile_numbers import CODE_DIGITS, code_for, is_code, plain_number


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("+92 300 1234567", "+923001234567"),
        ("0092 (300) 123-4567", "+923001234567"),
        ("+٩٦٤ ٧٥٠ ١٢٣ ٤٥٦٧", "+9647501234567"),
        ("\u2066+964 750 123 4567\u2069", "+9647501234567"),
        # In a field that runs from right to left the sign that stands in front is typed last.
        ("٩٦٧٧٧٧١٢٣٤٥٦+", "+967777123456"),
        ("+967777123456+", ""),
        ("0300 1234567", ""),
        ("+92 300", ""),
        ("+0 300 1234567", ""),
        ("+92 300 1234567 ext 4", ""),
        ("+9230012345678901", ""),
        ("", ""),
        ("me@example.org", ""),
    ],
)
def test_a_number_is_read_as_people_write_it(typed: str, kept: str) -> None:
    assert plain_number(typed) == kept


@given(st.text(alphabet="+0123456789 ()-٣٤x", max_size=25))
def test_what_is_kept_is_always_a_number_of_the_one_form(typed: str) -> None:
    kept = plain_number(typed)
    assert kept == "" or (kept[0] == "+" and kept[1:].isascii() and kept[1:].isdigit())
    assert plain_number(kept) == kept


@given(st.binary(min_size=16, max_size=32), st.text(max_size=12))
def test_a_code_belongs_to_one_asking_one_number_and_one_installation(secret: bytes, name: str) -> None:
    code = code_for(secret, name, "+923001234567")
    assert len(code) == CODE_DIGITS and code.isascii() and code.isdigit()
    assert is_code([secret], name, "+923001234567", f" {code[:3]} {code[3:]}")
    assert is_code([secret], name, "+923001234567", code.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")))
    wrong = f"{(int(code) + 1) % 10**CODE_DIGITS:06}"
    assert is_code([b"a newer key", secret], name, "+923001234567", code)
    assert not is_code([secret], name, "+923001234567", wrong)
    assert not is_code([secret], name, "+923001234567", "")


def test_another_number_or_asking_has_another_code() -> None:
    codes = {code_for(b"secret", name, number) for name in "abcde" for number in ("+9230012345", "+96475012")}
    assert len(codes) == 10
