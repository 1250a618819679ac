"""The pages of the papers of an item of the plan."""

from __future__ import annotations

from flask import Blueprint, abort, url_for

from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import N_, Message
from peoplesprocess.facts.attachments import PLAN_LINE
from peoplesprocess.plans import item_attachments
from peoplesprocess.web.attachment_pages import AttachmentPages, RecordWithPapers
from peoplesprocess.web.request_state import db
from peoplesprocess.web.view_context import Context

bp = Blueprint("attachments", __name__)


def _item(context: Context, line: int) -> RecordWithPapers:
    found = PLAN_LINE.first(db(), settlement=context.settlement.id, line=line) or abort(404)
    return RecordWithPapers(
        item_attachments.owner(found),
        Message(N_("Action plan, item %(line)s"), {"line": line}),
        url_for("plans.show", _anchor=f"line{line}"),
        found.title,
        context.may(Action.DRAFT_PLAN),
    )


AttachmentPages(
    _item,
    item_attachments.attach_to_item,
    item_attachments.strike_paper_of_item,
    item_attachments.correct_paper_of_item,
).add_to(bp, "/s/<code>/plan/items/<int:line>/papers", Action.DRAFT_PLAN)
