"""Changing the frame while it is in use: the numbers at once, the steps for settlements that begin later."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from peoplesprocess.core.permissions import Action
from peoplesprocess.core.process import steps as walk
from peoplesprocess.core.process.checks import CHECK_NAMES
from peoplesprocess.programmes import actions, queries
from peoplesprocess.programmes.forms_rules import CHECKS, INSTALMENTS, PLAIN, rules_form, steps_form
from peoplesprocess.web.access import allows
from peoplesprocess.web.context import Context
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.request_state import db

bp = Blueprint("change", __name__, template_folder="templates")


@bp.route("/p/<programme>/rules", methods=["GET", "POST"])
@allows(Action.CHANGE_PROGRAMME)
def rules(context: Context) -> ResponseReturnValue:
    """Change the numbers that gates and clocks go by, and the instalments of new contracts."""
    form = rules_form(context)
    return form_view(
        form,
        "programmes/rules.html",
        lambda: actions.change_rules(
            db(),
            context.person.id,
            context.programme.id,
            form.input(),
            form.committee_name.data,
            form["version"].data,
            context.now,
        ),
        lambda changed: f"{context.url}/rules",
        plain=PLAIN,
        checks=CHECKS,
        instalments=INSTALMENTS,
    )


@bp.route("/p/<programme>/steps", methods=["GET", "POST"])
@allows(Action.CHANGE_PROGRAMME)
def steps(context: Context) -> ResponseReturnValue:
    """Change which steps settlements walk, in which order and words, and what closes them."""
    newest = queries.newest_process(db(), context.programme.id)
    version, now = newest.version, walk.restored(newest.steps)
    form = steps_form(context, version, now)
    return form_view(
        form,
        "programmes/steps.html",
        lambda: actions.change_steps(
            db(), context.person.id, context.programme.id, form.input(now), form["version"].data, context.now
        ),
        lambda made: f"{context.url}/steps",
        steps=walk.STEPS,
        walked=now,
        check_names=CHECK_NAMES,
    )
