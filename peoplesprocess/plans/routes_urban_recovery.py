"""The page of a plan from the view of the urban recovery framework."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from peoplesprocess.core.actions import Action
from peoplesprocess.core.urban_recovery_view import UrbanRecoveryPlanView
from peoplesprocess.facts.plans import VERSIONS, items
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.request_state import db
from peoplesprocess.web.view_context import Context

bp = Blueprint("recovery", __name__)


@bp.get("/s/<code>/plan/recovery")
@allows(Action.SEE_SETTLEMENT)
def show(context: Context) -> ResponseReturnValue:
    """Show the newest version by rung and level, with its gaps, finance, outcomes and climate."""
    plan = VERSIONS.first(db(), settlement=context.settlement.id)
    view = UrbanRecoveryPlanView(items(db(), [plan.id]) if plan else [])
    return render_page("plans/recovery.html", plan=plan, view=view)
