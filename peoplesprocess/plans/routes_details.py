"""Pages of the details of one item of the plan, and their forms."""

from __future__ import annotations

from flask import Blueprint, abort, request, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.core.actions import Action
from peoplesprocess.core.item_finance import numbered
from peoplesprocess.core.plan_items import ItemTags
from peoplesprocess.core.unit_rates import CurrentUnitRate, departures, offered
from peoplesprocess.facts.plans import NEWEST_ITEM, VERSIONS, ItemWithEarlierAnswer, items
from peoplesprocess.facts.unit_rates import UNIT_RATES
from peoplesprocess.plans import item_detail_actions
from peoplesprocess.plans.item_detail_forms import (
    OFFERS,
    ItemTagsForm,
    commitment_form,
    estimate_form,
    funding_form,
    problem_form,
)
from peoplesprocess.plans.locked_version_refusal import locked, new_version_page
from peoplesprocess.plans.queries import WORDS_OF_NEEDS
from peoplesprocess.web.form import stored_values
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.request_state import db
from peoplesprocess.web.view_context import Context

bp = Blueprint("details", __name__)


@bp.get("/s/<code>/plan/<int:number>/items/<int:line>")
@allows(Action.SEE_SETTLEMENT)
def show(context: Context, number: int, line: int) -> ResponseReturnValue:
    """Show everything that a version says about an item."""
    versions = VERSIONS.all(db(), settlement=context.settlement.id)
    plan = next((plan for plan in versions if plan.number == number), None) or abort(404)
    item = next((item for item in items(db(), [plan.id]) if item.line == line), None) or abort(404)
    return render_page(
        "plans/details.html",
        plan=plan,
        item=item,
        departures=departures(item.bill, _rates(context)),
        is_newest=plan is versions[0],
        is_locked=locked(plan) is not None,
    )


@bp.route("/s/<code>/plan/items/<int:line>/problem", methods=["GET", "POST"])
@allows(Action.DRAFT_PLAN)
def describe(context: Context, line: int) -> ResponseReturnValue:
    """Write the problem that an item answers, and its cause."""
    item = _item(context, line)
    if request.method == "GET" and (why := locked(item)):
        return new_version_page(why)
    needs = WORDS_OF_NEEDS.all(db(), settlement=context.settlement.id, numbers=item.needs)
    form = problem_form(context, item, needs)
    return form_view(
        form,
        "plans/problem.html",
        lambda: item_detail_actions.describe_item(context.act, line, form.input, form.version.data),
        lambda row: _shown(item),
        item=item,
    )


@bp.route("/s/<code>/plan/items/<int:line>/estimate", methods=["GET", "POST"])
@allows(Action.DRAFT_PLAN)
def estimate(context: Context, line: int) -> ResponseReturnValue:
    """Write an item's cost line by line."""
    item = _item(context, line)
    if request.method == "GET" and (why := locked(item)):
        return new_version_page(why)
    form = estimate_form(context, item, _rates(context), numbered(item.estimate))
    return form_view(
        form,
        "plans/estimate.html",
        lambda: item_detail_actions.write_estimate(context.act, line, form.input, form.version.data),
        lambda row: _shown(item),
        lambda row: url_for(".estimate", line=line),
        item=item,
        offers=OFFERS,
    )


@bp.route("/s/<code>/plan/items/<int:line>/funding", methods=["GET", "POST"])
@allows(Action.DRAFT_PLAN)
def fund(context: Context, line: int) -> ResponseReturnValue:
    """Write who pays for an item besides the community."""
    item = _item(context, line)
    if request.method == "GET" and (why := locked(item)):
        return new_version_page(why)
    form = funding_form(context, item, numbered(item.funding))
    return form_view(
        form,
        "plans/funding.html",
        lambda: item_detail_actions.write_funding(context.act, line, form.input, form.version.data),
        lambda row: _shown(item),
        item=item,
    )


@bp.route("/s/<code>/plan/items/<int:line>/promises", methods=["GET", "POST"])
@allows(Action.DRAFT_PLAN)
def commit(context: Context, line: int) -> ResponseReturnValue:
    """Record which funding lines of an item are committed, at any stage of the plan."""
    item = _item(context, line)
    if not item.funding:
        abort(404)
    form = commitment_form(context, item)
    return form_view(
        form,
        "plans/promises.html",
        lambda: item_detail_actions.record_commitments(context.act, line, form.input, form.version.data),
        lambda row: _shown(item),
        item=item,
    )


@bp.route("/s/<code>/plan/items/<int:line>/tags", methods=["GET", "POST"])
@allows(Action.DRAFT_PLAN)
def tag(context: Context, line: int) -> ResponseReturnValue:
    """Tag an item with its place in other frameworks, at any stage of the plan."""
    item = _item(context, line)
    form = ItemTagsForm(context, stored_values(item, ItemTags, "version"))
    return form_view(
        form,
        "plans/tags.html",
        lambda: item_detail_actions.tag_item(context.act, line, form.input, form.version.data),
        lambda row: _shown(item),
        item=item,
    )


def _item(context: Context, line: int) -> ItemWithEarlierAnswer:
    return NEWEST_ITEM.first(db(), settlement=context.settlement.id, line=line) or abort(404)


def _shown(item: ItemWithEarlierAnswer) -> str:
    return url_for("plans.details.show", number=item.plan, line=item.line)


def _rates(context: Context) -> list[CurrentUnitRate]:
    place = context.settlement
    return offered(UNIT_RATES.all(db(), programme=place.programme_id), place.currency)
