"""The plan's pages: its newest version, the writing of items, adoption, handing over, versions compared."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue

from peoplesprocess.core.inclusion import Share
from peoplesprocess.core.messages import N_, Message, Refused, Sentence
from peoplesprocess.core.permissions import Action
from peoplesprocess.plans import actions, queries
from peoplesprocess.plans.changes import compare as compared
from peoplesprocess.plans.checks import may_revise
from peoplesprocess.plans.forms import adopt_form, item_form, item_values
from peoplesprocess.plans.overview import stage, totals
from peoplesprocess.web.access import allows
from peoplesprocess.web.context import Context
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.forms import Form
from peoplesprocess.web.i18n import current_translator
from peoplesprocess.web.pages import render_page
from peoplesprocess.web.request_state import db

bp = Blueprint("plans", __name__, template_folder="templates")


@bp.get("/s/<code>/plan")
@allows(Action.SEE_SETTLEMENT)
def show(context: Context) -> ResponseReturnValue:
    """Show the newest version with its money, its answers and the next thing to do."""
    versions = queries.versions(db(), context.settlement.id)
    return _plan(context, versions, versions[0] if versions else None)


@bp.get("/s/<code>/plan/<int:number>")
@allows(Action.SEE_SETTLEMENT)
def version(context: Context, number: int) -> ResponseReturnValue:
    """Show any version."""
    versions = queries.versions(db(), context.settlement.id)
    plan = next((plan for plan in versions if plan.number == number), None)
    if plan is None:
        abort(404)
    return _plan(context, versions, plan)


@bp.get("/s/<code>/plan/compare")
@allows(Action.SEE_SETTLEMENT)
def compare(context: Context) -> ResponseReturnValue:
    """Show what changed from one version to another, line by line."""
    by_number = {plan.number: plan for plan in queries.versions(db(), context.settlement.id)}
    older = by_number.get(request.args.get("from", 0, type=int))
    newer = by_number.get(request.args.get("to", 0, type=int))
    if older is None or newer is None or older is newer:
        abort(404)
    items = queries.items(db(), [older.id, newer.id])
    sides = ([item for item in items if item.plan_id == plan.id] for plan in (older, newer))
    return render_page("plans/compare.html", older=older, newer=newer, found=compared(*sides))


@bp.route("/s/<code>/plan/items/add", methods=["GET", "POST"])
@allows(Action.DRAFT_PLAN)
def add(context: Context) -> ResponseReturnValue:
    """Add an item to the draft."""
    newest = queries.newest(db(), context.settlement.id)
    if request.method == "GET" and (locked := _locked(newest)):
        return _cannot(context, locked, "plan/revise", N_("Make a new version"))
    needs = queries.live_needs(db(), context.settlement.id)
    if request.method == "GET" and not needs:
        sentence = Message(N_("No need is on the list yet. An item answers at least one need."))
        return _cannot(context, sentence, "needs", N_("To the needs"))
    asked = next((need for need in needs if str(need.number) == request.args.get("need")), None)
    values: dict[str, Any] = {"source": context.settlement.agency, "rank": None}
    values |= dict.fromkeys(("cost", "in_cash", "in_labour", "in_materials"))
    if asked:
        values |= {"title": asked.title, "place": asked.landmark, "needs": [str(asked.number)]}
    form = item_form(context, needs, values)
    return form_view(
        form,
        "plans/item.html",
        lambda: actions.add_item(db(), context.person.id, context.settlement, form.input(), context.now),
        lambda item: f"{context.url}/plan",
        item=None,
    )


@bp.route("/s/<code>/plan/items/<int:line>/change", methods=["GET", "POST"])
@allows(Action.DRAFT_PLAN)
def change(context: Context, line: int) -> ResponseReturnValue:
    """Change an item of the draft."""
    item = queries.item(db(), context.settlement.id, line)
    if item is None:
        abort(404)
    if request.method == "GET" and (locked := _locked(item)):
        return _cannot(context, locked, "plan/revise", N_("Make a new version"))
    form = item_form(context, queries.live_needs(db(), context.settlement.id), item_values(item))
    return form_view(
        form,
        "plans/item.html",
        lambda: actions.change_item(
            db(), context.person.id, context.settlement, line, form.input(), form.version.data, context.now
        ),
        lambda row: f"{context.url}/plan",
        item=item,
    )


@bp.route("/s/<code>/plan/items/<int:line>/remove", methods=["GET", "POST"])
@allows(Action.DRAFT_PLAN)
def remove(context: Context, line: int) -> ResponseReturnValue:
    """Take an item out of the draft."""
    item = queries.item(db(), context.settlement.id, line)
    if item is None and request.method == "GET":
        abort(404)
    if request.method == "GET" and (locked := _locked(item)):
        return _cannot(context, locked, "plan/revise", N_("Make a new version"))
    return form_view(
        Form(context),
        "plans/remove.html",
        lambda: actions.remove_item(db(), context.person.id, context.settlement, line, context.now),
        lambda nothing: f"{context.url}/plan",
        item=item,
    )


@bp.route("/s/<code>/plan/adopt", methods=["GET", "POST"])
@allows(Action.DRAFT_PLAN)
def adopt(context: Context) -> ResponseReturnValue:
    """Record that an assembly adopted the draft."""
    newest = queries.newest(db(), context.settlement.id)
    meetings = queries.assemblies(db(), context.settlement.id)
    if request.method == "GET" and (
        locked := _locked(newest) or (None if newest else Message(actions.NO_ITEM))
    ):
        return _cannot(context, locked, "plan", N_("To the plan"))
    if not meetings:
        sentence = Message(N_("No assembly is recorded yet. Record the meeting first."))
        return _cannot(context, sentence, "meetings/record?kind=assembly", N_("Record the meeting"))
    spoken, living = current_translator(), context.settlement.households
    form = adopt_form(
        context,
        [
            (str(row.number), f"{spoken.date(row.held_on)}: {spoken.share(Share(row.households, living))}")
            for row in meetings
        ],
    )
    return form_view(
        form,
        "plans/adopt.html",
        lambda: actions.adopt(
            db(),
            context.person.id,
            context.settlement,
            int(form.meeting.data),
            form.present,
            context.rules.households_at_assembly,
            context.now,
        ),
        lambda adoption: f"{context.url}/plan",
        plan=newest,
    )


@bp.route("/s/<code>/plan/submit", methods=["GET", "POST"])
@allows(Action.DRAFT_PLAN)
def submit(context: Context) -> ResponseReturnValue:
    """Hand the adopted version to the authority."""
    newest = queries.newest(db(), context.settlement.id)
    items = queries.items(db(), [newest.id]) if newest else []
    if request.method == "GET" and stage(newest, items) != "adopted":
        return _cannot(context, _not_to_submit(stage(newest, items)), "plan", N_("To the plan"))
    return form_view(
        Form(context),
        "plans/submit.html",
        lambda: actions.submit(db(), context.person.id, context.settlement, context.now),
        lambda submission: f"{context.url}/plan",
        plan=newest,
        totals=totals(items, context.settlement.envelope),
        count=len(items),
    )


@bp.route("/s/<code>/plan/revise", methods=["GET", "POST"])
@allows(Action.DRAFT_PLAN)
def revise(context: Context) -> ResponseReturnValue:
    """Begin a new version from the newest one."""
    newest = queries.newest(db(), context.settlement.id)
    items = queries.items(db(), [newest.id]) if newest else []
    if request.method == "GET":
        try:
            may_revise(bool(newest and newest.adopted_on), newest and newest.submitted_at, items)
        except Refused as refusal:
            return _cannot(context, refusal.sentence, "plan", N_("To the plan"))
    return form_view(
        Form(context),
        "plans/revise.html",
        lambda: actions.revise(db(), context.person.id, context.settlement, context.now),
        lambda plan: f"{context.url}/plan",
        plan=newest,
        count=len(items),
    )


def _plan(context: Context, versions: Any, plan: Any) -> ResponseReturnValue:
    items = queries.items(db(), [plan.id]) if plan else []
    needs = queries.need_titles(
        db(), context.settlement.id, (number for item in items for number in item.needs)
    )
    newest = not versions or plan is versions[0]
    adopted = Share(plan.households, context.settlement.households) if plan and plan.adopted_on else None
    return render_page(
        "plans/show.html",
        versions=versions,
        plan=plan,
        items=items,
        needs=needs,
        totals=totals(items, context.settlement.envelope),
        adopted=adopted,
        stage=stage(plan, items),
        newest=newest,
        least=context.rules.contribution,
        waiting=sum(item.verdict is None for item in items),
    )


def _locked(plan: Any) -> Sentence | None:
    """Return why a version cannot be changed, None if it can."""
    if plan is None:
        return None
    values = plan._mapping
    if values.get("submitted_at") or values.get("submission"):
        return Message(actions.SUBMITTED)
    return Message(actions.ADOPTED) if values.get("adopted_on") or values.get("adoption") else None


def _not_to_submit(where: str) -> Sentence:
    if where == "empty":
        return Message(actions.NO_ITEM)
    if where == "draft":
        return Message(N_("The assembly has not adopted this version yet. Record the adoption first."))
    return Message(N_("This version is with the authority already."))


def _cannot(context: Context, sentence: Sentence, address: str, button: str) -> ResponseReturnValue:
    return render_page(
        "plans/cannot.html", sentence=sentence, address=f"{context.url}/{address}", button=button
    )
