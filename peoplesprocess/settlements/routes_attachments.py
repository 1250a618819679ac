"""Pages on which papers are attached to a meeting, corrected and struck."""

from __future__ import annotations

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import N_, Message, Sentence
from peoplesprocess.settlements import meeting_attachments, queries
from peoplesprocess.settlements.queries import MeetingDetail
from peoplesprocess.web.attachment_views import attach_view, correct_view, strike_view
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.request_state import db
from peoplesprocess.web.view_context import Context

bp = Blueprint("attachments", __name__)


@bp.route("/s/<code>/meetings/<int:number>/papers/attach", methods=["GET", "POST"])
@allows(Action.RECORD_MEETING)
def attach(context: Context, number: int) -> ResponseReturnValue:
    """Attach a paper to a meeting."""
    meeting = _meeting(context, number)
    return attach_view(
        context,
        "meeting",
        _about(meeting),
        url_for("settlements.meeting", number=number),
        lambda sent: meeting_attachments.attach_to_meeting(context.act, number, sent),
    )


@bp.route("/s/<code>/meetings/<int:number>/papers/<int:paper>/strike", methods=["GET", "POST"])
@allows(Action.RECORD_MEETING)
def strike(context: Context, number: int, paper: int) -> ResponseReturnValue:
    """Strike a paper of a meeting."""
    meeting = _meeting(context, number)
    return strike_view(
        context,
        meeting_attachments.owner(meeting),
        paper,
        _about(meeting),
        url_for("settlements.meeting", number=number),
        lambda reason: meeting_attachments.strike_paper_of_meeting(context.act, number, paper, reason),
    )


@bp.route("/s/<code>/meetings/<int:number>/papers/<int:paper>/correct", methods=["GET", "POST"])
@allows(Action.RECORD_MEETING)
def correct(context: Context, number: int, paper: int) -> ResponseReturnValue:
    """Put another paper in the place of one of a meeting."""
    meeting = _meeting(context, number)
    return correct_view(
        context,
        meeting_attachments.owner(meeting),
        paper,
        _about(meeting),
        url_for("settlements.meeting", number=number),
        lambda given: meeting_attachments.correct_paper_of_meeting(context.act, number, paper, given),
    )


def _about(meeting: MeetingDetail) -> Sentence:
    return Message(N_("Meeting %(number)s, %(day)s"), {"number": meeting.number, "day": meeting.held_on})


def _meeting(context: Context, number: int) -> MeetingDetail:
    return queries.MEETING.first(db(), settlement=context.settlement.id, number=number) or abort(404)
