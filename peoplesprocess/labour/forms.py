"""The forms of a muster roll."""

from __future__ import annotations

from functools import cached_property

from peoplesprocess.core.labour import KINDS, MOST_DAYS
from peoplesprocess.core.messages import N_
from peoplesprocess.labour.actions import MusterRollInput
from peoplesprocess.web.fields import DateField, IntegerField, SelectField, TextField
from peoplesprocess.web.form import Form
from peoplesprocess.web.quantity_and_money_fields import MoneyField
from peoplesprocess.web.strike_form import reason_field


class MusterRollForm(Form):
    """Paid days of women and men in a period, for one kind of work."""

    kind = SelectField(N_("Which kind of work?"), choices=KINDS, missing=N_("Choose the kind of work."))
    what = TextField(
        N_("What was done?"),
        description=N_("Like “digging the trench”. No names of people."),
        missing=N_("Write what was done."),
    )
    since = DateField(N_("From which day?"), missing=N_("Enter the first day."))
    until = DateField(N_("Until which day?"), missing=N_("Enter the last day."))
    women_days = IntegerField(N_("Days worked by women"), max=MOST_DAYS, required=False, depends=True)
    women_rate = MoneyField(N_("Daily pay for women"), required=False, depends=True)
    men_days = IntegerField(N_("Days worked by men"), max=MOST_DAYS, required=False, depends=True)
    men_rate = MoneyField(N_("Daily pay for men"), required=False, depends=True)
    unequal = TextField(
        N_("If the rates differ: why?"),
        rows=2,
        max=600,
        required=False,
        depends=True,
        description=N_("Everybody can read it on the notice board."),
    )
    paid_on = DateField(N_("When was it paid?"), missing=N_("Enter the day of the payment."))
    paper = TextField(
        N_("Number of the paper roll"),
        max=60,
        private=False,
        missing=N_("Enter the number of the paper roll."),
        description=N_("The list with names stays on paper with the committee."),
    )

    @cached_property
    def input(self) -> MusterRollInput:
        """The roll as written."""
        return self.filled(MusterRollInput)


class CorrectedMusterRollForm(MusterRollForm):
    """A roll recorded anew, and what was wrong with the first record."""

    reason = reason_field()
