"""The forms of the cash book: a line, a corrected line and a counter-entry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TypeVar

from peoplesprocess.core.messages import N_
from peoplesprocess.facts.quotation_comparisons import PriceComparisonRow
from peoplesprocess.web.fields import BooleanField, DateField, SelectField, TextField
from peoplesprocess.web.form import Form
from peoplesprocess.web.quantity_and_money_fields import MoneyField
from peoplesprocess.web.strike_form import reason_field
from peoplesprocess.web.view_context import Context
from peoplesprocess.works.actions import CashBookInput
from peoplesprocess.works.corrections import CounterEntryInput


class CashBookForm(Form):
    """A line of the cash book."""

    spent_on = DateField(N_("When was it paid?"), missing=N_("Enter the day of the payment."))
    what = TextField(
        N_("What for?"),
        description=N_("What was bought or which work was paid. No names of people."),
        missing=N_("Write what was bought or which work was paid for."),
    )
    seller = TextField(
        N_("From whom was it bought?"),
        max=80,
        required=False,
        description=N_("The shop, not a person: purchases from one seller are checked together."),
    )
    amount = MoneyField(N_("How much?"), min=1, missing=N_("Write how much was paid."))
    refund = BooleanField(
        N_("This money came back"),
        description=N_("A refund, or a line that was wrong: the sum is taken off what was spent."),
    )
    paper = TextField(
        N_("Number of the bill or receipt"),
        max=60,
        private=False,
        missing=N_("Give the number of the bill or receipt."),
    )
    comparison = SelectField(
        N_("Which quotations were compared before?"),
        coerce=int,
        required=False,
        depends=True,
        none=N_("No quotations were compared"),
    )
    again = BooleanField(N_("It is a different one. Save it too."))

    @cached_property
    def input(self) -> CashBookInput:
        """The line as written."""
        return self.filled(CashBookInput)


class CorrectedCashBookForm(CashBookForm):
    """A line of the cash book recorded anew, and what was wrong with the first one."""

    reason = reason_field()


L = TypeVar("L", bound=CashBookForm)


def cash_book_form(
    context: Context, kind: type[L], comparisons: Sequence[PriceComparisonRow], values: Mapping[str, object]
) -> L:
    """Return the form of a line of the cash book, with the work's comparisons of quotations as choices."""
    form = kind(context, values)
    form.comparison.choices = [
        (str(row.number), f"{row.number} · {row.what} · {row.supplier}")
        for row in comparisons
        if not row.is_struck
    ]
    return form


class CounterEntryForm(Form):
    """A counter-entry: the sum taken from a line of the cash book, and why."""

    spent_on = DateField(N_("When was it noticed?"), missing=N_("Enter the day when it was noticed."))
    amount = MoneyField(N_("How much?"), min=1, missing=N_("Give a sum above 0."))
    what = reason_field()
    paper = TextField(
        N_("Number of the bill or receipt"),
        max=60,
        private=False,
        missing=N_("Give the number of the bill or receipt."),
    )

    @cached_property
    def input(self) -> CounterEntryInput:
        """The counter-entry as written."""
        return self.filled(CounterEntryInput)
