"""The forms of the defects period: a defect that was found, and a deduction for its repair."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cached_property

from peoplesprocess.attachment_actions import AttachmentInput
from peoplesprocess.closure.deductions import DeductionInput
from peoplesprocess.closure.period_defects import DefectReportInput
from peoplesprocess.closure.queries import DefectRow
from peoplesprocess.core import choice_lists
from peoplesprocess.core.messages import N_
from peoplesprocess.core.retention import paid_by_retention
from peoplesprocess.web.fields import DateField, SelectField, TextField
from peoplesprocess.web.file_field import FileField
from peoplesprocess.web.form import Form
from peoplesprocess.web.photo_uploads import picture
from peoplesprocess.web.quantity_and_money_fields import MoneyField
from peoplesprocess.web.view_context import Context


class DefectReportForm(Form):
    """A defect that was found, before the handover or after it."""

    found_on = DateField(N_("When was it found?"), missing=N_("Enter the day when it was found."))
    what = TextField(
        N_("What has to be repaired?"),
        max=160,
        description=N_("Everybody can read it. No names of people."),
        missing=N_("Write what has to be repaired, and where."),
    )
    turn = SelectField(
        N_("Whose turn is it to repair it?"),
        choices=choice_lists.REPAIRERS,
        missing=N_("Choose whose turn it is."),
    )
    due_on = DateField(
        N_("To be repaired by"), ahead=None, missing=N_("Enter the day by which it must be repaired.")
    )
    photo = FileField(N_("Photo of the defect"), required=False, description=N_("No faces of people."))

    @cached_property
    def input(self) -> DefectReportInput:
        """The defect as written. Errors: Refused if the file is not a photo."""
        photo = None
        if self.photo.data is not None:
            found = picture(self.photo.data, "photo")
            kind = choice_lists.USUAL_PAPER["defect"]
            photo = AttachmentInput(kind, found.digest, len(found.data), found.width, found.height)
        return self.filled(DefectReportInput, photo=photo)


class DeductionForm(Form):
    """The cost of a repair that the community did not do, deducted from the retention."""

    defect = SelectField(
        N_("Which defect was repaired?"), coerce=int, missing=N_("Choose the defect whose repair was paid.")
    )
    deducted_on = DateField(N_("When was the repair paid?"), missing=N_("Enter the day of the payment."))
    amount = MoneyField(N_("How much did it cost?"), min=1, missing=N_("Write how much the repair cost."))
    reason = TextField(
        N_("What was repaired, and why did the community not do it?"),
        rows=3,
        max=600,
        description=N_("Everybody can read it on the notice board. No names of people."),
        missing=N_("Write what was repaired, and why the community did not do it."),
    )
    paper = TextField(
        N_("Number of the bill or receipt"),
        max=60,
        private=False,
        missing=N_("Give the number of the bill or receipt."),
    )

    @cached_property
    def input(self) -> DeductionInput:
        """The deduction as written."""
        return self.filled(DeductionInput)


def deduction_form(
    context: Context, defects: Iterable[DefectRow], certified_on: date | None
) -> DeductionForm:
    """Return the form of a deduction, with the defects whose repair can have been paid."""
    choices = [
        (str(defect.number), f"{defect.number} · {defect.what}")
        for defect in defects
        if paid_by_retention(defect.rectified_on, certified_on)
    ]
    form = DeductionForm(context, {"defect": int(choices[0][0])} if len(choices) == 1 else {})
    form.defect.choices = choices
    return form
