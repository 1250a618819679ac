"""The form of several lines of a cash book, paid on one day."""

from __future__ import annotations

from functools import cached_property

import wtforms

from peoplesprocess.core.messages import N_, Message, RefusalList, Refused
from peoplesprocess.web.fields import BooleanField, DateField, TextField
from peoplesprocess.web.form import Form
from peoplesprocess.web.line_labels import in_line
from peoplesprocess.web.measure_fields import MoneyField
from peoplesprocess.web.view_context import Context
from peoplesprocess.works.actions import CashBookInput
from peoplesprocess.works.several_cash_lines import MOST_LINES

LABELS = {
    "what": N_("What for?"),
    "seller": N_("From whom was it bought?"),
    "amount": N_("How much?"),
    "paper": N_("Number of the bill or receipt"),
}
"""What is asked in each line."""
_WORDS = {
    "what": N_("Write what was bought or which work was paid."),
    "amount": N_("Write how much was paid."),
    "paper": N_("Give the number of the bill or receipt."),
}
"""What is said of a part of a line that is missing."""


class LineSumField(MoneyField):
    """A sum in a line that may stay empty."""

    empty: int | None = None


class CashLinesForm(Form):
    """Lines of which each is filled in as a whole, or left empty."""

    spent_on = DateField(N_("When was all this paid?"), missing=N_("Enter the day of the payment."))
    again = BooleanField(N_("These are other ones. Save them too."))
    parts: tuple[str, ...] = ("what", "amount", "paper")
    asks_about_twins = False
    """Whether a line has the receipt of another one, and nobody has said yet that it is another one."""

    def line(self, number: int) -> dict[str, object]:
        """Return what the fields of a line hold."""
        return {name: self[f"{name}{number}"].data for name in (*self.parts, "seller")}

    @property
    def numbers(self) -> list[int]:
        """The numbers of the lines that hold something."""
        return [number for number in range(1, MOST_LINES + 1) if any(self.line(number).values())]

    @cached_property
    def input(self) -> dict[int, CashBookInput]:
        """The lines as written, by number. Errors: Refused, naming all that is missing of any of them."""
        refusals = RefusalList()
        for number in self.numbers:
            for name in (name for name in self.parts if not self.line(number)[name]):
                with refusals:
                    raise Refused(Message(_WORDS[name]), f"{name}{number}")
        refusals.settle()
        return {
            number: CashBookInput(
                self.spent_on.value,
                self[f"what{number}"].value,
                self[f"amount{number}"].value,
                self[f"paper{number}"].value,
                seller=self[f"seller{number}"].value,
            )
            for number in self.numbers
        }

    def refuse(self, refusal: Refused) -> None:
        """Put one refusal beside its field: a line that is asked about has one tick with all others."""
        if refusal.field.startswith("again"):
            self.asks_about_twins = True
            refusal = refusal.moved(lambda field: field.replace("again", "paper"))
        super().refuse(refusal)


def cash_lines_form(context: Context) -> CashLinesForm:
    """Return the form of several lines of the cash book."""
    fields: dict[str, wtforms.Field] = {}
    for number in range(1, MOST_LINES + 1):
        label = {name: in_line(words, number) for name, words in LABELS.items()}
        fields[f"what{number}"] = TextField(label["what"], required=False)
        fields[f"seller{number}"] = TextField(label["seller"], max=80, required=False)
        fields[f"amount{number}"] = LineSumField(label["amount"], required=False)
        fields[f"paper{number}"] = TextField(label["paper"], max=60, private=False, required=False)
    return CashLinesForm.extended(**fields)(context)
