"""The forms of importing needs: a file, then its rows as they were shown, with the meaning of columns."""

from __future__ import annotations

from collections.abc import Sequence

from peoplesprocess.core.messages import N_, Refused
from peoplesprocess.imports.forms import ImportConfirmForm, SpreadsheetUploadField
from peoplesprocess.imports.need_columns import LEAVE_OUT
from peoplesprocess.imports.need_fields import FIELDS
from peoplesprocess.spreadsheets.reader import read_spreadsheet
from peoplesprocess.spreadsheets.received_sheets import ON_PAGE, ReceivedSheet, UnreadableSpreadsheet
from peoplesprocess.web.fields import BooleanField, SelectField
from peoplesprocess.web.form import Form

MOST_COLUMNS_TO_MAP = 40
_CHOICES = [(LEAVE_OUT, N_("Leave it out")), *FIELDS.items()]


class NeedsFileForm(Form):
    """A file of needs to check."""

    file = SpreadsheetUploadField(
        N_("Your file"),
        description=N_("XLSX or CSV from KoboToolbox or our template, up to 2 MB and 2,000 rows."),
        missing=N_("Choose the file."),
    )

    def sheets(self) -> list[ReceivedSheet]:
        """Return the sheets of the file. Errors: Refused."""
        sent = self.file.data
        sent.seek(0)
        try:
            return read_spreadsheet(sent.read(ON_PAGE.sent + 1), ON_PAGE)
        except UnreadableSpreadsheet as unreadable:
            raise Refused(unreadable.sentence, "file") from None


class NeedsConfirmForm(ImportConfirmForm):
    """The rows that were shown, for import."""

    unknown: Sequence[str] = ()
    good_rows = BooleanField(N_("Bring in the good rows and leave out the refused ones"))

    @property
    def columns(self) -> list[SelectField]:
        """The fields that ask for the meaning of each unknown heading."""
        return [self[f"column_{place}"] for place, _ in enumerate(self.unknown)]

    @property
    def mapped(self) -> dict[str, str]:
        """The fields chosen for unknown headings."""
        return {
            heading: field.data
            for heading, field in zip(self.unknown, self.columns, strict=True)
            if field.data in FIELDS
        }


def needs_form_of(unknown: Sequence[str]) -> type[NeedsConfirmForm]:
    """Return the form that asks for the meaning of the unknown headings."""
    asked = unknown[:MOST_COLUMNS_TO_MAP]
    fields = {
        f"column_{place}": SelectField(heading, choices=_CHOICES, required=False, default=LEAVE_OUT)
        for place, heading in enumerate(asked)
    }
    form = NeedsConfirmForm.extended(**fields)
    form.unknown = asked
    return form
