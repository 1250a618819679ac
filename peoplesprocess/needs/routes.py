"""The pages of needs: the list, recording, one need with its fate, changing, merging."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue

from peoplesprocess.core import lists
from peoplesprocess.core.permissions import Action
from peoplesprocess.needs import actions, queries
from peoplesprocess.needs.fate import ballots
from peoplesprocess.needs.forms import AFFECTED, merge_form, need_form, need_values, speaks_for
from peoplesprocess.web.answers import answer
from peoplesprocess.web.guard import allows, db
from peoplesprocess.web.here import Here
from peoplesprocess.web.pages import page

room = Blueprint("needs", __name__)

FILTERS = ("sector", "group", "answer")


@room.get("/s/<code>/needs")
@allows(Action.SEE_SETTLEMENT)
def index(here: Here) -> ResponseReturnValue:
    """List the needs that are not merged, by number, a page at a time."""
    chosen = {name: request.args[name] for name in FILTERS if request.args.get(name)}
    after = request.args.get("after", 0, type=int)
    rows = queries.needs(db(), here.place.id, min(max(after, 0), 2**31), **chosen)
    return page(
        "needs/index.html",
        needs=rows[: queries.PAGE],
        more=rows[queries.PAGE - 1].number if len(rows) > queries.PAGE else 0,
        chosen=chosen,
        after=after,
    )


@room.route("/s/<code>/needs/record", methods=["GET", "POST"])
@allows(Action.RECORD_NEED)
def record(here: Here) -> ResponseReturnValue:
    """Record a need in people's own words."""
    start = {"group_code": request.args.get("group", ""), "season": "all"}
    form = need_form(here, queries.sessions(db(), here.place.id), start)
    return answer(
        form,
        "needs/record.html",
        lambda: actions.record_need(db(), here.person.id, here.place, form.input(), here.now),
        lambda need: f"{here.url}/needs/{need.number}",
        need=None,
    )


@room.get("/s/<code>/needs/<int:number>")
@allows(Action.SEE_SETTLEMENT)
def show(here: Here, number: int) -> ResponseReturnValue:
    """Show one need and what became of it."""
    need = _found(here, number)
    return page(
        "needs/show.html",
        need=need,
        voices=(need.voices or "").split(),
        lineage=queries.merged_into(db(), need.id),
        ballots=ballots(number, queries.rounds(db(), here.place.id)),
        items=[item for item in queries.plan_items(db(), here.place.id) if number in item.needs],
        affected=AFFECTED,
        hundredth=Fraction(1, 100),
        may_change=need.into_number is None and here.may(Action.RECORD_NEED) and _is_own(here, need),
    )


@room.route("/s/<code>/needs/<int:number>/change", methods=["GET", "POST"])
@allows(Action.RECORD_NEED)
def change(here: Here, number: int) -> ResponseReturnValue:
    """Change what is written of a need."""
    need = _own_and_live(here, number)
    form = need_form(
        here, queries.sessions(db(), here.place.id), need_values(need), (need.voices or "").split()
    )
    return answer(
        form,
        "needs/record.html",
        lambda: actions.change_need(
            db(), here.person.id, here.place, number, form.input(), form["version"].data, here.now
        ),
        lambda changed: f"{here.url}/needs/{number}",
        need=need,
    )


@room.route("/s/<code>/needs/<int:number>/merge", methods=["GET", "POST"])
@allows(Action.RECORD_NEED)
def merge(here: Here, number: int) -> ResponseReturnValue:
    """Merge a need into another that is the same."""
    need = _own_and_live(here, number)
    form = merge_form(here, queries.others(db(), here.place.id, number, need.sector))
    return answer(
        form,
        "needs/merge.html",
        lambda: actions.merge_need(
            db(), here.person.id, here.place, number, int(form.into.data), form.reason.data, here.now
        ),
        lambda merged: f"{here.url}/needs/{form.into.data}",
        need=need,
        sector=lists.SECTORS.get(need.sector, need.sector),
    )


def _found(here: Here, number: int) -> Any:
    need = queries.need(db(), here.place.id, number) if number < 2**31 else None
    if need is None:
        abort(404)
    return need


def _own_and_live(here: Here, number: int) -> Any:
    """The need, if it is not merged and the person may write of it."""
    need = _found(here, number)
    if need.into_number is not None or not _is_own(here, need):
        abort(404)
    return need


def _is_own(here: Here, need: Any) -> bool:
    """Whether a facilitator looks, or a representative of a group that raised the need."""
    return here.may(Action.RECORD_MEETING) or not speaks_for(here).keys().isdisjoint(
        (need.voices or "").split()
    )
