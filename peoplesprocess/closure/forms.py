"""The forms at the end of a contract."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cached_property

from peoplesprocess.closure.actions import (
    CertificateInput,
    DefectInput,
    FinalAccountInput,
    HandoverInput,
    LaterWorkCheckInput,
    RectificationInput,
)
from peoplesprocess.closure.audits import PublicAuditInput
from peoplesprocess.closure.queries import DatedMeeting
from peoplesprocess.core.choice_lists import MEETINGS
from peoplesprocess.core.messages import N_, Message, RefusalList, Refused
from peoplesprocess.facts.contract_progress import ContractClosureRow
from peoplesprocess.web.fields import BaseField, BooleanField, DateField, SelectField, TextField
from peoplesprocess.web.form import Form
from peoplesprocess.web.i18n import current_translator
from peoplesprocess.web.quantity_and_money_fields import MoneyField
from peoplesprocess.web.view_context import Context

DEFECT_LINES = range(1, 9)


class PublicAuditForm(Form):
    """A public audit: at which meeting, what was asked, whether the accounts were accepted."""

    meeting = SelectField(
        N_("At which meeting were the accounts read?"),
        coerce=int,
        missing=N_("Choose the meeting at which the accounts were read."),
    )
    questions = TextField(
        N_("What was asked, and what was answered?"),
        rows=6,
        max=2000,
        description=N_("No names of people. If nobody asked anything, write that."),
        missing=N_("Write what was asked and answered, or that nobody asked anything."),
    )
    accepted = BooleanField(N_("The meeting accepted the accounts"))

    @cached_property
    def input(self) -> PublicAuditInput:
        """The audit as written."""
        return self.filled(PublicAuditInput)


def audit_form(
    context: Context, meetings: Sequence[DatedMeeting], came_on: date | None, asked: int = 0
) -> PublicAuditForm:
    """Return the form of a public audit, with the meetings at which it can have been held.

    Preselected is the meeting `asked` for, else the only one, but never one at which another work's accounts
    were read or that was before the last money came.
    """
    numbers = [
        meeting.number
        for meeting in meetings
        if not meeting.contracts and (came_on is None or meeting.held_on >= came_on)
    ]
    only = numbers[0] if len(meetings) == len(numbers) == 1 else None
    form = PublicAuditForm(context, {"meeting": asked if asked in numbers else only})
    form.meeting.choices = [(str(meeting.number), _told(meeting)) for meeting in meetings]
    return form


def _told(meeting: DatedMeeting) -> str:
    """Return the day of a meeting with the contracts whose accounts were read there."""
    translator = current_translator()
    day = translator.date(meeting.held_on)
    if not meeting.contracts:
        return day
    contracts = sorted(map(int, meeting.contracts.split()))
    return translator.plural(
        "%(day)s, accounts read of contract %(numbers)s",
        "%(day)s, accounts read of contracts %(numbers)s",
        len(contracts),
        day=day,
        numbers=translator.listing(contracts),
    )


class CertificateForm(Form):
    """A certificate: its day, what is certified, and lines for defects."""

    issued_on = DateField(N_("Issued on"), missing=N_("Enter the day on which the certificate is issued."))
    statement = TextField(
        N_("What do you certify?"),
        rows=3,
        max=600,
        missing=N_("Write what you certify: that the work meets the contract, and with which limits."),
    )

    def agree(self) -> None:
        refusals = RefusalList()
        for line in DEFECT_LINES:
            with refusals:
                self._require_whole(line)
        refusals.settle()

    def _require_whole(self, line: int) -> None:
        what, due = self[f"what{line}"], self[f"due{line}"]
        if what.data and not due.data:
            raise Refused(Message(N_("Write by which day it must be repaired.")), due.name)
        if due.data and not what.data:
            raise Refused(Message(N_("Write what has to be repaired.")), what.name)
        if due.data and due.data < self.issued_on.data:
            raise Refused(Message(N_("This day is before the certificate is issued.")), due.name)

    @cached_property
    def input(self) -> CertificateInput:
        """The certificate as written, with the defects that were filled in."""
        defects = [
            DefectInput(self[f"what{line}"].value, self[f"due{line}"].value)
            for line in DEFECT_LINES
            if self[f"what{line}"].value
        ]
        return self.filled(CertificateInput, defects=defects)


def certificate_form(context: Context) -> CertificateForm:
    """Return the form of a certificate, with as many lines for defects as one can have."""
    lines: dict[str, BaseField] = {}
    for line in DEFECT_LINES:
        lines[f"what{line}"] = TextField(N_("Defect"), max=160, required=False)
        lines[f"due{line}"] = DateField(N_("To be repaired by"), ahead=None, required=False)
    return CertificateForm.with_lines(**lines)(context)


class RectificationForm(Form):
    """The repair of a defect."""

    rectified_on = DateField(N_("Repaired on"), missing=N_("Enter the day on which it was repaired."))
    how = TextField(N_("What was done?"), rows=2, max=400, missing=N_("Write what was done to repair it."))

    @cached_property
    def input(self) -> RectificationInput:
        """The repair as written."""
        return self.filled(RectificationInput)


class FinalAccountForm(Form):
    """The final account."""

    measured_on = DateField(N_("Day of the final account"), missing=N_("Enter the day of the final account."))
    cost = MoneyField(
        N_("What did the work cost in all?"), min=1, missing=N_("Write what the work cost in all.")
    )
    cost_reason = TextField(
        N_("If this differs from the cash book and what was given: why?"),
        rows=2,
        max=600,
        required=False,
        depends=True,
    )
    meeting = SelectField(
        N_("Which meeting decided what to do with the money that is left?"),
        coerce=int,
        required=False,
        depends=True,
    )
    surplus_use = TextField(
        N_("What did the assembly decide to do with the money that is left?"),
        rows=2,
        max=300,
        required=False,
        depends=True,
        description=N_("Leave this empty if nothing is left."),
    )

    @cached_property
    def input(self) -> FinalAccountInput:
        """The account as written."""
        return self.filled(FinalAccountInput)


class EndedContractAccountForm(FinalAccountForm):
    """The final account of a contract that ended, whose work may have cost nothing."""

    cost = MoneyField(N_("What did the work cost in all?"), missing=N_("Write what the work cost in all."))


def final_account_form(
    context: Context, row: ContractClosureRow, meetings: Sequence[DatedMeeting]
) -> FinalAccountForm:
    """Return the form of a final account, filled with the sum of the cash book and of what was given.

    Its day is that of the last visit, payment or public audit, whichever is latest.
    """
    kind = FinalAccountForm if row.ended_on is None else EndedContractAccountForm
    days = [day for day in (row.visited_on, row.paid_on, row.audited_on) if day]
    form = kind(context, {"cost": row.cost_so_far or None, "measured_on": max(days, default=None)})
    say, written = current_translator().say, current_translator().date
    form.meeting.choices = [
        (
            str(meeting.number),
            say(
                Message(
                    N_("%(label)s: %(value)s"),
                    {"label": written(meeting.held_on), "value": MEETINGS[meeting.kind]},
                )
            ),
        )
        for meeting in meetings
    ]
    return form


class HandoverForm(Form):
    """The handover, with the plan that keeps the work running."""

    handed_on = DateField(N_("Handed over on"), missing=N_("Enter the day of the handover."))
    receiver = TextField(
        N_("Who takes it over?"),
        description=N_("An office or a user group, not a name."),
        missing=N_("Name the office or group."),
    )
    caretaker = TextField(
        N_("Who looks after it?"),
        description=N_("The role and how it is filled, not a name."),
        missing=N_("Name the role."),
    )
    tasks = TextField(
        N_("What has to be done, and how often?"),
        rows=4,
        max=1000,
        missing=N_("Write what has to be done, and how often."),
    )
    fee = MoneyField(
        N_("Monthly fee for each household"),
        description=N_("Write 0 if there is none."),
        missing=N_("Write the monthly fee for each household, 0 if there is none."),
    )
    fund = MoneyField(
        N_("Repair fund at the start"),
        description=N_("Write 0 if there is none."),
        missing=N_("Write the sum of the repair fund, 0 if there is none."),
    )

    @cached_property
    def input(self) -> HandoverInput:
        """The handover as written."""
        return self.filled(HandoverInput)


def _is_yes(chosen: str) -> bool:
    return chosen == "yes"


class LaterWorkCheckForm(Form):
    """A check some months after the handover."""

    checked_on = DateField(N_("Checked on"), missing=N_("Enter the day of the check."))
    works = SelectField(
        N_("Does it work?"),
        choices=(("yes", N_("Yes")), ("no", N_("No"))),
        coerce=_is_yes,
        missing=N_("Choose whether it works."),
    )
    notes = TextField(
        N_("What was seen, and what is done about it?"),
        rows=3,
        max=600,
        required=False,
        description=N_("Needed when it does not work."),
    )

    def agree(self) -> None:
        if not self.works.value and not self.notes.value:
            raise Refused(Message(N_("Write what does not work and what is done about it.")), "notes")

    @cached_property
    def input(self) -> LaterWorkCheckInput:
        """The check as written."""
        return self.filled(LaterWorkCheckInput)
