"""The plan's pages: its newest version, the writing of items, adoption, handing over, versions compared."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, g, request
from flask.typing import ResponseReturnValue

from peoplesprocess.core.inclusion import Share
from peoplesprocess.core.permissions import Action
from peoplesprocess.core.words import N_, Message, Refused, Sentence
from peoplesprocess.plans import actions, queries
from peoplesprocess.plans.changes import compare as compared
from peoplesprocess.plans.checks import may_revise
from peoplesprocess.plans.forms import adopt_form, item_form, item_values
from peoplesprocess.plans.overview import stage, totals
from peoplesprocess.web.answers import answer
from peoplesprocess.web.forms import Form
from peoplesprocess.web.guard import allows, db
from peoplesprocess.web.here import Here
from peoplesprocess.web.pages import page
from peoplesprocess.web.words import words

room = Blueprint("plans", __name__)


@room.get("/s/<code>/plan")
@allows(Action.SEE_SETTLEMENT)
def show(here: Here) -> ResponseReturnValue:
    """Show the newest version with its money, its answers and the next thing to do."""
    versions = queries.versions(db(), here.place.id)
    return _plan(here, versions, versions[0] if versions else None)


@room.get("/s/<code>/plan/<int:number>")
@allows(Action.SEE_SETTLEMENT)
def version(here: Here, number: int) -> ResponseReturnValue:
    """Show any version."""
    versions = queries.versions(db(), here.place.id)
    plan = next((plan for plan in versions if plan.number == number), None)
    if plan is None:
        abort(404)
    return _plan(here, versions, plan)


@room.get("/s/<code>/plan/compare")
@allows(Action.SEE_SETTLEMENT)
def compare(here: Here) -> ResponseReturnValue:
    """Show what changed from one version to another, line by line."""
    by_number = {plan.number: plan for plan in queries.versions(db(), here.place.id)}
    older = by_number.get(request.args.get("from", 0, type=int))
    newer = by_number.get(request.args.get("to", 0, type=int))
    if older is None or newer is None or older is newer:
        abort(404)
    items = queries.items(db(), [older.id, newer.id])
    sides = ([item for item in items if item.plan_id == plan.id] for plan in (older, newer))
    return page("plans/compare.html", older=older, newer=newer, found=compared(*sides))


@room.route("/s/<code>/plan/items/add", methods=["GET", "POST"])
@allows(Action.DRAFT_PLAN)
def add(here: Here) -> ResponseReturnValue:
    """Add an item to the draft."""
    newest = queries.newest(db(), here.place.id)
    if request.method == "GET" and (locked := _locked(newest)):
        return _cannot(here, locked, "plan/revise", N_("Make a new version"))
    needs = queries.live_needs(db(), here.place.id)
    if request.method == "GET" and not needs:
        sentence = Message(N_("No need is on the list yet. An item answers at least one need."))
        return _cannot(here, sentence, "needs", N_("To the needs"))
    asked = next((need for need in needs if str(need.number) == request.args.get("need")), None)
    values: dict[str, Any] = {"source": here.place.agency, "rank": None}
    values |= dict.fromkeys(("cost", "in_cash", "in_labour", "in_materials"))
    if asked:
        values |= {"title": asked.title, "place": asked.landmark, "needs": [str(asked.number)]}
    form = item_form(here, needs, values)
    return answer(
        form,
        "plans/item.html",
        lambda: actions.add_item(db(), here.person.id, here.place, form.input(), here.now),
        lambda item: f"{here.url}/plan",
        item=None,
    )


@room.route("/s/<code>/plan/items/<int:line>/change", methods=["GET", "POST"])
@allows(Action.DRAFT_PLAN)
def change(here: Here, line: int) -> ResponseReturnValue:
    """Change an item of the draft."""
    item = queries.item(db(), here.place.id, line)
    if item is None:
        abort(404)
    if request.method == "GET" and (locked := _locked(item)):
        return _cannot(here, locked, "plan/revise", N_("Make a new version"))
    form = item_form(here, queries.live_needs(db(), here.place.id), item_values(item))
    return answer(
        form,
        "plans/item.html",
        lambda: actions.change_item(
            db(), here.person.id, here.place, line, form.input(), form.version.data, here.now
        ),
        lambda row: f"{here.url}/plan",
        item=item,
    )


@room.route("/s/<code>/plan/items/<int:line>/remove", methods=["GET", "POST"])
@allows(Action.DRAFT_PLAN)
def remove(here: Here, line: int) -> ResponseReturnValue:
    """Take an item out of the draft."""
    item = queries.item(db(), here.place.id, line)
    if item is None and request.method == "GET":
        abort(404)
    if request.method == "GET" and (locked := _locked(item)):
        return _cannot(here, locked, "plan/revise", N_("Make a new version"))
    return answer(
        Form(here),
        "plans/remove.html",
        lambda: actions.remove_item(db(), here.person.id, here.place, line, here.now),
        lambda nothing: f"{here.url}/plan",
        item=item,
    )


@room.route("/s/<code>/plan/adopt", methods=["GET", "POST"])
@allows(Action.DRAFT_PLAN)
def adopt(here: Here) -> ResponseReturnValue:
    """Record that an assembly adopted the draft."""
    newest = queries.newest(db(), here.place.id)
    meetings = queries.assemblies(db(), here.place.id)
    if request.method == "GET" and (
        locked := _locked(newest) or (None if newest else Message(actions.NO_ITEM))
    ):
        return _cannot(here, locked, "plan", N_("To the plan"))
    if not meetings:
        sentence = Message(N_("No assembly is recorded yet. Record the meeting first."))
        return _cannot(here, sentence, "meetings/record?kind=assembly", N_("Record the meeting"))
    spoken, living = words(g.language), here.place.households
    form = adopt_form(
        here,
        [
            (str(row.number), f"{spoken.date(row.held_on)}: {spoken.share(Share(row.households, living))}")
            for row in meetings
        ],
    )
    return answer(
        form,
        "plans/adopt.html",
        lambda: actions.adopt(
            db(),
            here.person.id,
            here.place,
            int(form.meeting.data),
            form.present,
            here.rules.households_at_assembly,
            here.now,
        ),
        lambda adoption: f"{here.url}/plan",
        plan=newest,
    )


@room.route("/s/<code>/plan/submit", methods=["GET", "POST"])
@allows(Action.DRAFT_PLAN)
def submit(here: Here) -> ResponseReturnValue:
    """Hand the adopted version to the authority."""
    newest = queries.newest(db(), here.place.id)
    items = queries.items(db(), [newest.id]) if newest else []
    if request.method == "GET" and stage(newest, items) != "adopted":
        return _cannot(here, _not_to_submit(stage(newest, items)), "plan", N_("To the plan"))
    return answer(
        Form(here),
        "plans/submit.html",
        lambda: actions.submit(db(), here.person.id, here.place, here.now),
        lambda submission: f"{here.url}/plan",
        plan=newest,
        totals=totals(items, here.place.envelope),
        count=len(items),
    )


@room.route("/s/<code>/plan/revise", methods=["GET", "POST"])
@allows(Action.DRAFT_PLAN)
def revise(here: Here) -> ResponseReturnValue:
    """Begin a new version from the newest one."""
    newest = queries.newest(db(), here.place.id)
    items = queries.items(db(), [newest.id]) if newest else []
    if request.method == "GET":
        try:
            may_revise(bool(newest and newest.adopted_on), newest and newest.submitted_at, items)
        except Refused as refusal:
            return _cannot(here, refusal.sentence, "plan", N_("To the plan"))
    return answer(
        Form(here),
        "plans/revise.html",
        lambda: actions.revise(db(), here.person.id, here.place, here.now),
        lambda plan: f"{here.url}/plan",
        plan=newest,
        count=len(items),
    )


def _plan(here: Here, versions: Any, plan: Any) -> ResponseReturnValue:
    items = queries.items(db(), [plan.id]) if plan else []
    needs = queries.need_titles(db(), here.place.id, (number for item in items for number in item.needs))
    newest = not versions or plan is versions[0]
    adopted = Share(plan.households, here.place.households) if plan and plan.adopted_on else None
    return page(
        "plans/show.html",
        versions=versions,
        plan=plan,
        items=items,
        needs=needs,
        totals=totals(items, here.place.envelope),
        adopted=adopted,
        stage=stage(plan, items),
        newest=newest,
        least=here.rules.contribution,
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


def _cannot(here: Here, sentence: Sentence, address: str, button: str) -> ResponseReturnValue:
    return page("plans/cannot.html", sentence=sentence, address=f"{here.url}/{address}", button=button)
