"""What is written around a form: its file, what it is filled in about, why it is corrected."""

from __future__ import annotations

from functools import cached_property

from peoplesprocess.assessments.form_file_reader import read_sheets
from peoplesprocess.assessments.response_draft_actions import DraftHeaderInput
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.xlsform.form import BadForm, Sheets
from peoplesprocess.core.xlsform.reader import read_form
from peoplesprocess.spreadsheets.received_sheets import MOST_SENT
from peoplesprocess.web.fields import BooleanField, DateField, IntegerField, TextField
from peoplesprocess.web.file_field import FileField
from peoplesprocess.web.form import Form
from peoplesprocess.web.strike_form import reason_field


class XlsFormField(FileField):
    """The file of an XLSForm."""

    accept = ".xlsx,.csv,text/csv"


class PublishForm(Form):
    """The file of a form, and whether telephones may have what pages cannot fill in."""

    spreadsheet = XlsFormField(
        N_("The file of the form"),
        description=N_("An XLSForm: XLSX, or one CSV in UTF-8 with all its sheets, up to 2 MB."),
        missing=N_("Choose the file."),
    )
    for_telephones = BooleanField(
        N_("Publish it even if it can be filled in on telephones only, not on our pages."),
    )

    @cached_property
    def input(self) -> Sheets:
        """The sheets of the file."""
        sent = self.spreadsheet.data
        sent.seek(0)
        return read_sheets(sent.read(MOST_SENT + 1))

    def agree(self) -> None:
        faults = [each for each in read_form(self.input).notices if each.phones_only]
        if faults and not self.for_telephones.data:
            raise BadForm(faults)

    def refuse(self, refusal: Refused) -> None:
        """Say all that is wrong with the file, each at its sheet and row."""
        if not isinstance(refusal, BadForm):
            super().refuse(refusal)
            return
        self.sentences += [fault.told for fault in refusal.faults]
        again = Refused(Message(N_("Put this right in the file, then choose it again.")), "spreadsheet")
        super().refuse(again)


class UseShippedForm(Form):
    """Taking a form into use that comes with this software."""


class DraftHeaderForm(Form):
    """What a form is filled in about, and the day."""

    version = IntegerField(N_("Version"), required=False, hidden=True)
    about = TextField(
        N_("Is it about a part of the place? Which one?"),
        required=False,
        description=N_("A block, a square, a road. Leave it empty for the whole place. No names of people."),
    )
    answered_on = DateField(N_("On which day?"), missing=N_("Enter the day."))

    @cached_property
    def input(self) -> DraftHeaderInput:
        """What was written."""
        return self.filled(DraftHeaderInput)


class SendDraftForm(Form):
    """Sending a draft."""


class SendCorrectedResponseForm(SendDraftForm):
    """Sending a correction, with the reason."""

    reason = reason_field()


class RemoveRepeatForm(Form):
    """Taking an instance of a repeat away."""
