"""The page on which several small groups are recorded at once."""

from __future__ import annotations

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.core.actions import Action
from peoplesprocess.facts.blocks import BLOCKS
from peoplesprocess.small_groups.several_small_groups import record_small_groups
from peoplesprocess.small_groups.several_small_groups_form import several_small_groups_form
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.request_state import db
from peoplesprocess.web.view_context import Context

bp = Blueprint("several", __name__)


@bp.route("/s/<code>/small-groups/record/several", methods=["GET", "POST"])
@allows(Action.RECORD_SMALL_GROUP)
def record(context: Context) -> ResponseReturnValue:
    """Record several small groups."""
    form = several_small_groups_form(context, BLOCKS.all(db(), settlement=context.settlement.id))
    return form_view(
        form,
        "small_groups/record_several.html",
        lambda: record_small_groups(context.act, form.input),
        lambda groups: url_for("small_groups.index"),
        lambda groups: url_for(".record"),
    )
