"""Pages of the community's contributions to a work: the list, recording, striking."""

from __future__ import annotations

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.contributions import actions, queries, routes_others, routes_several_contributions
from peoplesprocess.contributions.forms import ContributionForm
from peoplesprocess.core.actions import Action
from peoplesprocess.core.contributions import KINDS
from peoplesprocess.core.messages import N_, Message
from peoplesprocess.core.money import Money
from peoplesprocess.web.addressed_cash_book import addressed_cash_book
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.request_state import db, number_argument
from peoplesprocess.web.strike_record_view import strike_record_view
from peoplesprocess.web.view_context import Context

bp = Blueprint("contributions", __name__, template_folder="templates")
bp.register_blueprint(routes_others.bp)
bp.register_blueprint(routes_several_contributions.bp)


@bp.get("/s/<code>/works/<int:number>/contributions")
@allows(Action.SEE_SETTLEMENT)
def index(context: Context, number: int) -> ResponseReturnValue:
    """List the contributions beside what was agreed."""
    book = addressed_cash_book(context, number)
    return render_page(
        "contributions/index.html",
        book=book,
        sums=queries.SUMS.one(db(), contract=book.id),
        rows=queries.CONTRIBUTIONS.page(db(), number_argument("page", 1), contract=book.id),
        kinds=KINDS,
        quantity_of=lambda thousandths: Money(thousandths, "", 3),
    )


@bp.route("/s/<code>/works/<int:number>/contributions/record", methods=["GET", "POST"])
@allows(Action.RECORD_SPENDING)
def record(context: Context, number: int) -> ResponseReturnValue:
    """Record a contribution."""
    book = addressed_cash_book(context, number)
    form = ContributionForm(context)
    return form_view(
        form,
        "contributions/record.html",
        lambda: actions.record_contribution(context.act, number, form.input),
        lambda row: url_for(".index", number=number),
        lambda row: url_for(".record", number=number),
        book=book,
    )


@bp.route("/s/<code>/works/<int:number>/contributions/<int:entry>/strike", methods=["GET", "POST"])
@allows(Action.RECORD_SPENDING)
def strike(context: Context, number: int, entry: int) -> ResponseReturnValue:
    """Strike a contribution."""
    book = addressed_cash_book(context, number)
    found = queries.CONTRIBUTION.first(db(), contract=book.id, number=entry) or abort(404)
    return strike_record_view(
        context,
        book,
        Message(N_("Contribution %(number)s"), {"number": entry}),
        url_for(".index", number=number),
        lambda reason: actions.strike_contribution(context.act, number, entry, reason),
        found.what,
    )
