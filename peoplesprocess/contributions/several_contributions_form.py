"""The form of several contributions that were given on one day."""

from __future__ import annotations

from functools import cached_property

import wtforms

from peoplesprocess.contributions.several_contributions import MOST_LINES
from peoplesprocess.core.contributions import KINDS, ContributionInput
from peoplesprocess.core.labour import MOST_DAYS
from peoplesprocess.core.messages import N_, Message, RefusalList, Refused
from peoplesprocess.web.fields import DateField, OptionalCountField, SelectField, TextField
from peoplesprocess.web.form import Form
from peoplesprocess.web.line_labels import in_line
from peoplesprocess.web.measure_fields import MoneyField, QuantityField
from peoplesprocess.web.view_context import Context

LABELS = {
    "kind": N_("What did the community give?"),
    "what": N_("What exactly?"),
    "women_days": N_("Labour: days of women, unpaid"),
    "men_days": N_("Labour: days of men, unpaid"),
    "quantity": N_("Materials: how much"),
    "unit": N_("Materials: in which unit"),
    "value": N_("What is it worth?"),
    "paper": N_("Number of the receipt or list"),
}
"""What is asked in each line."""
_MISSING = {
    "kind": N_("Choose what the community gave."),
    "what": N_("Write what was given."),
    "value": N_("Write what it is worth."),
}


class GivenQuantityField(QuantityField):
    """A quantity in a line that may stay empty."""

    empty: int | None = None


class GivenValueField(MoneyField):
    """What something is worth, in a line that may stay empty."""

    empty: int | None = None


class SeveralContributionsForm(Form):
    """Lines of which each is filled in, or left empty."""

    given_on = DateField(N_("When was all this given?"), missing=N_("Enter the day on which it was given."))

    @property
    def numbers(self) -> list[int]:
        """The numbers of the lines that hold something."""
        return [
            number
            for number in range(1, MOST_LINES + 1)
            if any(self[f"{name}{number}"].data for name in LABELS)
        ]

    @cached_property
    def input(self) -> dict[int, ContributionInput]:
        """The lines as written, by number. Errors: Refused, naming all that is missing of any of them."""
        refusals = RefusalList()
        for number in self.numbers:
            for name in (name for name in _MISSING if not self[f"{name}{number}"].data):
                with refusals:
                    raise Refused(Message(_MISSING[name]), f"{name}{number}")
        refusals.settle()
        return {number: self._line(number) for number in self.numbers}

    def _line(self, number: int) -> ContributionInput:
        said = {name: self[f"{name}{number}"].value for name in LABELS}
        counts = {name: said[name] or 0 for name in ("women_days", "men_days", "quantity")}
        return ContributionInput(given_on=self.given_on.value, **{**said, **counts})


def several_contributions_form(context: Context) -> SeveralContributionsForm:
    """Return the form of several contributions."""
    fields: dict[str, wtforms.Field] = {}
    for line in range(1, MOST_LINES + 1):
        fields |= {f"{name}{line}": _field(name, in_line(words, line)) for name, words in LABELS.items()}
    return SeveralContributionsForm.extended(**fields)(context)


def _field(name: str, label: Message) -> wtforms.Field:
    match name:
        case "kind":
            return SelectField(label, choices=KINDS, required=False, depends=True)
        case "women_days" | "men_days":
            return OptionalCountField(label, max=MOST_DAYS, required=False)
        case "quantity":
            return GivenQuantityField(label, required=False)
        case "value":
            return GivenValueField(label, required=False)
        case "unit":
            return TextField(label, max=20, required=False)
        case "paper":
            return TextField(label, max=60, required=False, private=False)
        case _:
            return TextField(label, required=False)
