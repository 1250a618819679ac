"""The pages of a settlement's cycles: the list, and opening the next one."""

from __future__ import annotations

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import Sentence
from peoplesprocess.cycles import actions, queries
from peoplesprocess.cycles.cycle_end import end_obstacle, open_round
from peoplesprocess.cycles.forms import cycle_form
from peoplesprocess.facts.cycle_budget import cycle_budget
from peoplesprocess.facts.plans import LEFT_ITEMS
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.request_state import db
from peoplesprocess.web.view_context import Context

bp = Blueprint("cycles", __name__, template_folder="templates")


@bp.get("/s/<code>/cycles")
@allows(Action.SEE_SETTLEMENT)
def listing(context: Context) -> ResponseReturnValue:
    """List the settlement's cycles, newest first."""
    step_names = {step.key: step.name for step in context.steps}
    found = queries.cycles(db(), context.settlement)
    asked = next((row.number for cycle in found for row in cycle.rounds if not row.is_closed), None)
    return render_page(
        "cycles/list.html",
        cycles=found,
        step_names=step_names,
        obstacle=_obstacle(context, asked) if context.may(Action.OPEN_CYCLE) else None,
    )


@bp.route("/s/<code>/cycles/open", methods=["GET", "POST"])
@allows(Action.OPEN_CYCLE, grave=Action.ADD_MONEY)
def open_next(context: Context) -> ResponseReturnValue:
    """Open the next cycle."""
    form = cycle_form(context)
    obstacle = _obstacle(context, open_round(db(), context.settlement)) if request.method == "GET" else None
    return form_view(
        form,
        "cycles/open.html",
        lambda: actions.open_cycle(context.act, form.input),
        lambda cycle: url_for("settlements.show"),
        left=LEFT_ITEMS.all(db(), settlement=context.settlement.id),
        budget=cycle_budget(db(), context.settlement, of_next=True),
        early=context.present is not None,
        obstacle=obstacle,
    )


def _obstacle(context: Context, asked: int | None) -> Sentence | None:
    return end_obstacle(context.settlement, asked, may_begin_early=context.may(Action.WAIVE_GATE))
