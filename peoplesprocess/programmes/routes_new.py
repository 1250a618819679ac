"""Pages that set up a programme and add settlements; each leads to the next one."""

from __future__ import annotations

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.core.actions import Action
from peoplesprocess.core.roles import Role
from peoplesprocess.models import Settlement
from peoplesprocess.programmes import actions
from peoplesprocess.programmes.forms import OWN_GROUPS, programme_form, settlement_form
from peoplesprocess.programmes.programme_queries import AREAS
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.request_state import db
from peoplesprocess.web.view_context import Context

bp = Blueprint("setup", __name__, template_folder="templates")


@bp.route("/programmes/new", methods=["GET", "POST"])
@allows(Action.SET_UP_PROGRAMME)
def new_programme(context: Context) -> ResponseReturnValue:
    """Set up a programme, then lead to the invitation of its first manager."""
    form = programme_form(context)
    return form_view(
        form,
        "programmes/new.html",
        lambda: actions.set_up_programme(context.act, form.input),
        lambda made: url_for(
            "accounts.people.invite", programme=made.code, role=Role.PROGRAMME_MANAGER.value
        ),
        own_groups=OWN_GROUPS,
    )


@bp.route("/p/<programme>/settlements/new", methods=["GET", "POST"])
@allows(Action.ADD_SETTLEMENT)
def new_settlement(context: Context) -> ResponseReturnValue:
    """Add a settlement, then lead to the invitation of its facilitator."""
    areas = AREAS.all(db(), programme=context.programme.id)
    form = settlement_form(context, areas)

    def act() -> Settlement:
        if area := form.new_area():
            actions.add_area(context.act, area)
        return actions.add_settlement(context.act, form.input)

    return form_view(
        form,
        "programmes/new_settlement.html",
        act,
        lambda made: url_for("accounts.people.invite", role=Role.FACILITATOR.value, settlement=made.code),
        has_areas=bool(areas),
    )
