"""The page that records several lines of a cash book at once."""

from __future__ import annotations

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.core.actions import Action
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.view_context import Context
from peoplesprocess.works import several_cash_lines
from peoplesprocess.works.addressed_work import addressed_work
from peoplesprocess.works.closed_cash_book_refusal import closed_book
from peoplesprocess.works.several_cash_lines_form import cash_lines_form

bp = Blueprint("lines", __name__)


@bp.route("/s/<code>/works/<int:number>/spending/several", methods=["GET", "POST"])
@allows(Action.RECORD_SPENDING)
def record(context: Context, number: int) -> ResponseReturnValue:
    """Record several lines of the cash book that were paid on one day."""
    work = addressed_work(context, number)
    form = cash_lines_form(context)
    limit = context.rules.quotation_limit(context.settlement.currency)
    return form_view(
        form,
        "works/record_lines.html",
        lambda: several_cash_lines.record_lines(context.act, number, form.input, again=form.again.data),
        lambda rows: url_for("works.show", number=number, _anchor="cash"),
        lambda rows: url_for(".record", number=number),
        work=work,
        closed=closed_book(work),
        labels={name: words for name, words in form.labels.items() if name != "seller" or limit},
        limit=limit,
    )
