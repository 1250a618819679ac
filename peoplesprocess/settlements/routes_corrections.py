"""Pages on which a meeting or an election is struck or recorded anew."""

from __future__ import annotations

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.core.actions import Action
from peoplesprocess.facts.committee import SEATS, TURNOUT, ElectionTurnout
from peoplesprocess.facts.meetings import FIRST_INFORMED_ON
from peoplesprocess.settlements import election_corrections, meeting_corrections, queries
from peoplesprocess.settlements.after_meeting_page import address_after
from peoplesprocess.settlements.election_forms import SEAT_LINES, corrected_election_form
from peoplesprocess.settlements.forms import ADULT_BANDS, PRESENT, corrected_meeting_form
from peoplesprocess.settlements.queries import MeetingDetail
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.request_state import db
from peoplesprocess.web.strike_form import StrikeForm
from peoplesprocess.web.view_context import Context

bp = Blueprint("corrections", __name__)


@bp.route("/s/<code>/meetings/<int:number>/strike", methods=["GET", "POST"])
@allows(Action.RECORD_MEETING)
def strike_meeting(context: Context, number: int) -> ResponseReturnValue:
    """Strike a meeting."""
    form = StrikeForm(context)
    return form_view(
        form,
        "settlements/strike_meeting.html",
        lambda: meeting_corrections.strike_meeting(context.act, number, form.reason.value),
        lambda strike: url_for("settlements.meeting", number=number),
        meeting=_meeting(context, number),
    )


@bp.route("/s/<code>/meetings/<int:number>/correct", methods=["GET", "POST"])
@allows(Action.RECORD_MEETING)
def correct_meeting(context: Context, number: int) -> ResponseReturnValue:
    """Strike a meeting and record it anew."""
    form = corrected_meeting_form(context, _meeting(context, number))
    return form_view(
        form,
        "settlements/record_meeting.html",
        lambda: meeting_corrections.correct_meeting(context.act, number, form.input, form.reason.value),
        lambda meeting: address_after(context, meeting),
        present=PRESENT,
        bands=ADULT_BANDS,
    )


@bp.route("/s/<code>/committee/strike", methods=["GET", "POST"])
@allows(Action.RECORD_COMMITTEE)
def strike_election(context: Context) -> ResponseReturnValue:
    """Strike the election of the committee in office."""
    form = StrikeForm(context)
    return form_view(
        form,
        "settlements/strike_election.html",
        lambda: election_corrections.strike_election(context.act, form.reason.value),
        lambda strike: url_for("settlements.committee"),
        election=_election(context),
    )


@bp.route("/s/<code>/committee/correct", methods=["GET", "POST"])
@allows(Action.RECORD_COMMITTEE)
def correct_election(context: Context) -> ResponseReturnValue:
    """Strike the election of the committee in office, and record it anew."""
    seats = SEATS.all(db(), settlement=context.settlement.id)
    form = corrected_election_form(context, _election(context), seats)
    return form_view(
        form,
        "settlements/elect.html",
        lambda: election_corrections.correct_election(context.act, form.input, form.reason.value),
        lambda election: url_for("settlements.committee"),
        lines=SEAT_LINES,
        told_on=FIRST_INFORMED_ON.get(db(), settlement=context.settlement.id),
    )


def _election(context: Context) -> ElectionTurnout:
    return TURNOUT.first(db(), settlement=context.settlement.id) or abort(404)


def _meeting(context: Context, number: int) -> MeetingDetail:
    return queries.MEETING.first(db(), settlement=context.settlement.id, number=number) or abort(404)
