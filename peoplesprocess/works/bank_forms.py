"""The forms of the bank account: money that came, and the bank's balance."""

from __future__ import annotations

from functools import cached_property

from peoplesprocess.core.messages import N_
from peoplesprocess.web.fields import DateField, TextField
from peoplesprocess.web.form import Form
from peoplesprocess.web.quantity_and_money_fields import MoneyField
from peoplesprocess.works.bank_balances import BankBalanceInput
from peoplesprocess.works.tranche_arrivals import TrancheArrivalInput


class TrancheArrivalForm(Form):
    """The day on which an instalment came to the account, and how much of it came."""

    arrived_on = DateField(
        N_("On which day did the money come to the account?"),
        missing=N_("Enter the day on which the money came to the account."),
    )
    amount = MoneyField(
        N_("How much came?"),
        missing=N_("Write how much came to the account."),
        description=N_("As the bank says, without what it took as a fee."),
    )
    reason = TextField(
        N_("If the sum is different, or was wrong before: why?"),
        rows=2,
        max=600,
        required=False,
        depends=True,
    )

    @cached_property
    def input(self) -> TrancheArrivalInput:
        """The arrival as written."""
        return self.filled(TrancheArrivalInput)


class BankBalanceForm(Form):
    """The bank's balance for a work."""

    stated_on = DateField(N_("On which day?"), missing=N_("Enter the day of the bank's balance."))
    amount = MoneyField(
        N_("How much is on the account for this work?"),
        missing=N_("Write how much is on the account, 0 if nothing."),
        description=N_("If the account holds money of other works too, leave that out."),
    )
    paper = TextField(
        N_("Number of the bank's paper, or its day"),
        max=60,
        private=False,
        missing=N_("Give the number of the bank's paper, or its day."),
    )
    reason = TextField(
        N_("If the cash book says something else: why?"), rows=2, max=600, required=False, depends=True
    )

    @cached_property
    def input(self) -> BankBalanceInput:
        """The balance as written."""
        return self.filled(BankBalanceInput)
