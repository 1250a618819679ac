"""The form of several lines of a cash book, paid on one day."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import wtforms

from peoplesprocess.core.messages import N_, Message, Msgid, Refused
from peoplesprocess.web.fields import BooleanField, DateField, TextField
from peoplesprocess.web.quantity_and_money_fields import OptionalMoneyField
from peoplesprocess.web.several_lines_form import SeveralLinesForm
from peoplesprocess.web.view_context import Context
from peoplesprocess.works.actions import CashBookInput


class SeveralCashLinesForm(SeveralLinesForm):
    """Lines of the cash book that were paid on one day."""

    labels: Mapping[str, Msgid] = {
        "what": N_("What for?"),
        "seller": N_("From whom was it bought?"),
        "amount": N_("How much?"),
        "paper": N_("Number of the bill or receipt"),
    }
    needed: Mapping[str, Msgid] = {
        "what": N_("Write what was bought or which work was paid for."),
        "amount": N_("Write how much was paid."),
        "paper": N_("Give the number of the bill or receipt."),
    }
    spent_on = DateField(N_("When was all this paid?"), missing=N_("Enter the day of the payment."))
    again = BooleanField(N_("These are different ones. Save them too."))
    asks_about_duplicates = False
    """Whether a line has the same receipt as another one and nobody has confirmed that they differ."""

    @cached_property
    def input(self) -> dict[int, CashBookInput]:
        """The lines as written, by number. Errors: Refused, naming everything that is missing."""
        self.require_needed()
        day = self.spent_on.value
        return {line: self.filled_line(CashBookInput, line, spent_on=day) for line in self.written}

    def refuse(self, refusal: Refused) -> None:
        """Attach one refusal to its field: the question about a duplicate to the paper."""
        if refusal.field.startswith("again"):
            self.asks_about_duplicates = True
            refusal = refusal.moved(lambda field: field.replace("again", "paper"))
        super().refuse(refusal)


def cash_lines_form(context: Context) -> SeveralCashLinesForm:
    """Return the form of several lines of the cash book."""
    return SeveralCashLinesForm.lined(_field)(context)


def _field(name: str, label: Message) -> wtforms.Field:
    match name:
        case "amount":
            return OptionalMoneyField(label, required=False)
        case "seller":
            return TextField(label, max=80, required=False)
        case "paper":
            return TextField(label, max=60, private=False, required=False)
        case _:
            return TextField(label, required=False)
