"""Pages of the papers of an item of the plan: the list, attaching, correcting, striking one."""

from __future__ import annotations

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import N_, Message, Sentence
from peoplesprocess.facts.attachments import ATTACHED, PLAN_LINE, PlanLine
from peoplesprocess.plans import item_attachments
from peoplesprocess.web.attachment_views import attach_view, correct_view, strike_view
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.request_state import db
from peoplesprocess.web.view_context import Context

bp = Blueprint("attachments", __name__)


@bp.get("/s/<code>/plan/items/<int:line>/papers")
@allows(Action.SEE_SETTLEMENT)
def index(context: Context, line: int) -> ResponseReturnValue:
    """List the papers of an item of the plan."""
    found = _found(context, line)
    return render_page(
        "attachments/list.html",
        about=_about(line),
        back=url_for("plans.show", _anchor=f"line{line}"),
        title=found.title,
        rows=ATTACHED["plan_item"].all(db(), record=found.id),
        endpoint="plans.attachments",
        here={"line": line},
        may=context.may(Action.DRAFT_PLAN),
    )


@bp.route("/s/<code>/plan/items/<int:line>/papers/attach", methods=["GET", "POST"])
@allows(Action.DRAFT_PLAN)
def attach(context: Context, line: int) -> ResponseReturnValue:
    """Attach a paper to an item of the plan."""
    _found(context, line)
    return attach_view(
        context,
        "plan_item",
        _about(line),
        url_for(".index", line=line),
        lambda sent: item_attachments.attach_to_item(context.act, line, sent),
    )


@bp.route("/s/<code>/plan/items/<int:line>/papers/<int:paper>/strike", methods=["GET", "POST"])
@allows(Action.DRAFT_PLAN)
def strike(context: Context, line: int, paper: int) -> ResponseReturnValue:
    """Strike a paper of an item of the plan."""
    found = _found(context, line)
    return strike_view(
        context,
        item_attachments.owner(found),
        paper,
        _about(line),
        url_for(".index", line=line),
        lambda reason: item_attachments.strike_paper_of_item(context.act, line, paper, reason),
    )


@bp.route("/s/<code>/plan/items/<int:line>/papers/<int:paper>/correct", methods=["GET", "POST"])
@allows(Action.DRAFT_PLAN)
def correct(context: Context, line: int, paper: int) -> ResponseReturnValue:
    """Put another paper in the place of one of an item of the plan."""
    found = _found(context, line)
    return correct_view(
        context,
        item_attachments.owner(found),
        paper,
        _about(line),
        url_for(".index", line=line),
        lambda given: item_attachments.correct_paper_of_item(context.act, line, paper, given),
    )


def _about(line: int) -> Sentence:
    return Message(N_("Action plan, item %(line)s"), {"line": line})


def _found(context: Context, line: int) -> PlanLine:
    return PLAN_LINE.first(db(), settlement=context.settlement.id, line=line) or abort(404)
