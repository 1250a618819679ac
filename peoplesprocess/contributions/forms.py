"""The form of a contribution."""

from __future__ import annotations

from functools import cached_property

from peoplesprocess.core.contributions import KINDS, ContributionInput
from peoplesprocess.core.labour import MOST_DAYS
from peoplesprocess.core.messages import N_
from peoplesprocess.web.fields import DateField, IntegerField, SelectField, TextField
from peoplesprocess.web.form import Form
from peoplesprocess.web.quantity_and_money_fields import MoneyField, QuantityField


class ContributionForm(Form):
    """Something that the community gave."""

    kind = SelectField(
        N_("What did the community give?"), choices=KINDS, missing=N_("Choose what the community gave.")
    )
    given_on = DateField(N_("When was it given?"), missing=N_("Enter the day on which it was given."))
    what = TextField(
        N_("What exactly?"),
        description=N_("Like “digging the trench” or “sand from the river”. No names of people."),
        missing=N_("Write what was given."),
    )
    women_days = IntegerField(
        N_("Labour: unpaid days worked by women"), max=MOST_DAYS, required=False, depends=True
    )
    men_days = IntegerField(
        N_("Labour: unpaid days worked by men"), max=MOST_DAYS, required=False, depends=True
    )
    quantity = QuantityField(N_("Materials: how much"), required=False, depends=True)
    unit = TextField(
        N_("Materials: in which unit"),
        max=20,
        required=False,
        depends=True,
        description=N_("Like bags or m³."),
    )
    value = MoneyField(
        N_("What is it worth?"),
        min=1,
        missing=N_("Write what it is worth."),
        description=N_("For money, the sum; for labour and materials, what they would have cost."),
    )
    paper = TextField(
        N_("Number of the receipt or list"), max=60, required=False, depends=True, private=False
    )

    @cached_property
    def input(self) -> ContributionInput:
        """The contribution as written."""
        return self.filled(ContributionInput)
