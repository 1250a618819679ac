"""The page that records several contributions of one day at once."""

from __future__ import annotations

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.contributions.several_contributions import record_contributions
from peoplesprocess.contributions.several_contributions_form import several_contributions_form
from peoplesprocess.core.actions import Action
from peoplesprocess.web.addressed_cash_book import addressed_cash_book
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.view_context import Context

bp = Blueprint("several", __name__)


@bp.route("/s/<code>/works/<int:number>/contributions/several", methods=["GET", "POST"])
@allows(Action.RECORD_SPENDING)
def record(context: Context, number: int) -> ResponseReturnValue:
    """Record several contributions that were given on one day."""
    book = addressed_cash_book(context, number)
    form = several_contributions_form(context)
    return form_view(
        form,
        "contributions/record_several.html",
        lambda: record_contributions(context.act, number, form.input),
        lambda rows: url_for("contributions.index", number=number),
        lambda rows: url_for(".record", number=number),
        book=book,
    )
