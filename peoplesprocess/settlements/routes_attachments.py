"""Pages that attach papers to a meeting, correct and strike them; the meeting's own page lists them."""

from __future__ import annotations

from flask import Blueprint, abort, url_for

from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import N_, Message
from peoplesprocess.settlements import meeting_attachments, queries
from peoplesprocess.web.attachment_pages import AttachmentPages, RecordWithPapers
from peoplesprocess.web.request_state import db
from peoplesprocess.web.view_context import Context

bp = Blueprint("attachments", __name__)


def _meeting(context: Context, number: int) -> RecordWithPapers:
    found = queries.MEETING.first(db(), settlement=context.settlement.id, number=number) or abort(404)
    return RecordWithPapers(
        meeting_attachments.owner(found),
        Message(N_("Meeting %(number)s, %(day)s"), {"number": number, "day": found.held_on}),
        url_for("settlements.meeting", number=number),
    )


AttachmentPages(
    _meeting,
    meeting_attachments.attach_to_meeting,
    meeting_attachments.strike_paper_of_meeting,
    meeting_attachments.correct_paper_of_meeting,
    has_list=False,
).add_to(bp, "/s/<code>/meetings/<int:number>/papers", Action.RECORD_MEETING)
