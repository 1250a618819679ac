"""The form of several contributions that were given on one day."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import wtforms

from peoplesprocess.core.contributions import KINDS, ContributionInput
from peoplesprocess.core.labour import MOST_DAYS
from peoplesprocess.core.messages import N_, Message, Msgid
from peoplesprocess.web.fields import DateField, OptionalIntegerField, SelectField, TextField
from peoplesprocess.web.quantity_and_money_fields import (
    OptionalMoneyField,
    OptionalQuantityField,
)
from peoplesprocess.web.several_lines_form import SeveralLinesForm
from peoplesprocess.web.view_context import Context


class SeveralContributionsForm(SeveralLinesForm):
    """Contributions that were given on one day."""

    labels: Mapping[str, Msgid] = {
        "kind": N_("What did the community give?"),
        "what": N_("What exactly?"),
        "women_days": N_("Labour: unpaid days worked by women"),
        "men_days": N_("Labour: unpaid days worked by men"),
        "quantity": N_("Materials: how much"),
        "unit": N_("Materials: in which unit"),
        "value": N_("What is it worth?"),
        "paper": N_("Number of the receipt or list"),
    }
    needed: Mapping[str, Msgid] = {
        "kind": N_("Choose what the community gave."),
        "what": N_("Write what was given."),
        "value": N_("Write what it is worth."),
    }
    given_on = DateField(N_("When was all this given?"), missing=N_("Enter the day on which it was given."))

    @cached_property
    def input(self) -> dict[int, ContributionInput]:
        """The lines as written, by number. Errors: Refused, naming everything that is missing."""
        self.require_needed()
        return {line: self._contribution(line) for line in self.written}

    def _contribution(self, line: int) -> ContributionInput:
        counts = {name: self[f"{name}{line}"].value or 0 for name in ("women_days", "men_days", "quantity")}
        return self.filled_line(ContributionInput, line, given_on=self.given_on.value, **counts)


def several_contributions_form(context: Context) -> SeveralContributionsForm:
    """Return the form of several contributions."""
    return SeveralContributionsForm.lined(_field)(context)


def _field(name: str, label: Message) -> wtforms.Field:
    match name:
        case "kind":
            return SelectField(label, choices=KINDS, required=False, depends=True)
        case "women_days" | "men_days":
            return OptionalIntegerField(label, max=MOST_DAYS, required=False)
        case "quantity":
            return OptionalQuantityField(label, required=False)
        case "value":
            return OptionalMoneyField(label, required=False)
        case "unit":
            return TextField(label, max=20, required=False)
        case "paper":
            return TextField(label, max=60, required=False, private=False)
        case _:
            return TextField(label, required=False)
