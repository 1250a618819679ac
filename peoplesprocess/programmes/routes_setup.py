"""Beginning: a programme, then its settlements; each page leads to the next one."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from peoplesprocess.core.permissions import Action
from peoplesprocess.models import Settlement
from peoplesprocess.programmes import actions, queries
from peoplesprocess.programmes.forms import OWN_GROUPS, programme_form, settlement_form
from peoplesprocess.web.access import allows
from peoplesprocess.web.context import Context
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.request_state import db

bp = Blueprint("begin", __name__, template_folder="templates")


@bp.route("/programmes/new", methods=["GET", "POST"])
@allows(Action.SET_UP_PROGRAMME)
def programme(context: Context) -> ResponseReturnValue:
    """Set up a programme; then its first manager is invited."""
    form = programme_form(context)
    return form_view(
        form,
        "programmes/new.html",
        lambda: actions.set_up(db(), context.person.id, form.input(), context.now),
        lambda made: f"/p/{made.code}/people/invite?role=programme_manager",
        own_groups=OWN_GROUPS,
    )


@bp.route("/p/<programme>/settlements/new", methods=["GET", "POST"])
@allows(Action.ADD_SETTLEMENT)
def settlement(context: Context) -> ResponseReturnValue:
    """Add a settlement; then its facilitator is invited."""
    areas = queries.areas(db(), context.programme.id)
    form = settlement_form(context, areas)

    def act() -> Settlement:
        programme_id, actor = context.programme.id, context.person.id
        if form.new_path:
            area = actions.add_area(
                db(),
                actor,
                programme_id,
                form.new_path,
                form.area_name.data,
                form.authority.data,
                context.now,
            )
        else:
            area = actions.area_at(db(), programme_id, form.area.data)
        return actions.add_settlement(db(), actor, programme_id, form.input(area.id), context.now)

    return form_view(
        form,
        "programmes/new_settlement.html",
        act,
        lambda made: f"{context.url}/people/invite?role=facilitator&settlement={made.code}",
        has_areas=bool(areas),
    )
