"""Rows of a parsed spreadsheet, compressed for a hidden field of a form."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Iterator

from peoplesprocess.core.received_json import received_json
from peoplesprocess.core.typed_json_values import as_list, as_text
from peoplesprocess.spreadsheets.received_sheets import ReceivedSheet


def packed(sheets: list[ReceivedSheet]) -> str:
    """Return rows as text for a form; a list of 500 rows takes some ten kilobytes."""
    told = [[sheet.name, sheet.rows] for sheet in sheets]
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(zlib.compress(text.encode(), 9)).decode()


def unpacked(text: str, most: int) -> list[ReceivedSheet]:
    """Return the rows from `packed` text; at most `most` bytes are decompressed.

    Errors: ValueError if the text is not from `packed`, since a browser can send anything.
    """
    try:
        data = zlib.decompressobj().decompress(base64.b64decode(text, validate=True), most)
        return [_sheet(sheet) for sheet in as_list(received_json(data))]
    except (IndexError, OverflowError, RecursionError, TypeError, zlib.error) as error:
        raise ValueError("these are no packed rows") from error


def _sheet(told: object) -> ReceivedSheet:
    name, rows = as_list(told)
    return ReceivedSheet(_cell(name), tuple(_rows(rows)))


def _rows(told: object) -> Iterator[tuple[int, tuple[str, ...]]]:
    for row in as_list(told):
        number, cells = as_list(row)
        yield int(str(number)), tuple(map(_cell, as_list(cells)))


def _cell(told: object) -> str:
    words = as_text(told)
    if "\0" in words:
        raise ValueError("no spreadsheet holds a zero byte")
    return words
