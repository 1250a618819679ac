"""Pages of a settlement's settings, changed with a reason, and of its sheet, which every role can read."""

from __future__ import annotations

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.core.actions import Action
from peoplesprocess.facts.cycle_budget import cycle_budget
from peoplesprocess.facts.places import group_name
from peoplesprocess.settlements.forms import SEXES
from peoplesprocess.settlements.settings_changes import CHANGES, SETTINGS, SHEET, change_settings
from peoplesprocess.settlements.settings_form import settings_form
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.request_state import db
from peoplesprocess.web.view_context import Context

bp = Blueprint("settings", __name__)


@bp.route("/s/<code>/settings", methods=["GET", "POST"])
@allows(Action.CHANGE_SETTLEMENT)
def change(context: Context) -> ResponseReturnValue:
    """Change the settlement's settings; show earlier changes."""
    form = settings_form(context)
    return form_view(
        form,
        "settlements/settings.html",
        lambda: change_settings(context.act, form.input, form.reason.value, form["version"].data),
        lambda change: url_for("settlements.settings.change"),
        changes=CHANGES.all(db(), settlement=context.settlement.id, kind=SETTINGS),
        budget=cycle_budget(db(), context.settlement),
        group_names={group["code"]: group_name(group) for group in context.settlement.all_groups},
        sexes=SEXES,
    )


@bp.get("/s/<code>/sheet")
@allows(Action.SEE_SETTLEMENT)
def sheet(context: Context) -> ResponseReturnValue:
    """Show the sheet of people who live here, with its earlier figures."""
    return render_page(
        "settlements/sheet.html",
        place=context.settlement,
        sexes=SEXES,
        changes=CHANGES.all(db(), settlement=context.settlement.id, kind=SHEET),
        group_names={},
    )
