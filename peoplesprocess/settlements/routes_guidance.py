"""The page on how a step is done: the programme's own words, then our guidance; made for printing."""

from __future__ import annotations

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue

from peoplesprocess.core.actions import Action
from peoplesprocess.core.process.gate_checks import CHECK_NAMES
from peoplesprocess.core.process.step_guidance import GUIDANCE
from peoplesprocess.facts.programme_guidance import GUIDANCE_OF_STEP
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.request_state import db
from peoplesprocess.web.view_context import Context

bp = Blueprint("guidance", __name__)


@bp.get("/s/<code>/steps/<step>")
@allows(Action.SEE_SETTLEMENT)
def show(context: Context, step: str) -> ResponseReturnValue:
    """Show how a step of this settlement is done."""
    place = [each.key for each in context.steps].index(step) if step in _keys(context) else abort(404)
    own = GUIDANCE_OF_STEP.first(db(), programme=context.settlement.programme_id, step=step)
    return render_page(
        "settlements/guidance.html",
        step=context.steps[place],
        own=own.text if own else "",
        guidance=GUIDANCE.get(step),
        check_names=CHECK_NAMES,
        before=context.steps[place - 1] if place else None,
        after=next(iter(context.steps[place + 1 :]), None),
    )


def _keys(context: Context) -> set[str]:
    return {step.key for step in context.steps}
