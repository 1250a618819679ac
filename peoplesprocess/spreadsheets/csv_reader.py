"""Reading CSV as programs write it: with or without a byte order mark, with commas, semicolons or tabs."""

from __future__ import annotations

import csv
import io
import re

from peoplesprocess.core.messages import N_
from peoplesprocess.spreadsheets.received_sheets import (
    TEMPLATE,
    ReceivedSheet,
    SheetLimits,
    UnreadableSpreadsheet,
)

_DELIMITERS = ",;\t"
_QUOTED = re.compile(r'"[^"]*"')


def read_csv(data: bytes, limits: SheetLimits = TEMPLATE) -> list[ReceivedSheet]:
    """Return the only sheet of a CSV file. Errors: UnreadableSpreadsheet."""
    text = _decoded(data)
    if "\0" in text:
        raise UnreadableSpreadsheet(N_("This file is not a spreadsheet. Send XLSX, or CSV in UTF-8."))
    # Quoted cells can contain commas, so they are left out of the count.
    first = _QUOTED.sub("", text.lstrip()[: 200 * limits.columns].partition("\n")[0])
    delimiter = max(_DELIMITERS, key=first.count)
    rows: list[tuple[int, tuple[str, ...]]] = []
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), start=1):
            if number > limits.rows + 1:
                raise UnreadableSpreadsheet(
                    N_("This sheet has more than %(most)s rows. Send it in parts."), most=limits.rows
                )
            cells = tuple(cell.strip() for cell in row[: limits.columns])
            if any(cells):
                rows.append((number, cells))
    except csv.Error:
        raise UnreadableSpreadsheet(
            N_("This file is not a spreadsheet. Send XLSX, or CSV in UTF-8.")
        ) from None
    return [ReceivedSheet("", tuple(rows))]


def _decoded(data: bytes) -> str:
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding == "utf-16":
            raise UnreadableSpreadsheet(
                N_("This file is not a spreadsheet. Send XLSX, or CSV in UTF-8.")
            ) from None
        raise UnreadableSpreadsheet(
            N_(
                "Row %(row)s of this CSV file is not in UTF-8, so its letters would be wrong. Save the file "
                "as “CSV UTF-8”, or as XLSX."
            ),
            row=data.count(b"\n", 0, error.start) + 1,
        ) from None
