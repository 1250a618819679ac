"""Pages on which papers are attached to a line of the cash book, and struck."""

from __future__ import annotations

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.core.messages import N_, Message, Sentence
from peoplesprocess.core.permissions import Action
from peoplesprocess.web.access import allows
from peoplesprocess.web.attachments import attach_view, strike_view
from peoplesprocess.web.request_state import db
from peoplesprocess.web.view_context import Context
from peoplesprocess.works import queries, receipts
from peoplesprocess.works.cash_book import SPENDING, CashBookRow

bp = Blueprint("attachments", __name__)


@bp.route("/s/<code>/works/<int:number>/spending/<int:line>/papers/attach", methods=["GET", "POST"])
@allows(Action.RECORD_SPENDING)
def attach(context: Context, number: int, line: int) -> ResponseReturnValue:
    """Attach a paper to a line of the cash book."""
    _line(context, number, line)
    return attach_view(
        context,
        "cash_book_entry",
        _about(number, line),
        url_for("works.corrections.line", number=number, line=line),
        lambda sent: receipts.attach_to_line(context.act, number, line, sent),
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
        receipts.owner(number, found),
        paper,
        _about(number, line),
        url_for("works.corrections.line", number=number, line=line),
        lambda reason: receipts.strike_paper_of_line(context.act, number, line, paper, reason),
    )


def _about(number: int, line: int) -> Sentence:
    return Message(N_("Work %(work)s, line %(line)s of the cash book"), {"work": number, "line": line})


def _line(context: Context, number: int, line: int) -> CashBookRow:
    work = queries.WORK.first(db(), settlement=context.settlement.id, number=number) or abort(404)
    return SPENDING.first(db(), contract=work.id, number=line) or abort(404)
