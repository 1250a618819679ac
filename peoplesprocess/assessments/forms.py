"""The forms around an assessment form: its file, the subject of a draft, sending, removing."""

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
    """The file of a form, and whether telephones may use it if pages cannot fill it in."""

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
        """Show all faults of the file, each with its sheet and row."""
        if not isinstance(refusal, BadForm):
            super().refuse(refusal)
            return
        self.sentences += [fault.located_sentence for fault in refusal.faults]
        again = Refused(Message(N_("Put this right in the file, then choose it again.")), "spreadsheet")
        super().refuse(again)


class UseShippedForm(Form):
    """The confirmation that a form shipped with the software is taken into use."""


class DraftHeaderForm(Form):
    """The subject of a filled-in form, and its day."""

    version = IntegerField(N_("Version"), required=False, hidden=True)
    about = TextField(
        N_("Is it about a part of the place? Which one?"),
        required=False,
        description=N_("A block, a square, a road. Leave it empty for the whole place. No names of people."),
    )
    answered_on = DateField(N_("On which day?"), missing=N_("Enter the day."))

    @cached_property
    def input(self) -> DraftHeaderInput:
        """The subject and the day as written."""
        return self.filled(DraftHeaderInput)


class SendDraftForm(Form):
    """The confirmation that a draft is sent."""


class SendCorrectedResponseForm(SendDraftForm):
    """The confirmation that a correction is sent, with the reason."""

    reason = reason_field()


class RemoveRepeatForm(Form):
    """The confirmation that an instance of a repeat is removed."""
