"""A sheet as CSV: marked as UTF-8, plain numbers, and no text that is taken for a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from peoplesprocess.spreadsheets.cells import LONGEST_TEXT, Cell, PercentCell, Sheet

CHUNK = 60_000
"""So many characters are sent at a time, about as many as a connection takes at once."""
MARK = "\ufeff"
"""By this spreadsheets know that every script is in the file."""
FORMULA = tuple("=+-@\t\r\n＝＋－＠")
_AFTER_A_SIGN = re.compile(r"([,;|\t\r\n](?:[ \u00a0]*(?=[=+@＝＋＠])|(?=[-－])))")
"""Where a cell begins for who opens the file with another sign between cells than it was written with."""


def as_csv(sheet: Sheet, decimal_sign: str = ".") -> Iterator[str]:
    """Return the file some lines at a time; neither all rows nor the whole file are in memory at once.

    What stands between its cells follows from the reader's `decimal_sign`.
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
    """Return what stands between cells: where numbers have a comma a semicolon, as spreadsheets expect."""
    return ";" if decimal_sign == "," else ","


def harmless(text: str) -> str:
    """Return `text` so that a spreadsheet shows it and does not work it out.

    Nor a part of it: a computer that parts cells by other signs than the file's begins one within the text.
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
