"""Pages of muster rolls: the list with its sums, one roll, recording, correcting, striking."""

from __future__ import annotations

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.core.actions import Action
from peoplesprocess.core.labour import KINDS, LEAST_WOMEN
from peoplesprocess.core.messages import N_, Message
from peoplesprocess.facts.cash_positions import CashBookContract
from peoplesprocess.facts.muster_rolls import LABOUR_OF
from peoplesprocess.labour import actions, queries
from peoplesprocess.labour.actions import MusterRollInput
from peoplesprocess.labour.forms import CorrectedMusterRollForm, MusterRollForm
from peoplesprocess.labour.queries import MusterRollRow
from peoplesprocess.web.addressed_cash_book import addressed_cash_book
from peoplesprocess.web.form import stored_values
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.request_state import db, number_argument
from peoplesprocess.web.strike_record_view import strike_record_view
from peoplesprocess.web.view_context import Context

bp = Blueprint("labour", __name__, template_folder="templates")


@bp.get("/s/<code>/works/<int:number>/muster-rolls")
@allows(Action.SEE_SETTLEMENT)
def index(context: Context, number: int) -> ResponseReturnValue:
    """List the muster rolls, with paid days of women and men."""
    book = addressed_cash_book(context, number)
    return render_page(
        "labour/index.html",
        book=book,
        sums=LABOUR_OF.first(db(), settlement=context.settlement.id, number=number),
        least=LEAST_WOMEN,
        rows=queries.ROLLS.page(db(), number_argument("page", 1), contract=book.id),
    )


@bp.route("/s/<code>/works/<int:number>/muster-rolls/record", methods=["GET", "POST"])
@allows(Action.RECORD_SPENDING)
def record(context: Context, number: int) -> ResponseReturnValue:
    """Record a muster roll."""
    book = addressed_cash_book(context, number)
    form = MusterRollForm(context)
    return form_view(
        form,
        "labour/record.html",
        lambda: actions.record_muster_roll(context.act, number, form.input),
        lambda row: url_for(".index", number=number),
        lambda row: url_for(".record", number=number),
        book=book,
        roll=None,
    )


@bp.get("/s/<code>/works/<int:number>/muster-rolls/<int:roll>")
@allows(Action.SEE_SETTLEMENT)
def show(context: Context, number: int, roll: int) -> ResponseReturnValue:
    """Show one muster roll and its corrections."""
    book = addressed_cash_book(context, number)
    return render_page("labour/show.html", book=book, roll=_roll(book, roll), kinds=KINDS)


@bp.route("/s/<code>/works/<int:number>/muster-rolls/<int:roll>/correct", methods=["GET", "POST"])
@allows(Action.RECORD_SPENDING)
def correct(context: Context, number: int, roll: int) -> ResponseReturnValue:
    """Strike a muster roll and record it anew."""
    book = addressed_cash_book(context, number)
    found = _roll(book, roll)
    form = CorrectedMusterRollForm(context, stored_values(found, MusterRollInput))
    return form_view(
        form,
        "labour/record.html",
        lambda: actions.correct_muster_roll(context.act, number, roll, form.input, form.reason.value),
        lambda row: url_for(".show", number=number, roll=row.number),
        book=book,
        roll=found,
    )


@bp.route("/s/<code>/works/<int:number>/muster-rolls/<int:roll>/strike", methods=["GET", "POST"])
@allows(Action.RECORD_SPENDING)
def strike(context: Context, number: int, roll: int) -> ResponseReturnValue:
    """Strike a muster roll and its line of the cash book."""
    book = addressed_cash_book(context, number)
    found = _roll(book, roll)
    return strike_record_view(
        context,
        book,
        Message(N_("Muster roll %(number)s"), {"number": roll}),
        url_for(".show", number=number, roll=roll),
        lambda reason: actions.strike_muster_roll(context.act, number, roll, reason),
        found.what,
    )


def _roll(book: CashBookContract, roll: int) -> MusterRollRow:
    return queries.ROLL.first(db(), contract=book.id, number=roll) or abort(404)
