"""Pages that change a programme's rules, at once, and its steps, for settlements that begin later."""

from __future__ import annotations

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.core.actions import Action
from peoplesprocess.core.process.gate_checks import CHECK_NAMES
from peoplesprocess.programmes import actions
from peoplesprocess.programmes.programme_queries import NEWEST_PROCESS
from peoplesprocess.programmes.rule_forms import CHECKS, INSTALMENTS, NUMBERS, rules_form
from peoplesprocess.programmes.step_forms import EVERY_STEP, steps_form
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.request_state import db
from peoplesprocess.web.view_context import Context

bp = Blueprint("rules", __name__, template_folder="templates")


@bp.route("/p/<programme>/rules", methods=["GET", "POST"])
@allows(Action.CHANGE_PROGRAMME)
def change_rules(context: Context) -> ResponseReturnValue:
    """Change the numbers that gates and clocks use, and the instalments of new contracts."""
    form = rules_form(context)
    return form_view(
        form,
        "programmes/rules.html",
        lambda: actions.change_rules(context.act, form.input, form.committee_name.data, form.version.data),
        lambda changed: url_for(".change_rules"),
        plain=NUMBERS,
        checks=CHECKS,
        instalments=INSTALMENTS,
    )


@bp.route("/p/<programme>/steps", methods=["GET", "POST"])
@allows(Action.CHANGE_PROGRAMME)
def change_steps(context: Context) -> ResponseReturnValue:
    """Change the steps that new settlements follow: their order, words and gates."""
    newest = NEWEST_PROCESS.one(db(), programme=context.programme.id)
    walked = newest.steps
    form = steps_form(context, newest.version, walked)
    return form_view(
        form,
        "programmes/steps.html",
        lambda: actions.change_steps(context.act, form.input, form.version.data),
        lambda made: url_for(".change_steps"),
        steps=EVERY_STEP,
        walked=walked,
        check_names=CHECK_NAMES,
    )
