"""Pages of the photos of a need: the list, attaching, correcting, striking one."""

from __future__ import annotations

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.attachment_actions import AttachmentOwner
from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import N_, Message, Sentence
from peoplesprocess.facts.attachments import ATTACHED
from peoplesprocess.needs import need_attachments
from peoplesprocess.needs.addressed_need import need_of, own_and_live, subject_of
from peoplesprocess.web.attachment_views import attach_view, correct_view, strike_view
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.request_state import db
from peoplesprocess.web.view_context import Context

bp = Blueprint("attachments", __name__)


@bp.get("/s/<code>/needs/<int:number>/papers")
@allows(Action.SEE_SETTLEMENT)
def index(context: Context, number: int) -> ResponseReturnValue:
    """List the photos of a need."""
    need = need_of(context, number)
    return render_page(
        "attachments/list.html",
        about=_about(number),
        back=url_for("needs.show", number=number),
        title=need.title,
        rows=ATTACHED["need"].all(db(), record=need.id),
        endpoint="needs.attachments",
        here={"number": number},
        may=need.is_live and context.may(Action.CHANGE_NEED, subject_of(need)),
    )


@bp.route("/s/<code>/needs/<int:number>/papers/attach", methods=["GET", "POST"])
@allows(Action.CHANGE_NEED)
def attach(context: Context, number: int) -> ResponseReturnValue:
    """Attach a photo to a need."""
    own_and_live(context, number)
    return attach_view(
        context,
        "need",
        _about(number),
        url_for(".index", number=number),
        lambda sent: need_attachments.attach_to_need(context.act, number, sent),
    )


@bp.route("/s/<code>/needs/<int:number>/papers/<int:paper>/strike", methods=["GET", "POST"])
@allows(Action.CHANGE_NEED)
def strike(context: Context, number: int, paper: int) -> ResponseReturnValue:
    """Strike a photo of a need."""
    return strike_view(
        context,
        _owner(context, number),
        paper,
        _about(number),
        url_for(".index", number=number),
        lambda reason: need_attachments.strike_paper_of_need(context.act, number, paper, reason),
    )


@bp.route("/s/<code>/needs/<int:number>/papers/<int:paper>/correct", methods=["GET", "POST"])
@allows(Action.CHANGE_NEED)
def correct(context: Context, number: int, paper: int) -> ResponseReturnValue:
    """Put another photo in the place of one of a need."""
    return correct_view(
        context,
        _owner(context, number),
        paper,
        _about(number),
        url_for(".index", number=number),
        lambda given: need_attachments.correct_paper_of_need(context.act, number, paper, given),
    )


def _about(number: int) -> Sentence:
    return Message(N_("Need %(number)s"), {"number": number})


def _owner(context: Context, number: int) -> AttachmentOwner:
    need = own_and_live(context, number)
    return AttachmentOwner("need", need.id, f"need {number}")
