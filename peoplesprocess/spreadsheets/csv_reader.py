"""CSV as people's programs write it: with or without a mark, commas, semicolons or tabs between cells."""

from __future__ import annotations

import csv
import io

from peoplesprocess.core.messages import N_
from peoplesprocess.spreadsheets.received import USUAL, Bounds, ReceivedSheet, UnreadableSpreadsheet

_DELIMITERS = ",;\t"


def read_csv(data: bytes, bounds: Bounds = USUAL) -> list[ReceivedSheet]:
    """Return the one sheet of a CSV file. Errors: UnreadableSpreadsheet."""
    text = _decoded(data)
    if "\0" in text:
        raise UnreadableSpreadsheet(N_("This file is no spreadsheet. Send XLSX, or CSV in UTF-8."))
    first = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    rows: list[tuple[int, tuple[str, ...]]] = []
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), start=1):
            if number > bounds.rows + 1:
                raise UnreadableSpreadsheet(
                    N_("This sheet has more than %(most)s rows. Send it in parts."), most=bounds.rows
                )
            cells = tuple(cell.strip() for cell in row[: bounds.columns])
            if any(cells):
                rows.append((number, cells))
    except csv.Error:
        raise UnreadableSpreadsheet(N_("This file is no spreadsheet. Send XLSX, or CSV in UTF-8.")) from None
    return [ReceivedSheet("", tuple(rows))]


def _decoded(data: bytes) -> str:
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise UnreadableSpreadsheet(
            N_(
                "This CSV file is not in UTF-8, so its letters would be wrong. Save it as “CSV UTF-8”, or "
                "as XLSX."
            )
        ) from None
