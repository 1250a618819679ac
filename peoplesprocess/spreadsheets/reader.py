"""Reading a spreadsheet that somebody sent, whichever format it has."""

from __future__ import annotations

from peoplesprocess.core.messages import N_
from peoplesprocess.spreadsheets.csv_reader import read_csv
from peoplesprocess.spreadsheets.received_sheets import (
    TEMPLATE,
    ReceivedSheet,
    SheetLimits,
    UnreadableSpreadsheet,
)
from peoplesprocess.spreadsheets.xlsx_reader import read_xlsx


def read_spreadsheet(data: bytes, limits: SheetLimits = TEMPLATE) -> list[ReceivedSheet]:
    """Return the sheets of a file; its first bytes decide the format. Errors: UnreadableSpreadsheet."""
    if len(data) > limits.sent:
        if limits is TEMPLATE:
            raise UnreadableSpreadsheet(
                N_("This file is larger than 2 MB. Copy its cells into the template.")
            )
        raise UnreadableSpreadsheet(
            N_("This file is larger than %(most)s MB. Send it in parts."), most=limits.sent // 1_000_000
        )
    if not data.strip():
        raise UnreadableSpreadsheet(N_("This file is empty. Export it again, and send the new file."))
    is_package = data.startswith((b"PK", b"\xd0\xcf\x11\xe0"))
    return read_xlsx(data, limits) if is_package else read_csv(data, limits)
