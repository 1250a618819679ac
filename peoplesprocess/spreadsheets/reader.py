"""A spreadsheet that somebody sent, whichever kind it is."""

from __future__ import annotations

from peoplesprocess.core.messages import N_
from peoplesprocess.spreadsheets.csv_reader import read_csv
from peoplesprocess.spreadsheets.received import (
    MOST_SENT,
    USUAL,
    Bounds,
    ReceivedSheet,
    UnreadableSpreadsheet,
)
from peoplesprocess.spreadsheets.xlsx_reader import read_xlsx


def read_spreadsheet(data: bytes, bounds: Bounds = USUAL) -> list[ReceivedSheet]:
    """Return the sheets of a file; its first bytes tell what it is. Errors: UnreadableSpreadsheet."""
    if len(data) > MOST_SENT:
        raise UnreadableSpreadsheet(N_("This file is larger than 2 MB. Copy its cells into the template."))
    is_package = data.startswith((b"PK", b"\xd0\xcf\x11\xe0"))
    return read_xlsx(data, bounds) if is_package else read_csv(data, bounds)
