"""The pages of a settlement's cycles: the list, opening the next one, ending the present one early."""

from __future__ import annotations

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.core.actions import Action
from peoplesprocess.core.cycle_endings import early_end_obstacle
from peoplesprocess.core.messages import Sentence
from peoplesprocess.cycles import actions, queries
from peoplesprocess.cycles.early_end import end_cycle, take_back_early_end
from peoplesprocess.cycles.forms import CycleEndingForm, EarlyEndReversalForm, cycle_form
from peoplesprocess.cycles.next_cycle_obstacles import next_cycle_obstacle, open_round
from peoplesprocess.facts.cycle_budget import cycle_budget
from peoplesprocess.facts.cycle_endings import present_ending
from peoplesprocess.facts.gate_facts import facts_of
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
    open_number = next((row.number for cycle in found for row in cycle.rounds if not row.is_closed), None)
    return render_page(
        "cycles/list.html",
        cycles=found,
        step_names=step_names,
        obstacle=_obstacle(context, open_number) if context.may(Action.OPEN_CYCLE) else None,
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


@bp.route("/s/<code>/cycles/end", methods=["GET", "POST"])
@allows(Action.END_CYCLE)
def end(context: Context) -> ResponseReturnValue:
    """End the present cycle before all its steps are closed."""
    place = context.settlement
    form = CycleEndingForm(context, {"seen_cycle": place.cycle})
    obstacle, ending = None, present_ending(db(), place)
    if request.method == "GET" and place.present is not None:
        obstacle = early_end_obstacle(facts_of(db(), place), context.rules)
    return form_view(
        form,
        "cycles/end.html",
        lambda: end_cycle(context.act, form.input),
        lambda ended: url_for(".listing"),
        obstacle=obstacle,
        ending=ending,
        is_over=request.method == "GET" and place.present is None,
    )


@bp.route("/s/<code>/cycles/take-back", methods=["GET", "POST"])
@allows(Action.END_CYCLE)
def take_back(context: Context) -> ResponseReturnValue:
    """Take back that the present cycle ended early."""
    form = EarlyEndReversalForm(context)
    return form_view(
        form,
        "cycles/take_back.html",
        lambda: take_back_early_end(context.act, form.reason.value),
        lambda strike: url_for("settlements.show"),
        ending=present_ending(db(), context.settlement),
    )


def _obstacle(context: Context, open_number: int | None) -> Sentence | None:
    return next_cycle_obstacle(
        context.settlement, open_number, may_begin_early=context.may(Action.WAIVE_GATE)
    )
