"""Pages of what others pay for a work: the list beside what was agreed, recording, striking."""

from __future__ import annotations

from functools import cached_property

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.contributions import other_payments
from peoplesprocess.core.actions import Action
from peoplesprocess.core.contract_payers import PAYERS, OtherPaymentInput
from peoplesprocess.core.messages import N_, Message
from peoplesprocess.facts.cash_positions import CashBookContract
from peoplesprocess.web.addressed_cash_book import addressed_cash_book
from peoplesprocess.web.fields import DateField, SelectField, TextField
from peoplesprocess.web.form import Form
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.quantity_and_money_fields import MoneyField
from peoplesprocess.web.request_state import db
from peoplesprocess.web.strike_record_view import strike_record_view
from peoplesprocess.web.view_context import Context

bp = Blueprint("others", __name__)
_PLACE = "/s/<code>/works/<int:number>/others"


class OtherPaymentForm(Form):
    """Money that somebody else paid in."""

    source = SelectField(N_("Who paid?"), missing=N_("Choose who paid."))
    received_on = DateField(
        N_("When did it come to the account?"), missing=N_("Enter the day on which it came.")
    )
    amount = MoneyField(N_("How much?"), min=1, missing=N_("Write how much came."))
    paper = TextField(
        N_("Number of the payment"),
        max=60,
        private=False,
        missing=N_("Give the number of the payment."),
    )

    @cached_property
    def input(self) -> OtherPaymentInput:
        """The payment as written."""
        return self.filled(OtherPaymentInput)


@bp.get(_PLACE)
@allows(Action.SEE_SETTLEMENT)
def index(context: Context, number: int) -> ResponseReturnValue:
    """List what others paid in, beside what was agreed."""
    book = _book(context, number)
    rows = other_payments.PAYMENTS.all(db(), contract=book.id)
    return render_page(
        "contributions/others.html",
        book=book,
        rows=rows,
        came={
            payer.source: sum(
                row.amount for row in rows if row.source == payer.source and row.struck_at is None
            )
            for payer in book.other_payers
        },
        names=PAYERS,
    )


@bp.route(f"{_PLACE}/record", methods=["GET", "POST"])
@allows(Action.RECORD_SPENDING)
def record(context: Context, number: int) -> ResponseReturnValue:
    """Record what somebody else paid in."""
    book = _book(context, number)
    sources = [payer.source for payer in book.other_payers]
    form = OtherPaymentForm(context, {"source": sources[0] if len(sources) == 1 else ""})
    form.source.choices = [(source, PAYERS[source]) for source in sources]
    return form_view(
        form,
        "contributions/record_other.html",
        lambda: other_payments.record_other_payment(context.act, number, form.input),
        lambda row: url_for(".index", number=number),
        lambda row: url_for(".record", number=number),
        book=book,
    )


@bp.route(f"{_PLACE}/<int:payment>/strike", methods=["GET", "POST"])
@allows(Action.RECORD_SPENDING)
def strike(context: Context, number: int, payment: int) -> ResponseReturnValue:
    """Strike a payment."""
    book = _book(context, number)
    rows = other_payments.PAYMENTS.all(db(), contract=book.id)
    found = next((row for row in rows if row.number == payment), None) or abort(404)
    return strike_record_view(
        context,
        book,
        Message(N_("Payment %(number)s of others"), {"number": payment}),
        url_for(".index", number=number),
        lambda reason: other_payments.strike_other_payment(context.act, number, payment, reason),
        found.paper,
    )


def _book(context: Context, number: int) -> CashBookContract:
    """Return the addressed contract if others pay for it; otherwise 404."""
    book = addressed_cash_book(context, number)
    return book if book.payers else abort(404)
