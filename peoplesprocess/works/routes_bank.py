"""Pages of the bank account: the arrival of an instalment, and the bank's balance beside the cash book."""

from __future__ import annotations

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import N_, Message
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.request_state import db, number_argument
from peoplesprocess.web.strike_record_view import strike_record_view
from peoplesprocess.web.view_context import Context
from peoplesprocess.works import bank_balances, queries, tranche_arrivals
from peoplesprocess.works.addressed_work import addressed_work
from peoplesprocess.works.bank_forms import BankBalanceForm, TrancheArrivalForm
from peoplesprocess.works.ledger import ledger

bp = Blueprint("bank", __name__)


@bp.route("/s/<code>/works/<int:number>/tranches/<int:tranche>/arrival", methods=["GET", "POST"])
@allows(Action.CONFIRM_ARRIVAL)
def confirm_arrival(context: Context, number: int, tranche: int) -> ResponseReturnValue:
    """Record when a released instalment came to the account."""
    work = addressed_work(context, number)
    book = ledger(work, queries.TRANCHES.all(db(), contract=work.id), context.settlement, context.today)
    part = book.tranche(tranche) or abort(404)
    form = TrancheArrivalForm(context, {"amount": part.tranche.amount})
    return form_view(
        form,
        "works/arrival.html",
        lambda: tranche_arrivals.confirm_arrival(context.act, number, tranche, form.input),
        lambda row: url_for("works.show", number=number),
        work=work,
        part=part,
        rows=tranche_arrivals.ARRIVALS.all(db(), tranche=part.id),
    )


@bp.get("/s/<code>/works/<int:number>/bank")
@allows(Action.SEE_SETTLEMENT)
def index(context: Context, number: int) -> ResponseReturnValue:
    """List the bank's balances beside the cash book."""
    work = addressed_work(context, number)
    rows = bank_balances.BALANCES.page(db(), number_argument("page", 1), contract=work.id)
    return render_page("works/bank.html", work=work, rows=rows)


@bp.route("/s/<code>/works/<int:number>/bank/record", methods=["GET", "POST"])
@allows(Action.RECORD_SPENDING)
def record(context: Context, number: int) -> ResponseReturnValue:
    """Record the bank's balance."""
    work = addressed_work(context, number)
    form = BankBalanceForm(context)
    return form_view(
        form,
        "works/record_balance.html",
        lambda: bank_balances.record_balance(context.act, number, form.input),
        lambda row: url_for(".index", number=number),
        work=work,
    )


@bp.route("/s/<code>/works/<int:number>/bank/<int:balance>/strike", methods=["GET", "POST"])
@allows(Action.RECORD_SPENDING)
def strike(context: Context, number: int, balance: int) -> ResponseReturnValue:
    """Strike a balance of the bank."""
    work = addressed_work(context, number)
    found = bank_balances.BALANCE.first(db(), contract=work.id, number=balance) or abort(404)
    return strike_record_view(
        context,
        work,
        Message(N_("The bank's balance on %(day)s"), {"day": found.stated_on}),
        url_for(".index", number=number),
        lambda reason: bank_balances.strike_balance(context.act, number, balance, reason),
    )
