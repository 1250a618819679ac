"""The forms of an instalment: its request, its payment, the corrected number, the refusal."""

from __future__ import annotations

from datetime import date
from functools import cached_property

from peoplesprocess.core.amendments import MOST_MONEY
from peoplesprocess.core.messages import N_
from peoplesprocess.web.fields import BooleanField, IntegerField, TextField
from peoplesprocess.web.form import Form
from peoplesprocess.web.paper_day_field import paper_day_field
from peoplesprocess.web.strike_form import reason_field
from peoplesprocess.web.view_context import Context
from peoplesprocess.works.bank_payment_number_corrections import PaymentNumberCorrectionInput

SAME_PAYMENT = N_("The bank gave this number twice. Save it.")


class TrancheRequestForm(Form):
    """The community's request for an instalment."""

    statement = TextField(
        N_("What was done with the money so far, and what is this instalment for?"),
        rows=4,
        max=1000,
        description=N_("The agency and everybody in the community can read it."),
        missing=N_("Write what was done with the money so far, and what this instalment is for."),
    )
    on_paper = paper_day_field()


class FirstTrancheRequestForm(TrancheRequestForm):
    """The request for the first instalment: no money has come yet that could be reported on."""

    statement = TextField(
        N_("What is this instalment for?"),
        rows=4,
        max=1000,
        description=N_("The agency and everybody in the community can read it."),
        missing=N_("Write what this instalment is for."),
    )


def tranche_request_form(context: Context, *, is_first: bool) -> TrancheRequestForm:
    """Return the form of a request; the first one asks another question."""
    return FirstTrancheRequestForm(context) if is_first else TrancheRequestForm(context)


class TrancheReleaseForm(Form):
    """The agency's payment of the sum `seen` on the page, in minor units."""

    seen = IntegerField("", max=MOST_MONEY, required=False, hidden=True)
    paper = TextField(
        N_("Number of the payment"),
        max=60,
        private=False,
        missing=N_("Give the number of the payment."),
        description=N_("As the bank wrote it: the community looks for this number on its account."),
    )
    on_paper = paper_day_field()
    again = BooleanField(SAME_PAYMENT)

    @property
    def payment(self) -> tuple[str, date | None, int]:
        """The number of the payment, its day on paper, and the sum that was seen."""
        return self.paper.value, self.on_paper.value, self.seen.value


class PaymentNumberCorrectionForm(Form):
    """The right number of a payment, and what was wrong."""

    paper = TextField(
        N_("The right number of the payment"),
        max=60,
        private=False,
        missing=N_("Give the number as the bank wrote it."),
    )
    reason = reason_field()
    again = BooleanField(SAME_PAYMENT)

    @cached_property
    def input(self) -> PaymentNumberCorrectionInput:
        """The corrected number."""
        return self.filled(PaymentNumberCorrectionInput)


class TrancheRefusalForm(Form):
    """The agency's refusal of a request."""

    reason = TextField(
        N_("Why can it not be released now?"),
        rows=3,
        max=600,
        missing=N_("Write the reason: the community must know what to do."),
    )
    on_paper = paper_day_field()
