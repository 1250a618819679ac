"""The form of the bank's balances of several works on one day."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import wtforms

from peoplesprocess.core.messages import N_, Message, Msgid
from peoplesprocess.web.fields import DateField, TextField
from peoplesprocess.web.form import Form
from peoplesprocess.web.quantity_and_money_fields import OptionalMoneyField
from peoplesprocess.web.view_context import Context
from peoplesprocess.works.bank_balances import BankBalanceInput

AMOUNT = N_("How much is on the account?")
REASON = N_("If the cash book says something else: why?")


class SeveralBankBalancesForm(Form):
    """The bank's balance for each work; a work whose amount is empty is not compared."""

    stated_on = DateField(N_("On which day?"), missing=N_("Enter the day of the bank's balance."))
    paper = TextField(
        N_("Number of the bank's paper, or its day"),
        max=60,
        private=False,
        missing=N_("Give the number of the bank's paper, or its day."),
    )
    numbers: Sequence[int] = ()

    @cached_property
    def input(self) -> dict[int, BankBalanceInput]:
        """The balances as written, by the number of their work."""
        return {
            number: BankBalanceInput(
                self.stated_on.value,
                self[f"amount{number}"].value,
                self.paper.value,
                self[f"reason{number}"].value,
            )
            for number in self.numbers
            if self[f"amount{number}"].data is not None
        }


def bank_balances_form(context: Context, numbers: Sequence[int]) -> SeveralBankBalancesForm:
    """Return the form with an amount and a reason for each work."""
    fields: dict[str, wtforms.Field] = {}
    for number in numbers:
        fields[f"amount{number}"] = OptionalMoneyField(_of_work(AMOUNT, number), required=False)
        fields[f"reason{number}"] = TextField(_of_work(REASON, number), max=600, required=False)
    form = SeveralBankBalancesForm.extended(**fields)(context)
    form.numbers = numbers
    return form


def _of_work(words: Msgid, number: int) -> Message:
    """Return a label that names its work, because errors are listed above the table without it."""
    work = Message(N_("Work %(number)s"), {"number": number})
    return Message(N_("%(label)s: %(value)s"), {"label": work, "value": words})
