"""The pages of what a community gives to a work: the list, recording, striking."""

from __future__ import annotations

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.contributions import actions, queries, routes_others, routes_several_contributions
from peoplesprocess.contributions.forms import ContributionForm
from peoplesprocess.core.actions import Action
from peoplesprocess.core.contributions import KINDS
from peoplesprocess.core.messages import N_, Message
from peoplesprocess.core.money import Money
from peoplesprocess.facts.cash_positions import BOOK, CashBookContract
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.request_state import asked_number, db
from peoplesprocess.web.strike_form import StrikeForm
from peoplesprocess.web.view_context import Context

bp = Blueprint("contributions", __name__, template_folder="templates")
bp.register_blueprint(routes_others.bp)
bp.register_blueprint(routes_several_contributions.bp)


@bp.get("/s/<code>/works/<int:number>/contributions")
@allows(Action.SEE_SETTLEMENT)
def index(context: Context, number: int) -> ResponseReturnValue:
    """List what the community gave, with what was agreed."""
    book = _book(context, number)
    page = max(1, asked_number("page", 1))
    sums = queries.SUMS.one(db(), contract=book.id)
    return render_page(
        "contributions/index.html",
        book=book,
        sums=sums,
        rows=queries.CONTRIBUTIONS.all(db(), contract=book.id, skip=queries.PAGE * (page - 1)),
        page=page,
        last=max(1, -(-sums.entries // queries.PAGE)),
        kinds=KINDS,
        quantity_of=lambda thousandths: Money(thousandths, "", 3),
    )


@bp.route("/s/<code>/works/<int:number>/contributions/record", methods=["GET", "POST"])
@allows(Action.RECORD_SPENDING)
def record(context: Context, number: int) -> ResponseReturnValue:
    """Record what the community gave."""
    book = _book(context, number)
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
    book = _book(context, number)
    found = queries.CONTRIBUTION.first(db(), contract=book.id, number=entry) or abort(404)
    form = StrikeForm(context)
    return form_view(
        form,
        "strike_record.html",
        lambda: actions.strike_contribution(context.act, number, entry, form.reason.value),
        lambda row: url_for(".index", number=number),
        record=Message(N_("Contribution %(number)s"), {"number": entry}),
        told=found.what,
        work=book,
        back=url_for(".index", number=number),
    )


def _book(context: Context, number: int) -> CashBookContract:
    return BOOK.first(db(), settlement=context.settlement.id, number=number) or abort(404)
