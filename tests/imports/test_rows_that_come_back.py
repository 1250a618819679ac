"""Rows that were looked at go through a browser, whose owner can change them: that breaks nothing."""

from __future__ import annotations

import base64
import json
import zlib

import pytest

from peoplesprocess.spreadsheets.compressed_sheets import packed, unpacked
from peoplesprocess.spreadsheets.received_sheets import ReceivedSheet

MOST = 100_000
SHEETS = [ReceivedSheet("Settlements", ((1, ("Name", "Households")), (3, ("قرية\n🏠", "184"))))]


def changed(text: str) -> str:
    return base64.b64encode(zlib.compress(text.encode())).decode()


def test_what_was_packed_comes_back_the_same() -> None:
    assert unpacked(packed(SHEETS), MOST) == SHEETS


@pytest.mark.parametrize(
    "text",
    [
        *("[" * 50_000 + "]" * 50_000, "null", "{}", "1", "[1]", '["a"]', '[["a"]]', '[["a",1]]', "["),
        *('[["a",[[1e999,["x"]]]]]', '[["a",[["x",["x"]]]]]', '[["a",[[1,[2]]]]]', '[["a",[[1,[null]]]]]'),
        *('[["a",[[1,["x\\u0000"]]]]]', '[["\\u0000",[]]]', '[["a",[[1,["x"],2]]]]'),
        json.dumps([["a", [[1, ["x" * MOST]]]]]),
    ],
)
def test_rows_that_were_changed_on_the_way_are_no_rows(text: str) -> None:
    with pytest.raises(ValueError):
        unpacked(changed(text), MOST)


def test_what_is_not_packed_is_no_rows() -> None:
    for text in ("", "é", "AAAA", "!", packed(SHEETS)[:-8]):
        with pytest.raises(ValueError):
            unpacked(text, MOST)


def test_half_a_sign_is_no_error_and_comes_back_as_what_cannot_be_read() -> None:
    assert unpacked(changed('[["a",[[1,["\\ud83c"]]]]]'), MOST)[0].rows == ((1, ("\ufffd",)),)
