"""Pages of the papers of a line of the cash book: the list, attaching, correcting, striking one."""

from __future__ import annotations

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import N_, Message, Sentence
from peoplesprocess.facts.attachments import ATTACHED
from peoplesprocess.web.attachment_views import attach_view, correct_view, strike_view
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.request_state import db
from peoplesprocess.web.view_context import Context
from peoplesprocess.works import cash_book_attachments
from peoplesprocess.works.addressed_work import addressed_work
from peoplesprocess.works.cash_book import SPENDING, CashBookRow

bp = Blueprint("attachments", __name__)


@bp.get("/s/<code>/works/<int:number>/spending/<int:line>/papers")
@allows(Action.SEE_SETTLEMENT)
def index(context: Context, number: int, line: int) -> ResponseReturnValue:
    """List the papers of a line of the cash book."""
    found = _line(context, number, line)
    return render_page(
        "attachments/list.html",
        about=_about(number, line),
        back=url_for("works.corrections.line", number=number, line=line),
        title=found.what,
        rows=ATTACHED["cash_book_entry"].all(db(), record=found.id),
        endpoint="works.attachments",
        here={"number": number, "line": line},
        may=context.may(Action.RECORD_SPENDING) and not found.is_struck,
    )


@bp.route("/s/<code>/works/<int:number>/spending/<int:line>/papers/attach", methods=["GET", "POST"])
@allows(Action.RECORD_SPENDING)
def attach(context: Context, number: int, line: int) -> ResponseReturnValue:
    """Attach a paper to a line of the cash book."""
    _line(context, number, line)
    return attach_view(
        context,
        "cash_book_entry",
        _about(number, line),
        url_for(".index", number=number, line=line),
        lambda sent: cash_book_attachments.attach_to_line(context.act, number, line, sent),
    )


@bp.route(
    "/s/<code>/works/<int:number>/spending/<int:line>/papers/<int:paper>/strike", methods=["GET", "POST"]
)
@allows(Action.RECORD_SPENDING)
def strike(context: Context, number: int, line: int, paper: int) -> ResponseReturnValue:
    """Strike a paper of a line of the cash book."""
    found = _line(context, number, line)
    return strike_view(
        context,
        cash_book_attachments.owner(number, found),
        paper,
        _about(number, line),
        url_for(".index", number=number, line=line),
        lambda reason: cash_book_attachments.strike_paper_of_line(context.act, number, line, paper, reason),
    )


@bp.route(
    "/s/<code>/works/<int:number>/spending/<int:line>/papers/<int:paper>/correct", methods=["GET", "POST"]
)
@allows(Action.RECORD_SPENDING)
def correct(context: Context, number: int, line: int, paper: int) -> ResponseReturnValue:
    """Put another paper in the place of one of a line of the cash book."""
    found = _line(context, number, line)
    return correct_view(
        context,
        cash_book_attachments.owner(number, found),
        paper,
        _about(number, line),
        url_for(".index", number=number, line=line),
        lambda given: cash_book_attachments.correct_paper_of_line(context.act, number, line, paper, given),
    )


def _about(number: int, line: int) -> Sentence:
    return Message(N_("Work %(work)s, line %(line)s of the cash book"), {"work": number, "line": line})


def _line(context: Context, number: int, line: int) -> CashBookRow:
    work = addressed_work(context, number)
    return SPENDING.first(db(), contract=work.id, number=line) or abort(404)
