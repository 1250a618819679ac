"""The forms for suspending, resuming and ending a work, and for grant money that came back."""

from __future__ import annotations

from functools import cached_property

from peoplesprocess.core.interruption_rules import GROUNDS, NOT_SIGNED
from peoplesprocess.core.messages import N_
from peoplesprocess.web.fields import DateField, SelectField, TextField
from peoplesprocess.web.form import Form
from peoplesprocess.web.quantity_and_money_fields import MoneyField
from peoplesprocess.works.interruptions import (
    ContractEndingInput,
    GrantReturnInput,
    ResumptionInput,
    SuspensionInput,
)


def _reason_field() -> TextField:
    return TextField(
        N_("Why?"),
        rows=3,
        max=600,
        description=N_("Everybody can read it."),
        missing=N_("Write why. Everybody can read it."),
    )


class SuspensionForm(Form):
    """The day from which a work is suspended, and why."""

    suspended_on = DateField(
        N_("From which day is it suspended?"), missing=N_("Enter the day from which it is suspended.")
    )
    reason = _reason_field()

    @cached_property
    def input(self) -> SuspensionInput:
        """The suspension as written."""
        return self.filled(SuspensionInput)


class ResumptionForm(Form):
    """The day from which a work goes on, and why."""

    resumed_on = DateField(
        N_("From which day does it go on?"), missing=N_("Enter the day from which it goes on.")
    )
    reason = _reason_field()

    @cached_property
    def input(self) -> ResumptionInput:
        """The resumption as written."""
        return self.filled(ResumptionInput)


class ContractEndingForm(Form):
    """The day and ground of a contract's end, and why."""

    ended_on = DateField(N_("On which day did it end?"), missing=N_("Enter the day on which it ended."))
    ground = SelectField(
        N_("For which reason?"), choices=GROUNDS, missing=N_("Choose for which reason it ended.")
    )
    reason = _reason_field()

    @cached_property
    def input(self) -> ContractEndingInput:
        """The ending as written."""
        return self.filled(ContractEndingInput)


class UnsignedContractEndingForm(Form):
    """The day on which a contract was given up that a party does not sign, and why."""

    ended_on = DateField(N_("On which day was it given up?"), missing=N_("Enter the day on which it ended."))
    reason = _reason_field()

    @cached_property
    def input(self) -> ContractEndingInput:
        """The ending as written."""
        return self.filled(ContractEndingInput, ground=NOT_SIGNED)


class GrantReturnForm(Form):
    """A part of the grant that came back."""

    returned_on = DateField(N_("When did it come back?"), missing=N_("Enter the day when it came back."))
    amount = MoneyField(N_("How much?"), min=1, missing=N_("Give a sum above 0."))
    paper = TextField(
        N_("Number of the payment"), max=60, private=False, missing=N_("Give the number of the payment.")
    )

    @cached_property
    def input(self) -> GrantReturnInput:
        """The payment as written."""
        return self.filled(GrantReturnInput)
