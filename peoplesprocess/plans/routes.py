"""Pages of the plan: its versions and their comparison, writing items, adoption and submission."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import Blueprint, abort, request, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.core.actions import Action
from peoplesprocess.core.inclusion import PeopleShare
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.safeguards import LEVEL_NAMES
from peoplesprocess.core.urban_recovery_view import UrbanRecoveryPlanView
from peoplesprocess.facts.cycle_budget import cycle_budget
from peoplesprocess.facts.meetings import MEETINGS_OF_KIND
from peoplesprocess.facts.needs import LIVE_NEEDS, NeedSummaryRow, read_titles_at_use
from peoplesprocess.facts.plans import NEWEST_ITEM, VERSIONS, ItemWithEarlierAnswer, PlanVersion, items
from peoplesprocess.facts.unit_rates import UNIT_RATES
from peoplesprocess.plans import actions, routes_attachments, routes_details, routes_urban_recovery
from peoplesprocess.plans.actions import ItemInput
from peoplesprocess.plans.adoption_checks import (
    NO_SHEET,
    check_revisable,
    last_adopted,
    later_assemblies,
    no_assembly_refusal,
    too_few_households,
    unscreened_refusal,
)
from peoplesprocess.plans.around_the_plan import AROUND_THE_PLAN, stakeholder_sheet
from peoplesprocess.plans.forms import ItemForm, ItemRemovalForm, PlanSubmissionForm, adopt_form, item_form
from peoplesprocess.plans.item_terms import terms_of_items
from peoplesprocess.plans.locked_version_refusal import locked, new_version_page, not_to_submit, refusal_page
from peoplesprocess.plans.need_choices import need_ranks
from peoplesprocess.plans.plan_comparison import compare_versions
from peoplesprocess.plans.plan_overview import NewestPlan, PlanStage, stage, totals
from peoplesprocess.plans.routes_frames import bp as frames
from peoplesprocess.web.form import Form, stored_values
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.i18n import current_translator
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.request_state import db, number_argument
from peoplesprocess.web.view_context import Context

bp = Blueprint("plans", __name__, template_folder="templates")
bp.register_blueprint(routes_attachments.bp)
bp.register_blueprint(routes_details.bp)
bp.register_blueprint(frames)
bp.register_blueprint(routes_urban_recovery.bp)


@bp.get("/s/<code>/plan")
@allows(Action.SEE_SETTLEMENT)
def show(context: Context) -> ResponseReturnValue:
    """Show the newest version with its money, its answers and the next step."""
    versions = _versions(context)
    return _plan(context, versions, versions[0] if versions else None)


@bp.get("/s/<code>/plan/<int:number>")
@allows(Action.SEE_SETTLEMENT)
def version(context: Context, number: int) -> ResponseReturnValue:
    """Show any version."""
    versions = _versions(context)
    plan = next((plan for plan in versions if plan.number == number), None)
    return _plan(context, versions, plan or abort(404))


@bp.get("/s/<code>/plan/compare")
@allows(Action.SEE_SETTLEMENT)
def compare(context: Context) -> ResponseReturnValue:
    """Show what changed from one version to another, line by line."""
    by_number = {plan.number: plan for plan in _versions(context)}
    older = by_number.get(number_argument("from"))
    newer = by_number.get(number_argument("to"))
    if older is None or newer is None or older is newer:
        abort(404)
    found = compare_versions(db(), context.settlement, older, newer)
    return render_page("plans/compare.html", older=older, newer=newer, found=found)


@bp.route("/s/<code>/plan/items/add", methods=["GET", "POST"])
@allows(Action.DRAFT_PLAN)
def add(context: Context) -> ResponseReturnValue:
    """Add an item to the draft."""
    if request.method == "GET" and (why := locked(_newest(context).plan)):
        return new_version_page(why)
    needs = LIVE_NEEDS.all(db(), settlement=context.settlement.id)
    if request.method == "GET" and not needs:
        sentence = Message(N_("No need is on the list yet. An item answers at least one need."))
        return refusal_page(sentence, url_for("needs.index"), N_("To the needs"))
    asked = next((need for need in needs if str(need.number) == request.args.get("need")), None)
    values: dict[str, object] = {"source": context.settlement.agency, "rank": None}
    values |= dict.fromkeys(("cost", "in_cash", "labour_days", "in_labour", "in_materials"))
    if asked:
        values |= {"title": asked.title, "place": asked.landmark, "needs": [asked.number]}
    if words := request.args.get("title", "")[:120]:
        # A need ranked in an assessment response leads here with its words.
        values["title"] = words
    form = _item_form(context, needs, values)
    return form_view(
        form,
        "plans/item.html",
        lambda: actions.add_item(context.act, form.input),
        lambda item: url_for(".show"),
        lambda item: url_for(".add"),
        item=None,
    )


@bp.route("/s/<code>/plan/items/<int:line>/change", methods=["GET", "POST"])
@allows(Action.DRAFT_PLAN)
def change(context: Context, line: int) -> ResponseReturnValue:
    """Change an item of the draft."""
    item = _item(context, line) or abort(404)
    if request.method == "GET" and (why := locked(item)):
        return new_version_page(why)
    needs = LIVE_NEEDS.all(db(), settlement=context.settlement.id)
    values = stored_values(item, ItemInput, "version") | {"labour_days": item.labour_days or None}
    form = _item_form(context, needs, values)
    after = _newest(context).next_returned_line(line) if item.is_to_change else None
    onwards = url_for(".change", line=after) if after else _to_adoption(context) if item.is_to_change else ""
    return form_view(
        form,
        "plans/item.html",
        lambda: actions.change_item(context.act, line, form.input, form.version.data),
        lambda row: url_for(".show"),
        (lambda row: onwards) if onwards else None,
        item=item,
        after=after,
    )


@bp.route("/s/<code>/plan/items/<int:line>/remove", methods=["GET", "POST"])
@allows(Action.DRAFT_PLAN)
def remove(context: Context, line: int) -> ResponseReturnValue:
    """Remove an item from the draft."""
    item = _item(context, line)
    if item is None and request.method == "GET":
        abort(404)
    if request.method == "GET" and (why := locked(item)):
        return new_version_page(why)
    form = ItemRemovalForm(context)
    return form_view(
        form,
        "plans/remove.html",
        lambda: actions.remove_item(context.act, line, form.reason.value),
        lambda nothing: url_for(".show"),
        item=item,
    )


@bp.route("/s/<code>/plan/adopt", methods=["GET", "POST"])
@allows(Action.DRAFT_PLAN)
def adopt(context: Context) -> ResponseReturnValue:
    """Record that an assembly adopted the draft."""
    newest = _newest(context)
    why = locked(newest.plan) if newest.items else Message(actions.NO_ITEM)
    if request.method == "GET" and why:
        return refusal_page(why, url_for(".show"), N_("To the plan"))
    place, least = context.settlement, context.rules.households_at_assembly
    if request.method == "GET" and least and not place.households:
        if context.may(Action.RECORD_PROFILE):
            return refusal_page(Message(NO_SHEET), url_for("settlements.profile"), N_("Write the sheet"))
        return refusal_page(Message(NO_SHEET), url_for(".show"), N_("To the plan"))
    held = MEETINGS_OF_KIND.all(db(), settlement=context.settlement.id, kind="assembly")
    assemblies = later_assemblies(held, last := last_adopted(_versions(context)))
    missing = None if assemblies else no_assembly_refusal(last)
    if missing and request.method == "GET":
        if context.may(Action.RECORD_MEETING):
            return refusal_page(missing, _new_assembly(), N_("Record the meeting"))
        return refusal_page(missing, url_for(".show"), N_("To the plan"))
    form = adopt_form(context, assemblies, number_argument("meeting"))
    form.obstacle = why or missing
    return form_view(
        form,
        "plans/adopt.html",
        lambda: actions.adopt(context.act, form.input),
        lambda adoption: url_for(".show"),
        lambda adoption: url_for(".submit"),
        newest=newest,
        new_assembly=_new_assembly(),
        too_few=too_few_households(assemblies, place.households, least),
    )


@bp.route("/s/<code>/plan/submit", methods=["GET", "POST"])
@allows(Action.DRAFT_PLAN)
def submit(context: Context) -> ResponseReturnValue:
    """Submit the adopted version to the authority."""
    newest = _newest(context)
    if request.method == "GET" and newest.stage is not PlanStage.ADOPTED:
        return refusal_page(not_to_submit(newest.stage), url_for(".show"), N_("To the plan"))
    if request.method == "GET" and (missing := unscreened_refusal(newest.items)) and context.rules.screenings:
        return refusal_page(missing, url_for("safeguards.index"), N_("To the safeguards"))
    form = PlanSubmissionForm(context)
    return form_view(
        form,
        "plans/submit.html",
        lambda: actions.submit(context.act, form.on_paper.value),
        lambda submission: url_for(".show"),
        plan=newest.plan,
        totals=totals(newest.items, cycle_budget(db(), context.settlement)),
        count=len(newest.items),
        view=UrbanRecoveryPlanView(newest.items) if context.rules.asks_recovery_view else None,
    )


@bp.route("/s/<code>/plan/revise", methods=["GET", "POST"])
@allows(Action.DRAFT_PLAN)
def revise(context: Context) -> ResponseReturnValue:
    """Begin a new version from the newest one."""
    newest = _newest(context)
    if request.method == "GET":
        try:
            check_revisable(newest.plan, newest.items)
        except Refused as refusal:
            return refusal_page(refusal.sentence, url_for(".show"), N_("To the plan"))
    first = newest.sent_back[0].line if newest.sent_back else 0
    return form_view(
        Form(context),
        "plans/revise.html",
        lambda: actions.revise(context.act),
        lambda plan: url_for(".show"),
        (lambda plan: url_for(".change", line=first)) if first else None,
        newest=newest,
    )


def _item_form(context: Context, needs: Sequence[NeedSummaryRow], values: Mapping[str, object]) -> ItemForm:
    rates = UNIT_RATES.all(db(), programme=context.settlement.programme_id)
    return item_form(context, needs, values, rates, need_ranks(db(), context.settlement))


def _versions(context: Context) -> list[PlanVersion]:
    return VERSIONS.all(db(), settlement=context.settlement.id)


def _newest(context: Context) -> NewestPlan:
    plan = VERSIONS.first(db(), settlement=context.settlement.id)
    return NewestPlan(plan, items(db(), [plan.id]) if plan else [])


def _item(context: Context, line: int) -> ItemWithEarlierAnswer | None:
    return NEWEST_ITEM.first(db(), settlement=context.settlement.id, line=line)


def _plan(context: Context, versions: Sequence[PlanVersion], plan: PlanVersion | None) -> ResponseReturnValue:
    here, found = context.settlement, items(db(), [plan.id]) if plan else []
    answered = any(item.verdict for item in found)
    budget = cycle_budget(db(), here)
    numbers = [number for item in found for number in item.needs]
    standing = stage(plan, found)
    records = context.may(Action.DRAFT_PLAN) and context.may(Action.RECORD_MEETING)
    around = AROUND_THE_PLAN.all(db(), settlement=here.id)
    is_ready = not records or around[0].has_assembly_after(last_adopted(versions))
    return render_page(
        "plans/show.html",
        versions=versions,
        plan=plan,
        items=found,
        needs=read_titles_at_use(db(), here.id, plan, numbers) if plan else {},
        totals=totals(found, budget),
        is_of_cycle=plan is not None and (budget.began_at is None or plan.made_at >= budget.began_at),
        terms=terms_of_items(db(), here.id, found, is_newest=plan in versions[:1]) if answered else {},
        departures={each.line: each for each in around if each.line and answered},
        adopted=PeopleShare(plan.households, here.households)
        if plan and plan.households is not None
        else None,
        stage=standing,
        past=_past(context, plan, found) if plan and standing is PlanStage.DRAFT else set(),
        record_assembly="" if is_ready or standing is not PlanStage.DRAFT else _new_assembly(),
        newest=not versions or plan is versions[0],
        least=context.rules.contribution,
        level_names=LEVEL_NAMES,
        waiting=sum(item.is_undecided for item in found),
        has_estimates=any(item.estimate for item in found),
        took_part=stakeholder_sheet(around[0], current_translator().code, context.now),
        recovery=context.rules.asks_recovery_view or UrbanRecoveryPlanView(found).is_begun,
    )


def _past(context: Context, plan: PlanVersion, found: Sequence[ItemWithEarlierAnswer]) -> set[int]:
    """Return the lines of a draft's items whose last day is past, by the day as of which lateness is told."""
    return {item.line for item in found if item.ends_on < plan.told_on(context.settlement, context.today)}


def _to_adoption(context: Context) -> str:
    """Return where a finished draft goes on: to its adoption, or first to the assembly."""
    around = AROUND_THE_PLAN.all(db(), settlement=context.settlement.id)
    is_held = around[0].has_assembly_after(last_adopted(_versions(context)))
    return url_for(".adopt") if is_held or not context.may(Action.RECORD_MEETING) else _new_assembly()


def _new_assembly() -> str:
    """Return the address that records another assembly and then leads back to the adoption."""
    return url_for("settlements.record_meeting", kind="assembly", then="adoption")
