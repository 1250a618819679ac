"""Pages of a programme's own guidance on its steps: the list, and the form of each."""

from __future__ import annotations

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import N_
from peoplesprocess.facts.programme_guidance import GUIDANCE_OF_STEP, OWN_GUIDANCE
from peoplesprocess.programmes import guidance_actions
from peoplesprocess.programmes.programme_queries import NEWEST_PROCESS
from peoplesprocess.web.fields import IntegerField, TextField
from peoplesprocess.web.form import Form
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.request_state import db
from peoplesprocess.web.view_context import Context

bp = Blueprint("guidance", __name__, template_folder="templates")


class GuidanceForm(Form):
    """The programme's own guidance on a step."""

    number = IntegerField(N_("Version"), required=False, hidden=True)
    text = TextField(
        N_("What should facilitators of this programme know?"),
        rows=6,
        max=1200,
        required=False,
        description=N_(
            "It is shown first on the page of the step, before our words. No names of people. Leave it "
            "empty to show only our words."
        ),
    )


@bp.get("/p/<programme>/guidance")
@allows(Action.CHANGE_PROGRAMME)
def index(context: Context) -> ResponseReturnValue:
    """List the steps with the programme's guidance on each."""
    own = {said.step: said.text for said in OWN_GUIDANCE.all(db(), programme=context.programme.id)}
    steps = NEWEST_PROCESS.one(db(), programme=context.programme.id).steps
    return render_page("programmes/guidance.html", steps=[(step, own.get(step.key, "")) for step in steps])


@bp.route("/p/<programme>/guidance/<step>", methods=["GET", "POST"])
@allows(Action.CHANGE_PROGRAMME)
def write(context: Context, step: str) -> ResponseReturnValue:
    """Write the programme's guidance on one step."""
    steps = NEWEST_PROCESS.one(db(), programme=context.programme.id).steps
    found = next((each for each in steps if each.key == step), None) or abort(404)
    said = GUIDANCE_OF_STEP.first(db(), programme=context.programme.id, step=step)
    form = GuidanceForm(context, {"number": said.number if said else 0, "text": said.text if said else ""})
    return form_view(
        form,
        "programmes/write_guidance.html",
        lambda: guidance_actions.write_guidance(context.act, step, form.text.value, form.number.data or 0),
        lambda row: url_for(".index"),
        step=found,
    )
