"""Pages of conditions, promises and remarks, and of one answer to everything that waits."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, abort, request, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.approvals import actions, conditions
from peoplesprocess.approvals.condition_forms import (
    AnswerAllForm,
    ConditionJudgementForm,
    ConditionReportForm,
    ItemRemarkForm,
    PromiseOutcomeForm,
)
from peoplesprocess.approvals.plan_review import review
from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import N_
from peoplesprocess.db.typed_query import Query
from peoplesprocess.facts.builders import builders_here
from peoplesprocess.facts.conditions_and_promises import CONDITION, PROMISE, ConditionOrPromiseRow
from peoplesprocess.facts.submitted_items import decided_items
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.refused_form import refused_form
from peoplesprocess.web.request_state import db
from peoplesprocess.web.view_context import Context

bp = Blueprint("terms", __name__)


@bp.route("/s/<code>/approval/conditions/<int:number>/report", methods=["GET", "POST"])
@allows(Action.REPORT_CONDITION)
def report(context: Context, number: int) -> ResponseReturnValue:
    """Report that a condition is met."""
    form = ConditionReportForm(context)
    return form_view(
        form,
        "approvals/report.html",
        lambda: conditions.report_condition(context.act, number, form.words.value),
        lambda event: url_for("approvals.show"),
        term=_term(context, CONDITION, number),
    )


@bp.route("/s/<code>/approval/conditions/<int:number>/judge", methods=["GET", "POST"])
@allows(Action.JUDGE_CONDITION)
def judge(context: Context, number: int) -> ResponseReturnValue:
    """Judge whether a condition is met."""
    term = _term(context, CONDITION, number)
    who_builds = builders_here(db(), context.settlement, context.person.id)
    subject = replace(term.subject(context.settlement.area), **who_builds)
    asked = N_("Is this condition met?")
    if page := refused_form(context, Action.JUDGE_CONDITION, subject, asked, url_for("approvals.show")):
        return page
    form = ConditionJudgementForm(context)
    return form_view(
        form,
        "approvals/judge.html",
        lambda: conditions.judge_condition(context.act, number, form.input),
        lambda event: url_for("approvals.show"),
        term=term,
    )


@bp.route("/s/<code>/approval/promises/<int:number>", methods=["GET", "POST"])
@allows(Action.RECORD_PROMISE)
def outcome(context: Context, number: int) -> ResponseReturnValue:
    """Record whether a promise was kept."""
    form = PromiseOutcomeForm(context, {"seen_on": context.today})
    return form_view(
        form,
        "approvals/outcome.html",
        lambda: conditions.record_outcome(context.act, number, form.input),
        lambda row: url_for("approvals.show"),
        term=_term(context, PROMISE, number),
    )


@bp.route("/s/<code>/approval/<int:line>/remark", methods=["GET", "POST"])
@allows(Action.REMARK_ITEM)
def remark(context: Context, line: int) -> ResponseReturnValue:
    """Leave a remark on an item."""
    found = review(decided_items(db(), context.settlement.id), context.settlement).line(line) or abort(404)
    form = ItemRemarkForm(context)
    return form_view(
        form,
        "approvals/remark.html",
        lambda: conditions.remark(context.act, line, form.words.value),
        lambda row: url_for("approvals.show", _anchor=f"line{line}"),
        item=found.item,
    )


@bp.route("/s/<code>/approval/all", methods=["GET", "POST"])
@allows(Action.DECIDE_ITEM)
def all(context: Context) -> ResponseReturnValue:
    """Answer everything that waits for the reader at once."""
    found = review(decided_items(db(), context.settlement.id), context.settlement)
    mine = actions.all_open(found.items, context.act)
    if not mine and request.method == "GET":
        abort(404)
    form = AnswerAllForm(context)
    return form_view(
        form,
        "approvals/all.html",
        lambda: actions.answer_all(context.act, form.input),
        lambda decisions: url_for("approvals.show"),
        items=[item.item for item in mine],
        mark=actions.mark_of_all(mine),
    )


def _term(context: Context, query: Query[ConditionOrPromiseRow], number: int) -> ConditionOrPromiseRow:
    return query.first(db(), settlement=context.settlement.id, number=number) or abort(404)
