"""Pages of the levels of authority that answer a programme's plans: the list with its history, and a form."""

from __future__ import annotations

from functools import cached_property

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.core.actions import Action
from peoplesprocess.core.approval_chain import DUTIES, USUAL_LEVEL
from peoplesprocess.core.messages import N_
from peoplesprocess.programmes import authority_levels
from peoplesprocess.programmes.authority_levels import AuthorityLevelInput
from peoplesprocess.web.fields import IntegerField, SelectField, TextField
from peoplesprocess.web.form import Form
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.i18n import current_translator, source_of
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.request_state import db
from peoplesprocess.web.strike_form import reason_field
from peoplesprocess.web.view_context import Context

bp = Blueprint("levels", __name__, template_folder="templates")


class AuthorityLevelForm(Form):
    """A level of authority, and the reason for adding or changing it."""

    version = IntegerField(N_("Version"), required=False, hidden=True)
    name = TextField(
        N_("What is this level called?"),
        max=60,
        missing=N_("Write what the level is called."),
        description=N_("Name the office, like “Municipality” or “Directorate of education”."),
    )
    duty = SelectField(
        N_("What is it asked for?"), choices=DUTIES, missing=N_("Say what this level is asked for.")
    )
    place = IntegerField(
        N_("Place in the order, 1 for the first that answers"),
        min=1,
        max=authority_levels.MOST_LEVELS,
        missing=N_("Give the level its place in the order."),
    )
    answer_days = IntegerField(
        N_("Days within which it should answer; 0 for as many as the programme's rules say"),
        max=365,
        required=False,
    )
    reason = reason_field(N_("Why is it changed?"))

    @cached_property
    def input(self) -> AuthorityLevelInput:
        """The level as typed in."""
        return self.filled(AuthorityLevelInput, name=source_of(self.name.value, USUAL_LEVEL))


@bp.get("/p/<programme>/levels")
@allows(Action.CHANGE_PROGRAMME)
def index(context: Context) -> ResponseReturnValue:
    """List the levels in order, with their changes."""
    return render_page(
        "programmes/levels.html",
        levels=context.rules.levels,
        duties=DUTIES,
        versions=authority_levels.VERSIONS_OF_LEVELS.all(db(), programme=context.programme.id),
        most=authority_levels.MOST_LEVELS,
    )


@bp.route("/p/<programme>/levels/add", methods=["GET", "POST"])
@allows(Action.CHANGE_PROGRAMME)
def add(context: Context) -> ResponseReturnValue:
    """Add a level after the others."""
    return _write(context, 0, {"place": len(context.rules.levels) + 1, "duty": "must", "answer_days": 0})


@bp.route("/p/<programme>/levels/<int:number>", methods=["GET", "POST"])
@allows(Action.CHANGE_PROGRAMME)
def change(context: Context, number: int) -> ResponseReturnValue:
    """Change a level: its name, its days, its position, or whether it is asked."""
    found = [(place, level) for place, level in enumerate(context.rules.levels, 1) if level.number == number]
    if not found:
        abort(404)
    place, level = found[0]
    values = {"place": place, "duty": level.duty, "answer_days": level.answer_days}
    return _write(context, number, {**values, "name": current_translator().say(level.name)})


def _write(context: Context, number: int, values: dict[str, object]) -> ResponseReturnValue:
    form = AuthorityLevelForm(context, {**values, "version": context.programme.version})
    return form_view(
        form,
        "programmes/write_level.html",
        lambda: authority_levels.write_level(context.act, number, form.input, form.version.data or 0),
        lambda row: url_for(".index"),
        level=number,
    )
