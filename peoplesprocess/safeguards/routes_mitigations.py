"""Pages of measures: recording one, rechecking it, striking wrong records."""

from __future__ import annotations

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.core.actions import Action
from peoplesprocess.facts.safeguard_register import ITEM
from peoplesprocess.safeguards import actions
from peoplesprocess.safeguards.forms import MitigationForm, MitigationRecheckForm
from peoplesprocess.safeguards.queries import MITIGATION, RECHECK, MitigationDetail, MitigationRecheckDetail
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.request_state import db
from peoplesprocess.web.strike_form import StrikeForm
from peoplesprocess.web.view_context import Context

bp = Blueprint("measures", __name__, template_folder="templates")


@bp.route("/s/<code>/safeguards/<int:line>/measure", methods=["GET", "POST"])
@allows(Action.SCREEN_ITEM)
def record(context: Context, line: int) -> ResponseReturnValue:
    """Record a measure for one item."""
    form = MitigationForm(context)
    return form_view(
        form,
        "safeguards/measure.html",
        lambda: actions.record_mitigation(context.act, line, form.input),
        lambda row: url_for("safeguards.show", line=line),
        lambda row: url_for(".record", line=line),
        item=ITEM.first(db(), settlement=context.settlement.id, line=line) or abort(404),
    )


@bp.route("/s/<code>/safeguards/measures/<int:number>/recheck", methods=["GET", "POST"])
@allows(Action.RECHECK_MEASURE)
def recheck(context: Context, number: int) -> ResponseReturnValue:
    """Record a recheck of a measure."""
    known = _measure(context, number)
    form = MitigationRecheckForm(context)
    return form_view(
        form,
        "safeguards/recheck.html",
        lambda: actions.record_recheck(context.act, number, form.input),
        lambda row: url_for("safeguards.show", line=known.line),
        mitigation=known,
    )


@bp.route("/s/<code>/safeguards/measures/<int:number>/strike", methods=["GET", "POST"])
@allows(Action.SCREEN_ITEM)
def strike(context: Context, number: int) -> ResponseReturnValue:
    """Strike a measure."""
    known = _measure(context, number)
    form = StrikeForm(context)
    return form_view(
        form,
        "safeguards/strike.html",
        lambda: actions.strike_mitigation(context.act, number, form.reason.value),
        lambda struck: url_for("safeguards.show", line=known.line),
        record=number,
        line=known.line,
        text=known.measure,
        is_recheck=False,
    )


@bp.route("/s/<code>/safeguards/rechecks/<int:number>/strike", methods=["GET", "POST"])
@allows(Action.RECHECK_MEASURE)
def strike_recheck(context: Context, number: int) -> ResponseReturnValue:
    """Strike a recheck."""
    known = _recheck(context, number)
    form = StrikeForm(context)
    return form_view(
        form,
        "safeguards/strike.html",
        lambda: actions.strike_recheck(context.act, number, form.reason.value),
        lambda struck: url_for("safeguards.show", line=known.line),
        record=number,
        line=known.line,
        text=known.found,
        is_recheck=True,
    )


def _measure(context: Context, number: int) -> MitigationDetail:
    found = MITIGATION.first(db(), settlement=context.settlement.id, number=number)
    return found if found and found.struck_at is None else abort(404)


def _recheck(context: Context, number: int) -> MitigationRecheckDetail:
    found = RECHECK.first(db(), settlement=context.settlement.id, number=number)
    return found if found and found.struck_at is None else abort(404)
