"""Pages of the papers of an authority's answer: the list, attaching, correcting, striking one."""

from __future__ import annotations

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from peoplesprocess.approvals import answer_attachments
from peoplesprocess.core.actions import Action
from peoplesprocess.core.actor_relations import ActSubject
from peoplesprocess.core.approval_chain import answered_for
from peoplesprocess.core.messages import N_, Message, Msgid, Sentence
from peoplesprocess.core.roles import builds
from peoplesprocess.facts.attachments import ATTACHED, NEWEST_ANSWER, AnsweredLine
from peoplesprocess.web.attachment_views import attach_view, correct_view, strike_view
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.refused_form import refused_form
from peoplesprocess.web.request_state import db
from peoplesprocess.web.view_context import Context

bp = Blueprint("attachments", __name__)


@bp.get("/s/<code>/approval/<int:line>/papers")
@allows(Action.SEE_SETTLEMENT)
def index(context: Context, line: int) -> ResponseReturnValue:
    """List the papers of an authority's answer."""
    found = _found(context, line)
    own = context.settlement.area
    turn = answered_for(found.level, found.area, own, is_forwarded=found.is_forwarded)
    return render_page(
        "attachments/list.html",
        about=_about(line),
        back=url_for("approvals.show", _anchor=f"line{line}"),
        title=found.office,
        rows=ATTACHED["decision"].all(db(), record=found.id),
        endpoint="approvals.attachments",
        here={"line": line},
        may=context.may(Action.DECIDE_ITEM, ActSubject(turn=turn))
        and not builds(context.person.actor, context.where),
    )


@bp.route("/s/<code>/approval/<int:line>/papers/attach", methods=["GET", "POST"])
@allows(Action.DECIDE_ITEM)
def attach(context: Context, line: int) -> ResponseReturnValue:
    """Attach a paper to an authority's answer."""
    if page := _others_answer(context, line, N_("Which paper proves it?")):
        return page
    return attach_view(
        context,
        "decision",
        _about(line),
        url_for(".index", line=line),
        lambda sent: answer_attachments.attach_to_answer(context.act, line, sent),
    )


@bp.route("/s/<code>/approval/<int:line>/papers/<int:paper>/strike", methods=["GET", "POST"])
@allows(Action.DECIDE_ITEM)
def strike(context: Context, line: int, paper: int) -> ResponseReturnValue:
    """Strike a paper of an authority's answer."""
    found = _found(context, line)
    if page := _others_answer(context, line, N_("Why is this paper struck?")):
        return page
    return strike_view(
        context,
        answer_attachments.owner(found),
        paper,
        _about(line),
        url_for(".index", line=line),
        lambda reason: answer_attachments.strike_paper_of_answer(context.act, line, paper, reason),
    )


@bp.route("/s/<code>/approval/<int:line>/papers/<int:paper>/correct", methods=["GET", "POST"])
@allows(Action.DECIDE_ITEM)
def correct(context: Context, line: int, paper: int) -> ResponseReturnValue:
    """Put another paper in the place of one of an authority's answer."""
    found = _found(context, line)
    if page := _others_answer(context, line, N_("Which paper should it be?")):
        return page
    return correct_view(
        context,
        answer_attachments.owner(found),
        paper,
        _about(line),
        url_for(".index", line=line),
        lambda given: answer_attachments.correct_paper_of_answer(context.act, line, paper, given),
    )


def _others_answer(context: Context, line: int, asked: Msgid) -> Response | None:
    """The page that says to which office an answer, and so its papers, belongs."""
    subject = answer_attachments.subject_of(
        db(), context.settlement, context.person.id, _found(context, line)
    )
    return refused_form(context, Action.DECIDE_ITEM, subject, asked, url_for(".index", line=line))


def _about(line: int) -> Sentence:
    return Message(N_("Answer to item %(line)s of the plan"), {"line": line})


def _found(context: Context, line: int) -> AnsweredLine:
    return NEWEST_ANSWER.first(db(), settlement=context.settlement.id, line=line) or abort(404)
