"""The page of a programme's flagged works, with whose turn it is."""

from __future__ import annotations

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from peoplesprocess.core.actions import Action
from peoplesprocess.core.work_flags import FLAG_NAMES, WorkFlagKind
from peoplesprocess.facts.work_flags import flagged_works
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.request_state import db
from peoplesprocess.web.view_context import Context

bp = Blueprint("flags", __name__)


@bp.get("/p/<programme>/flags")
@allows(Action.SEE_PROGRAMME)
def show(context: Context) -> ResponseReturnValue:
    """List the works with a flag in all settlements, of the requested kind or of any."""
    asked = request.args.get("kind", "")
    kind = WorkFlagKind(asked) if asked in set(WorkFlagKind) else None
    found = flagged_works(db(), context.programme.id, context.rules, context.now, kind)
    return render_page(
        "programmes/flags.html",
        works=found.works,
        kind=kind,
        kinds=FLAG_NAMES,
        is_cut=found.is_cut,
        may_see=context.may(Action.SEE_SETTLEMENT),
    )
