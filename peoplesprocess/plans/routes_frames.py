"""Where the plan stands in the frames that the programme reports by, and the form that says so."""

from __future__ import annotations

from flask import Blueprint, abort, request, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.core.actions import Action
from peoplesprocess.core.frames import codes_in
from peoplesprocess.core.inclusion import PeopleShare
from peoplesprocess.facts.framed_items import STANDING_ITEMS
from peoplesprocess.facts.needs import LIVE_NEEDS
from peoplesprocess.facts.programme_frames import programme_frames
from peoplesprocess.plans import item_frames
from peoplesprocess.plans.item_frames_form import item_frames_form
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.request_state import db
from peoplesprocess.web.view_context import Context

bp = Blueprint("frames", __name__)


@bp.get("/s/<code>/plan/frames")
@allows(Action.SEE_SETTLEMENT)
def index(context: Context) -> ResponseReturnValue:
    """List the frames with how much of the newest version stands in each."""
    items = STANDING_ITEMS.all(db(), settlement=context.settlement.id)
    frames = programme_frames(db(), context.settlement.programme_id).used
    found = [
        (frame, [(item, codes) for item in items if (codes := codes_in(item.frame_tags, frame.key))])
        for frame in frames
    ]
    return render_page(
        "plans/frames.html",
        frames=[(frame, tagged, PeopleShare(len(tagged), len(items))) for frame, tagged in found],
        has_items=bool(items),
    )


@bp.route("/s/<code>/plan/frames/<frame>", methods=["GET", "POST"])
@allows(Action.CHOOSE_CODES)
def tag(context: Context, frame: str) -> ResponseReturnValue:
    """Put items under codes of a frame, whatever became of the plan."""
    reference = programme_frames(db(), context.settlement.programme_id).using(frame) or abort(404)
    items = STANDING_ITEMS.all(db(), settlement=context.settlement.id)
    if not items and request.method == "GET":
        abort(404)
    suggests = request.args.get("suggest") == "1"
    needs = LIVE_NEEDS.all(db(), settlement=context.settlement.id) if suggests else []
    form = item_frames_form(context, reference, items, {need.number: need.sector for need in needs})
    return form_view(
        form,
        "plans/tag_items.html",
        lambda: item_frames.tag_items(context.act, frame, form.input),
        lambda rows: url_for(".index"),
        frame=reference,
        items=items,
        suggests=suggests,
    )
