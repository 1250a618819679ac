"""Beginning: a programme, then its settlements; each page leads to the next one."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from peoplesprocess.core.permissions import Action
from peoplesprocess.models import Settlement
from peoplesprocess.programmes import actions, queries
from peoplesprocess.programmes.forms import OWN_GROUPS, programme_form, settlement_form
from peoplesprocess.web.answers import answer
from peoplesprocess.web.guard import allows, db
from peoplesprocess.web.here import Here

pages = Blueprint("begin", __name__)


@pages.route("/programmes/new", methods=["GET", "POST"])
@allows(Action.SET_UP_PROGRAMME)
def programme(here: Here) -> ResponseReturnValue:
    """Set up a programme; then its first manager is invited."""
    form = programme_form(here)
    return answer(
        form,
        "programmes/new.html",
        lambda: actions.set_up(db(), here.person.id, form.input(), here.now),
        lambda made: f"/p/{made.code}/people/invite?role=programme_manager",
        own_groups=OWN_GROUPS,
    )


@pages.route("/p/<programme>/settlements/new", methods=["GET", "POST"])
@allows(Action.ADD_SETTLEMENT)
def settlement(here: Here) -> ResponseReturnValue:
    """Add a settlement; then its facilitator is invited."""
    areas = queries.areas(db(), here.frame.id)
    form = settlement_form(here, areas)

    def act() -> Settlement:
        programme_id, actor = here.frame.id, here.person.id
        if form.new_path:
            area = actions.add_area(
                db(), actor, programme_id, form.new_path, form.area_name.data, form.authority.data, here.now
            )
        else:
            area = actions.area_at(db(), programme_id, form.area.data)
        return actions.add_settlement(db(), actor, programme_id, form.input(area.id), here.now)

    return answer(
        form,
        "programmes/new_settlement.html",
        act,
        lambda made: f"{here.url}/people/invite?role=facilitator&settlement={made.code}",
        has_areas=bool(areas),
    )
