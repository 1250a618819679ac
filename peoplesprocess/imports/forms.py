"""The forms of an import: a file, then its rows as they were shown."""

from __future__ import annotations

import hashlib

from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.spreadsheets.compressed_sheets import unpacked
from peoplesprocess.spreadsheets.reader import read_spreadsheet
from peoplesprocess.spreadsheets.received_sheets import (
    MOST_SENT,
    ReceivedSheet,
    UnreadableSpreadsheet,
)
from peoplesprocess.web.fields import TextField
from peoplesprocess.web.file_field import FileField
from peoplesprocess.web.form import Form

MOST_UNPACKED = 4_000_000
"""The limit in bytes for unpacked rows in the second form."""
MOST_PACKED = 900_000
"""The limit in characters for packed rows, which the browser sends back."""
_BROKEN = N_("Some rows were lost on the way. Send the file again.")


class SpreadsheetUploadField(FileField):
    """A field for a spreadsheet file."""

    accept = ".xlsx,.csv,text/csv"


class SpreadsheetUploadForm(Form):
    """A spreadsheet to check."""

    spreadsheet = SpreadsheetUploadField(
        N_("Your spreadsheet"),
        description=N_("XLSX, or CSV in UTF-8, up to 2 MB."),
        missing=N_("Choose the file."),
    )

    def sheets(self) -> list[ReceivedSheet]:
        """Return the sheets of the file. Errors: Refused."""
        sent = self.spreadsheet.data
        sent.seek(0)
        try:
            return read_spreadsheet(sent.read(MOST_SENT + 1))
        except UnreadableSpreadsheet as unreadable:
            raise Refused(unreadable.sentence, "spreadsheet") from None


class ImportConfirmForm(Form):
    """The rows that were shown, for import."""

    rows = TextField(N_("Your spreadsheet"), max=MOST_PACKED, private=False, missing=_BROKEN, hidden=True)

    def sheets(self) -> list[ReceivedSheet]:
        """Return the rows that the browser sent back. Errors: Refused."""
        try:
            return unpacked(self.rows.data, MOST_UNPACKED)
        except ValueError:
            raise Refused(Message(_BROKEN)) from None

    @property
    def file_digest(self) -> str:
        """A digest of the rows, for the journal."""
        return hashlib.sha256(self.rows.data.encode()).hexdigest()
