"""Writing a sheet as CSV: with a byte order mark, plain numbers, and no text that runs as a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from peoplesprocess.spreadsheets.cells import LONGEST_TEXT, Cell, PercentCell, Sheet

CHUNK = 60_000
"""The number of characters yielded at a time, about as many as a connection takes at once."""
MARK = "\ufeff"
"""The byte order mark, by which spreadsheets recognise UTF-8."""
FORMULA = tuple("=+-@\t\r\n＝＋－＠")
_AFTER_A_SIGN = re.compile(r"([,;|\t\r\n](?:[ \u00a0]*(?=[=+@＝＋＠])|(?=[-－])))")
"""Where a cell would begin for a program that splits the file at another delimiter."""


def as_csv(sheet: Sheet, decimal_sign: str = ".") -> Iterator[str]:
    """Yield the file some lines at a time, without holding all rows or the whole file in memory.

    The delimiter follows from the reader's `decimal_sign`.
    """
    buffer = io.StringIO()
    write = csv.writer(buffer, delimiter=between_cells(decimal_sign)).writerow
    buffer.write(MARK)
    write([harmless(heading) for heading in sheet.headings])
    for row in sheet.rows:
        write([_written(cell, decimal_sign) for cell in row])
        if buffer.tell() > CHUNK:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def between_cells(decimal_sign: str) -> str:
    """Return the delimiter: a semicolon where numbers have a decimal comma, as spreadsheets expect."""
    return ";" if decimal_sign == "," else ","


def harmless(text: str) -> str:
    """Return `text` in a form that a spreadsheet shows and does not evaluate.

    That includes parts of it: a program that splits the file at another delimiter starts a cell within the
    text.
    """
    text = _AFTER_A_SIGN.sub(r"\1'", text)
    if text[:1].isalnum():
        return text
    return f"'{text}" if text.lstrip(" \u00a0").startswith(FORMULA) or text.startswith(FORMULA) else text


def _written(cell: Cell, decimal_sign: str) -> str:
    match cell:
        case str():
            return harmless(cell[:LONGEST_TEXT])
        case None:
            return ""
        case Decimal():
            return f"{cell:f}".replace(".", decimal_sign)
        case PercentCell():
            return f"{Decimal(cell.hundredths).scaleb(-2):f}".replace(".", decimal_sign)
        case date():
            return cell.isoformat()
        case _:
            return str(cell)
