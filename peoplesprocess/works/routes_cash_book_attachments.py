"""The pages of the papers of a line of the cash book."""

from __future__ import annotations

from flask import Blueprint, abort, url_for

from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import N_, Message
from peoplesprocess.web.attachment_pages import AttachmentPages, RecordWithPapers
from peoplesprocess.web.request_state import db
from peoplesprocess.web.view_context import Context
from peoplesprocess.works import cash_book_attachments
from peoplesprocess.works.addressed_work import addressed_work
from peoplesprocess.works.cash_book import SPENDING

bp = Blueprint("attachments", __name__)


def _line(context: Context, number: int, line: int) -> RecordWithPapers:
    work = addressed_work(context, number)
    found = SPENDING.first(db(), contract=work.id, number=line) or abort(404)
    return RecordWithPapers(
        cash_book_attachments.owner(number, found),
        Message(N_("Work %(work)s, line %(line)s of the cash book"), {"work": number, "line": line}),
        url_for("works.corrections.line", number=number, line=line),
        found.what,
        context.may(Action.RECORD_SPENDING) and not found.is_struck,
    )


AttachmentPages(
    _line,
    cash_book_attachments.attach_to_line,
    cash_book_attachments.strike_paper_of_line,
    cash_book_attachments.correct_paper_of_line,
).add_to(bp, "/s/<code>/works/<int:number>/spending/<int:line>/papers", Action.RECORD_SPENDING)
