"""Pages of observations: the list, one of them, recording, correcting and striking it."""

from __future__ import annotations

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.core.actions import Action
from peoplesprocess.core.observation_kinds import KINDS, MONTHS, branches, restored_lines, words_of_need
from peoplesprocess.facts.strikes import STRIKES_OF_OBSERVATION, correction
from peoplesprocess.observations import actions
from peoplesprocess.observations.forms import observation_form
from peoplesprocess.observations.queries import OBSERVATION, OBSERVATIONS, GroupObservationDetail
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.i18n import current_translator
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.request_state import db, number_argument
from peoplesprocess.web.session_choices import session_choices
from peoplesprocess.web.strike_form import StrikeForm
from peoplesprocess.web.view_context import Context

bp = Blueprint("observations", __name__, template_folder="templates")
CAUSES = 500
"""The most characters that are handed to a need as its cause."""


@bp.get("/s/<code>/observations")
@allows(Action.SEE_SETTLEMENT)
def index(context: Context) -> ResponseReturnValue:
    """List the observations, and the kinds that can be recorded."""
    rows = OBSERVATIONS.page(db(), number_argument("page", 1), settlement=context.settlement.id)
    return render_page("observations/index.html", rows=rows, kinds=KINDS)


@bp.route("/s/<code>/observations/record/<kind>", methods=["GET", "POST"])
@allows(Action.RECORD_OBSERVATION)
def record(context: Context, kind: str) -> ResponseReturnValue:
    """Record an observation of one kind."""
    if kind not in KINDS:
        abort(404)
    sessions = session_choices(context)
    form = observation_form(context, kind, sessions)
    return form_view(
        form,
        "observations/record.html",
        lambda: actions.record_observation(context.act, form.input),
        lambda row: url_for(".show", number=row.number),
        kind=KINDS[kind],
        month_names=_month_names(),
        corrected=None,
        sessions=sessions,
    )


@bp.get("/s/<code>/observations/<int:number>")
@allows(Action.SEE_SETTLEMENT)
def show(context: Context, number: int) -> ResponseReturnValue:
    """Show one observation with its lines."""
    found = _observation(context, number)
    kind = KINDS[found.kind]
    lines = restored_lines(kind, found.body)
    corrected = correction(db(), STRIKES_OF_OBSERVATION, found.id, number)
    is_tree = found.kind == "tree"
    parts = {part: branches(lines, part) for part in ("cause", "effect")} if is_tree else {}
    causes = "; ".join(branch.words for branch in parts.get("cause", []))[:CAUSES]
    return render_page(
        "observations/show.html",
        observation=found,
        kind=kind,
        lines=lines,
        parts=parts,
        as_need=[words_of_need(kind, line) for line in lines],
        problem={"title": found.title[:120], "cause": causes},
        month_names=_month_names(),
        correction=corrected,
        address=lambda other: url_for(".show", number=other),
        records_needs=context.may(Action.RECORD_NEED) and corrected.strike is None,
    )


@bp.route("/s/<code>/observations/<int:number>/correct", methods=["GET", "POST"])
@allows(Action.RECORD_OBSERVATION)
def correct(context: Context, number: int) -> ResponseReturnValue:
    """Strike an observation and record it anew."""
    found = _observation(context, number)
    sessions = session_choices(context, found.meeting_number)
    form = observation_form(context, found.kind, sessions, found)
    return form_view(
        form,
        "observations/record.html",
        lambda: actions.correct_observation(context.act, number, form.input, form["reason"].value),
        lambda row: url_for(".show", number=row.number),
        kind=KINDS[found.kind],
        month_names=_month_names(),
        corrected=found,
        sessions=sessions,
    )


@bp.route("/s/<code>/observations/<int:number>/strike", methods=["GET", "POST"])
@allows(Action.RECORD_OBSERVATION)
def strike(context: Context, number: int) -> ResponseReturnValue:
    """Strike an observation."""
    found = _observation(context, number)
    form = StrikeForm(context)
    return form_view(
        form,
        "observations/strike.html",
        lambda: actions.strike_observation(context.act, number, form.reason.value),
        lambda struck: url_for(".show", number=number),
        observation=found,
        kind=KINDS[found.kind],
    )


def _observation(context: Context, number: int) -> GroupObservationDetail:
    return OBSERVATION.first(db(), settlement=context.settlement.id, number=number) or abort(404)


def _month_names() -> dict[str, str]:
    """Return the short names of the months, by column of a calendar."""
    return {f"m{month}": current_translator().month_name(month) for month in MONTHS}
