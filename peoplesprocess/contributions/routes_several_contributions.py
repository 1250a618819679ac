"""The page on which several things are recorded at once that the community gave on one day."""

from __future__ import annotations

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.contributions.several_contributions import record_contributions
from peoplesprocess.contributions.several_contributions_form import several_contributions_form
from peoplesprocess.core.actions import Action
from peoplesprocess.facts.cash_positions import BOOK
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.request_state import db
from peoplesprocess.web.view_context import Context

bp = Blueprint("several", __name__)


@bp.route("/s/<code>/works/<int:number>/contributions/several", methods=["GET", "POST"])
@allows(Action.RECORD_SPENDING)
def record(context: Context, number: int) -> ResponseReturnValue:
    """Record several things that the community gave on one day."""
    book = BOOK.first(db(), settlement=context.settlement.id, number=number) or abort(404)
    form = several_contributions_form(context)
    return form_view(
        form,
        "contributions/record_several.html",
        lambda: record_contributions(context.act, number, form.input),
        lambda rows: url_for("contributions.index", number=number),
        lambda rows: url_for(".record", number=number),
        book=book,
    )
