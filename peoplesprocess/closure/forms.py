"""What is written at the end of a contract, and how it becomes an action's input."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from peoplesprocess.closure.actions import HandoverInput
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.web.context import Context
from peoplesprocess.web.fields import BooleanField, DateField, SelectField, TextField
from peoplesprocess.web.forms import Form
from peoplesprocess.web.i18n import current_translator
from peoplesprocess.web.measure_fields import MoneyField

DEFECTS = range(1, 9)


class _AuditForm(Form):
    meeting = SelectField(N_("At which meeting were the accounts read?"))
    questions = TextField(
        N_("What was asked, and what was answered?"),
        rows=6,
        max=2000,
        description=N_("No names of people. If nobody asked anything, write that."),
    )
    accepted = BooleanField(N_("The meeting accepted the accounts"))


def audit_form(context: Context, meetings: Sequence[Any]) -> Any:
    """Return the form of a public audit, with the meetings at which it can have been held."""
    form = _AuditForm(context)
    written = current_translator().date
    form.meeting.choices = [(str(meeting.number), written(meeting.held_on)) for meeting in meetings]
    return form


class _CertificateFields(Form):
    issued_on = DateField(N_("Issued on"))
    statement = TextField(
        N_("What do you certify?"),
        rows=3,
        max=600,
        missing=N_("Write what you certify: that the work meets the contract, and with which limits."),
    )

    def agree(self) -> None:
        for line in DEFECTS:
            what, due = self[f"what{line}"], self[f"due{line}"]
            if what.data and not due.data:
                raise Refused(Message(N_("Write by which day it must be mended.")), due.name)
            if due.data and not what.data:
                raise Refused(Message(N_("Write what has to be mended.")), what.name)
            if due.data and due.data < self.issued_on.data:
                raise Refused(Message(N_("This day is before the certificate is issued.")), due.name)

    def defects(self) -> list[tuple[str, date]]:
        """Return the defects that were filled in, each with its day."""
        return [
            (self[f"what{line}"].data, self[f"due{line}"].data)
            for line in DEFECTS
            if self[f"what{line}"].data
        ]


def certificate_form(context: Context) -> Any:
    """Return the form of a certificate, with as many lines for defects as one can have."""
    lines: dict[str, Any] = {}
    for line in DEFECTS:
        lines[f"what{line}"] = TextField(N_("Defect"), max=160, required=False)
        lines[f"due{line}"] = DateField(N_("To be mended by"), ahead=None, required=False)
    return _CertificateFields.extended(**lines)(context)


class RectificationForm(Form):
    """A defect that is mended."""

    rectified_on = DateField(N_("Mended on"))
    how = TextField(N_("What was done?"), rows=2, max=400)


class FinalForm(Form):
    """The final measurement and account."""

    measured_on = DateField(N_("Measured on"))
    cost = MoneyField(N_("What did the work cost in all?"), min=1)
    surplus_use = TextField(
        N_("What did the assembly decide to do with what is left?"),
        rows=2,
        max=300,
        required=False,
        description=N_("Leave this empty if nothing is left."),
    )


class HandoverForm(Form):
    """The handover, with the plan that keeps the work running."""

    handed_on = DateField(N_("Handed over on"))
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
    tasks = TextField(N_("What has to be done, and how often?"), rows=4, max=1000)
    fee = MoneyField(N_("Fee of a household for a month"), description=N_("Write 0 if there is none."))
    fund = MoneyField(N_("Repair fund at the start"), description=N_("Write 0 if there is none."))

    def input(self) -> HandoverInput:
        """Return the handover as written."""
        return HandoverInput(
            handed_on=self.handed_on.data,
            receiver=self.receiver.data,
            caretaker=self.caretaker.data,
            tasks=self.tasks.data,
            fee=self.fee.data,
            fund=self.fund.data,
        )


class CheckForm(Form):
    """A check some months after the handover."""

    checked_on = DateField(N_("Checked on"))
    works = SelectField(N_("Does it work?"), choices=(("yes", N_("Yes")), ("no", N_("No"))))
    notes = TextField(
        N_("What was seen, and what is done about it?"),
        rows=3,
        max=600,
        required=False,
        description=N_("Needed when it does not work."),
    )

    def agree(self) -> None:
        if self.works.data == "no" and not self.notes.data:
            raise Refused(Message(N_("Write what does not work and what is done about it.")), "notes")
