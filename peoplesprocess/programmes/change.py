"""Changing the frame while it is in use: the numbers at once, the steps for settlements that begin later."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from peoplesprocess.core.permissions import Action
from peoplesprocess.core.process import steps as walk
from peoplesprocess.core.process.checks import CHECK_NAMES
from peoplesprocess.programmes import actions, queries
from peoplesprocess.programmes.rules_forms import CHECKS, INSTALMENTS, PLAIN, rules_form, steps_form
from peoplesprocess.web.answers import answer
from peoplesprocess.web.guard import allows, db
from peoplesprocess.web.here import Here

pages = Blueprint("change", __name__)


@pages.route("/p/<programme>/rules", methods=["GET", "POST"])
@allows(Action.CHANGE_PROGRAMME)
def rules(here: Here) -> ResponseReturnValue:
    """Change the numbers that gates and clocks go by, and the instalments of new contracts."""
    form = rules_form(here)
    return answer(
        form,
        "programmes/rules.html",
        lambda: actions.change_rules(
            db(),
            here.person.id,
            here.frame.id,
            form.input(),
            form.committee_name.data,
            form["version"].data,
            here.now,
        ),
        lambda changed: f"{here.url}/rules",
        plain=PLAIN,
        checks=CHECKS,
        instalments=INSTALMENTS,
    )


@pages.route("/p/<programme>/steps", methods=["GET", "POST"])
@allows(Action.CHANGE_PROGRAMME)
def steps(here: Here) -> ResponseReturnValue:
    """Change which steps settlements walk, in which order and words, and what closes them."""
    newest = queries.newest_process(db(), here.frame.id)
    version, now = newest.version, walk.restored(newest.steps)
    form = steps_form(here, version, now)
    return answer(
        form,
        "programmes/steps.html",
        lambda: actions.change_steps(
            db(), here.person.id, here.frame.id, form.input(now), form["version"].data, here.now
        ),
        lambda made: f"{here.url}/steps",
        steps=walk.STEPS,
        walked=now,
        check_names=CHECK_NAMES,
    )
