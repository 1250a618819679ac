"""The pages of needs: the list, recording, one need with its fate, changing, merging."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue

from peoplesprocess.core import lists
from peoplesprocess.core.permissions import Action
from peoplesprocess.needs import actions, queries
from peoplesprocess.needs.forms import AFFECTED, merge_form, need_form, need_values, speaks_for
from peoplesprocess.needs.round_places import ballots
from peoplesprocess.web.context import Context
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.guard import allows, db
from peoplesprocess.web.pages import render_page

bp = Blueprint("needs", __name__)

FILTERS = ("sector", "group", "response_type")


@bp.get("/s/<code>/needs")
@allows(Action.SEE_SETTLEMENT)
def index(context: Context) -> ResponseReturnValue:
    """List the needs that are not merged, by number, a page at a time."""
    chosen = {name: request.args[name] for name in FILTERS if request.args.get(name)}
    after = request.args.get("after", 0, type=int)
    rows = queries.needs(db(), context.settlement.id, min(max(after, 0), 2**31), **chosen)
    return render_page(
        "needs/index.html",
        needs=rows[: queries.PAGE],
        more=rows[queries.PAGE - 1].number if len(rows) > queries.PAGE else 0,
        chosen=chosen,
        after=after,
    )


@bp.route("/s/<code>/needs/record", methods=["GET", "POST"])
@allows(Action.RECORD_NEED)
def record(context: Context) -> ResponseReturnValue:
    """Record a need in people's own words."""
    start = {"group_code": request.args.get("group", ""), "season": "all"}
    form = need_form(context, queries.sessions(db(), context.settlement.id), start)
    return form_view(
        form,
        "needs/record.html",
        lambda: actions.record_need(db(), context.person.id, context.settlement, form.input(), context.now),
        lambda need: f"{context.url}/needs/{need.number}",
        need=None,
    )


@bp.get("/s/<code>/needs/<int:number>")
@allows(Action.SEE_SETTLEMENT)
def show(context: Context, number: int) -> ResponseReturnValue:
    """Show one need and what became of it."""
    need = _found(context, number)
    return render_page(
        "needs/show.html",
        need=need,
        voices=(need.voices or "").split(),
        lineage=queries.merged_into(db(), need.id),
        ballots=ballots(number, queries.rounds(db(), context.settlement.id)),
        items=[item for item in queries.plan_items(db(), context.settlement.id) if number in item.needs],
        affected=AFFECTED,
        hundredth=Fraction(1, 100),
        may_change=need.into_number is None and context.may(Action.RECORD_NEED) and _is_own(context, need),
    )


@bp.route("/s/<code>/needs/<int:number>/change", methods=["GET", "POST"])
@allows(Action.RECORD_NEED)
def change(context: Context, number: int) -> ResponseReturnValue:
    """Change what is written of a need."""
    need = _own_and_live(context, number)
    form = need_form(
        context, queries.sessions(db(), context.settlement.id), need_values(need), (need.voices or "").split()
    )
    return form_view(
        form,
        "needs/record.html",
        lambda: actions.change_need(
            db(),
            context.person.id,
            context.settlement,
            number,
            form.input(),
            form["version"].data,
            context.now,
        ),
        lambda changed: f"{context.url}/needs/{number}",
        need=need,
    )


@bp.route("/s/<code>/needs/<int:number>/merge", methods=["GET", "POST"])
@allows(Action.RECORD_NEED)
def merge(context: Context, number: int) -> ResponseReturnValue:
    """Merge a need into another that is the same."""
    need = _own_and_live(context, number)
    form = merge_form(context, queries.others(db(), context.settlement.id, number, need.sector))
    return form_view(
        form,
        "needs/merge.html",
        lambda: actions.merge_need(
            db(),
            context.person.id,
            context.settlement,
            number,
            int(form.into.data),
            form.reason.data,
            context.now,
        ),
        lambda merged: f"{context.url}/needs/{form.into.data}",
        need=need,
        sector=lists.SECTORS.get(need.sector, need.sector),
    )


def _found(context: Context, number: int) -> Any:
    need = queries.need(db(), context.settlement.id, number) if number < 2**31 else None
    if need is None:
        abort(404)
    return need


def _own_and_live(context: Context, number: int) -> Any:
    """The need, if it is not merged and the person may write of it."""
    need = _found(context, number)
    if need.into_number is not None or not _is_own(context, need):
        abort(404)
    return need


def _is_own(context: Context, need: Any) -> bool:
    """Whether a facilitator looks, or a representative of a group that raised the need."""
    return context.may(Action.RECORD_MEETING) or not speaks_for(context).keys().isdisjoint(
        (need.voices or "").split()
    )
