"""The pages of small groups: the list, one group, and recording, changing and striking it."""

from __future__ import annotations

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.core.actions import Action
from peoplesprocess.core.inclusion import PeopleShare
from peoplesprocess.core.process.next_task import SettlementSituation, next_in_settlement
from peoplesprocess.core.process.tasks import NextTask, TaskKind
from peoplesprocess.facts.blocks import BLOCKS
from peoplesprocess.facts.gate_facts import facts_of
from peoplesprocess.small_groups import actions, queries, routes_savings, routes_several_small_groups
from peoplesprocess.small_groups.actions import SmallGroupInput
from peoplesprocess.small_groups.forms import ChangedSmallGroupForm, SmallGroupForm, small_group_form
from peoplesprocess.small_groups.queries import SmallGroupDetail
from peoplesprocess.web.form import stored_values
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.request_state import db, number_argument
from peoplesprocess.web.strike_form import StrikeForm
from peoplesprocess.web.view_context import Context

bp = Blueprint("small_groups", __name__, template_folder="templates")
bp.register_blueprint(routes_savings.bp)
bp.register_blueprint(routes_several_small_groups.bp)


@bp.get("/s/<code>/small-groups")
@allows(Action.SEE_SETTLEMENT)
def index(context: Context) -> ResponseReturnValue:
    """List the small groups, with the share of the settlement's households in them."""
    settlement = context.settlement.id
    sums = queries.SUMS.one(db(), settlement=settlement)
    found = queries.SMALL_GROUPS.all(db(), settlement=settlement, after=number_argument("after"))
    rows = found[: queries.LISTED]
    return render_page(
        "small_groups/index.html",
        rows=rows,
        more=rows[-1].number if len(found) > len(rows) else 0,
        sums=sums,
        coverage=PeopleShare(sums.households, context.settlement.households),
        least=context.rules.small_group_coverage,
        next=_election(context) if sums.groups else None,
    )


@bp.route("/s/<code>/small-groups/record", methods=["GET", "POST"])
@allows(Action.RECORD_SMALL_GROUP)
def record(context: Context) -> ResponseReturnValue:
    """Record a small group."""
    blocks = BLOCKS.all(db(), settlement=context.settlement.id)
    form = small_group_form(context, SmallGroupForm, blocks, {})
    return form_view(
        form,
        "small_groups/record.html",
        lambda: actions.record_small_group(context.act, form.input),
        lambda group: url_for(".index"),
        lambda group: url_for(".record"),
        group=None,
    )


@bp.get("/s/<code>/small-groups/<int:number>")
@allows(Action.SEE_SETTLEMENT)
def show(context: Context, number: int) -> ResponseReturnValue:
    """Show one small group, its changes and its savings."""
    group = _group(context, number)
    savings = queries.SAVINGS_OF_GROUP.all(db(), group=group.id)
    newest = {row.month: row.number for row in reversed(savings)}
    return render_page(
        "small_groups/show.html",
        group=group,
        changes=queries.CHANGES.all(db(), group=group.id),
        savings=[(row, row.number == newest[row.month]) for row in savings],
    )


@bp.route("/s/<code>/small-groups/<int:number>/change", methods=["GET", "POST"])
@allows(Action.RECORD_SMALL_GROUP)
def change(context: Context, number: int) -> ResponseReturnValue:
    """Change the description of a small group."""
    group = _standing(context, number)
    blocks = BLOCKS.all(db(), settlement=context.settlement.id)
    values = stored_values(group, SmallGroupInput, "version")
    form = small_group_form(context, ChangedSmallGroupForm, blocks, values)
    return form_view(
        form,
        "small_groups/record.html",
        lambda: actions.change_small_group(
            context.act, number, form.input, form["reason"].value, form.version.data
        ),
        lambda changed: url_for(".show", number=number),
        group=group,
    )


@bp.route("/s/<code>/small-groups/<int:number>/strike", methods=["GET", "POST"])
@allows(Action.RECORD_SMALL_GROUP)
def strike(context: Context, number: int) -> ResponseReturnValue:
    """Strike a small group."""
    form = StrikeForm(context)
    return form_view(
        form,
        "small_groups/strike.html",
        lambda: actions.strike_small_group(context.act, number, form.reason.value),
        lambda struck: url_for(".show", number=number),
        group=_standing(context, number),
    )


def _election(context: Context) -> NextTask | None:
    """Return the election if enough households are in groups and it is this user's next task."""
    if context.present is None or "small-groups" not in context.present.gate:
        return None
    situation = SettlementSituation(context.present, facts_of(db(), context.settlement), context.rules)
    task = next_in_settlement(context.may, situation)
    return task if task.task is TaskKind.RECORD_ELECTION else None


def _group(context: Context, number: int) -> SmallGroupDetail:
    return queries.SMALL_GROUP.first(db(), settlement=context.settlement.id, number=number) or abort(404)


def _standing(context: Context, number: int) -> SmallGroupDetail:
    group = _group(context, number)
    return group if group.struck_at is None else abort(404)
