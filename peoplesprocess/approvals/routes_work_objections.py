"""Pages of objections to endorsed works, of reminders to late levels, and of marking answers as seen."""

from __future__ import annotations

from flask import Blueprint, abort, request, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.approvals import authority_looks, work_objections
from peoplesprocess.approvals.plan_review import review
from peoplesprocess.approvals.work_objection_forms import (
    AnswerReminderForm,
    AuthorityLookForm,
    objection_answer_form,
    objection_form,
)
from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import N_
from peoplesprocess.facts.conditions_and_promises import OBJECTION
from peoplesprocess.facts.submitted_items import decided_items
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.refused_form import refused_to_builder
from peoplesprocess.web.request_state import db
from peoplesprocess.web.view_context import Context

bp = Blueprint("objections", __name__)


@bp.route("/s/<code>/approval/<int:line>/objection", methods=["GET", "POST"])
@allows(Action.RECORD_OBJECTION)
def record(context: Context, line: int) -> ResponseReturnValue:
    """Record an objection to an endorsed work."""
    found = review(decided_items(db(), context.settlement.id), context.settlement).line(line) or abort(404)
    until = work_objections.objections_until(found, context.settlement)
    if request.method == "GET" and until is None:
        abort(404)
    form = objection_form(context)
    return form_view(
        form,
        "approvals/objection.html",
        lambda: work_objections.record_objection(context.act, line, form.input),
        lambda row: url_for("approvals.show", _anchor=f"line{line}"),
        item=found.item,
        until=until,
    )


@bp.route("/s/<code>/approval/objections/<int:number>/answer", methods=["GET", "POST"])
@allows(Action.ANSWER_OBJECTION)
def answer(context: Context, number: int) -> ResponseReturnValue:
    """Answer an objection."""
    found = OBJECTION.first(db(), settlement=context.settlement.id, number=number) or abort(404)
    asked, back = N_("What do you answer to this objection?"), url_for("approvals.show")
    if page := refused_to_builder(context, Action.ANSWER_OBJECTION, asked, back):
        return page
    form = objection_answer_form(context)
    return form_view(
        form,
        "approvals/answer_objection.html",
        lambda: work_objections.answer_objection(context.act, number, form.input),
        lambda row: url_for("approvals.show", _anchor=f"line{found.line}"),
        term=found,
        own_answer=work_objections.OWN_ANSWER,
    )


@bp.route("/s/<code>/approval/ask", methods=["GET", "POST"])
@allows(Action.REMARK_ITEM)
def ask(context: Context) -> ResponseReturnValue:
    """Ask the level that is late for its answer."""
    found = review(decided_items(db(), context.settlement.id), context.settlement)
    late = authority_looks.late_items(found, context.act)
    if request.method == "GET" and not late:
        abort(404)
    form = AnswerReminderForm(context)
    return form_view(
        form,
        "approvals/ask.html",
        lambda: authority_looks.remind_late_level(context.act, form.words.value),
        lambda row: url_for("approvals.show"),
        items=[item.item for item in late],
    )


@bp.route("/s/<code>/approval/seen", methods=["GET", "POST"])
@allows(Action.REMARK_ITEM)
def see(context: Context) -> ResponseReturnValue:
    """Record that the reader has seen all answers until now."""
    return form_view(
        AuthorityLookForm(context),
        "approvals/see.html",
        lambda: authority_looks.record_look(context.act),
        lambda row: url_for("approvals.waiting"),
    )
