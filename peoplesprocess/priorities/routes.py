"""The pages of priorities: rounds, the groups' sheets and their word for them, the close, the result."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, abort, current_app, request
from flask.typing import ResponseReturnValue

from peoplesprocess.core.disclosure import LEAST
from peoplesprocess.core.permissions import Action
from peoplesprocess.core.prioritisation import WAYS
from peoplesprocess.core.prioritisation.methods import METHODS, METHODS_BY_KEY
from peoplesprocess.core.process.checks import CHECKS
from peoplesprocess.core.process.findings import Finding
from peoplesprocess.core.words import Sentence
from peoplesprocess.db.engine import forget_deleted
from peoplesprocess.priorities import actions, changing, entering, queries
from peoplesprocess.priorities.forms import AttestForm, CloseForm, cost_form, round_form, sheet_form
from peoplesprocess.priorities.marks import differing, each_may, names, to_talk_about, total_of, unit_of
from peoplesprocess.priorities.outcome import COLUMNS, differences, outcome
from peoplesprocess.priorities.reading_works import changes, works_of
from peoplesprocess.priorities.rounds import found, round_here, shown_of
from peoplesprocess.priorities.standing import GroupSheet, before_closing, standing
from peoplesprocess.priorities.votes import queries as votes
from peoplesprocess.priorities.votes.codes import METHOD
from peoplesprocess.web.answers import answer
from peoplesprocess.web.guard import allows, db
from peoplesprocess.web.here import Here
from peoplesprocess.web.pages import page

room = Blueprint("priorities", __name__)

WAYS_BY_KEY = {way.key: way for way in WAYS}


@room.get("/s/<code>/priorities")
@allows(Action.SEE_SETTLEMENT)
def index(here: Here) -> ResponseReturnValue:
    """Show the rounds, and how far the present one is."""
    rounds = queries.rounds(db(), here.place.id)
    present = next((row for row in rounds if not row.results), None)
    lines, findings = _standing(here, present) if present else ([], [])
    return page(
        "priorities/index.html",
        rounds=[row for row in rounds if row.results],
        present=present,
        lines=lines,
        findings=findings,
        total=total_of(present) if present else "",
        rules=WAYS_BY_KEY,
    )


@room.route("/s/<code>/priorities/open", methods=["GET", "POST"])
@allows(Action.OPEN_ROUND)
def open_round(here: Here) -> ResponseReturnValue:
    """Open a round, with its rule chosen before counting."""
    facts = queries.facts(db(), here.place)
    form = round_form(here, queries.live_needs(db(), here.place.id))
    return answer(
        form,
        "priorities/open.html",
        lambda: actions.open_round(db(), here.person.id, here.place, form.input(), facts, here.now),
        lambda opened: f"{here.url}/priorities/{opened.number}",
        rules=WAYS,
        methods=METHODS,
        quota_fields=[f"{name}{group}" for group in here.groups for name in ("weight", "earmark")],
        unheard=[finding for finding in CHECKS["groups-heard"](facts, here.rules) if not finding.holds],
        full=queries.BALLOT,
    )


@room.get("/s/<code>/priorities/<int:number>")
@allows(Action.SEE_SETTLEMENT)
def show(here: Here, number: int) -> ResponseReturnValue:
    """Show a round: how far it is while it is open, its result once it is closed."""
    results = found(here.place, number)
    lines, findings = _standing(here, results[0])
    if results[0].figures is None:
        return page(
            "priorities/open_round.html",
            round=results[0],
            lines=lines,
            findings=findings,
            rule=WAYS_BY_KEY[results[0].rule],
            total=total_of(results[0]),
            each_may=each_may(results[0]),
        )
    titles = queries.titles(db(), here.place.id, results[0].ballot)
    shown = shown_of(results)
    return page(
        "priorities/result.html",
        round=shown,
        results=results,
        works=works_of(here.place, shown.figures, titles),
        outcome=outcome(here, shown.figures, titles),
        titles=titles,
        columns=COLUMNS,
        lines=lines,
        changed=differences(results[0].figures, results[-1].figures, titles) if len(results) > 1 else [],
        corrections=queries.corrections(db(), shown.id) if len(results) > 1 else [],
        built_changes=_built_changes(results, titles),
        cost_changes=queries.cost_changes(db(), shown.id) if shown.costs and len(results) > 1 else [],
        method=METHODS_BY_KEY[shown.method],
        late=votes.late(db(), shown.id) if shown.method == METHOD else 0,
        talk={
            code: to_talk_about(shown, marks, shown.figures["criteria"], titles)
            for code, marks in shown.figures.get("marks", {}).items()
        },
    )


@room.route("/s/<code>/priorities/<int:number>/sheets/<group>", methods=["GET", "POST"])
@allows(Action.ENTER_SHEET)
def sheet(here: Here, number: int, group: str) -> ResponseReturnValue:
    """Type in a group's sheet, or correct it."""
    asked, is_closed = round_here(here, number)
    if group not in here.groups or (is_closed and not here.may(Action.CORRECT_SHEET)):
        abort(404)
    saved = next(iter(queries.sheets(db(), asked.id, group)), None)
    typed = queries.typings(db(), asked.id) if asked.typed_twice and saved is None else ()
    own = next((row for row in typed if (row.group_code, row.made_by) == (group, here.person.id)), None)
    titles = queries.titles(db(), here.place.id, asked.ballot)
    attended, photos = queries.came(db(), here.place.id, asked.id, group)
    form = sheet_form(here, asked, titles, saved or own)

    def act() -> Any:
        form.keep_picture(current_app.config["INSTANCE"])
        return entering.enter_sheet(
            db(), here.person.id, here.place, number, form.input(group, asked), here.now
        )

    return answer(
        form,
        "priorities/sheet.html",
        act,
        lambda entered: f"{here.url}/priorities/{number}",
        round=asked,
        group=here.groups[group],
        saved_sheet=saved,
        photos=photos,
        differing=differing(asked, [row for row in typed if row.group_code == group]) if own else [],
        method=METHODS_BY_KEY[asked.method],
        unit=unit_of(asked),
        each_may=each_may(asked),
        talk=_talk(asked, saved, titles),
        is_closed=is_closed,
        attended=attended,
        is_small=(saved.people if saved else attended) < LEAST,
        titles=titles,
    )


@room.route("/s/<code>/priorities/<int:number>/sheets/<group>/attest", methods=["GET", "POST"])
@allows(Action.ATTEST_SHEET)
def attest(here: Here, number: int, group: str) -> ResponseReturnValue:
    """Confirm that the own group's sheet is true, or say what the group does not agree with."""
    if group not in here.represents or group not in here.groups:
        abort(404)
    asked, _ = round_here(here, number)
    saved = next(iter(queries.sheets(db(), asked.id, group)), None)
    if saved is None:
        abort(404)
    form = AttestForm(here)
    titles = queries.titles(db(), here.place.id, asked.ballot)
    return answer(
        form,
        "priorities/attest.html",
        lambda: actions.attest(
            db(),
            here.person.id,
            here.place,
            number,
            group,
            form.dissent.data,
            here.now,
            represents=here.represents,
            seen_version=form["version"].data,
        ),
        lambda attested: f"{here.url}/priorities/{number}",
        round=asked,
        group=here.groups[group],
        saved_sheet=saved,
        photos=queries.came(db(), here.place.id, asked.id, group)[1],
        titles=titles,
        marks=names(asked),
        method=METHODS_BY_KEY[asked.method],
        unit=unit_of(asked),
        talk=_talk(asked, saved, titles),
    )


@room.route("/s/<code>/priorities/<int:number>/close", methods=["GET", "POST"])
@allows(Action.CLOSE_ROUND)
def close(here: Here, number: int) -> ResponseReturnValue:
    """Close a round and make its result."""
    asked, is_closed = round_here(here, number)
    if is_closed and request.method == "GET":
        abort(404)
    _, findings = _standing(here, asked)
    shown = answer(
        CloseForm(here),
        "priorities/close.html",
        lambda: actions.close_round(db(), here.person.id, here.place, number, here.now),
        lambda result: f"{here.url}/priorities/{number}",
        round=asked,
        findings=findings,
    )
    if request.method == "POST" and asked.method == METHOD:
        db().rollback()
        forget_deleted(current_app.extensions["engine"])
    return shown


@room.route("/s/<code>/priorities/<int:number>/cost", methods=["GET", "POST"])
@allows(Action.CORRECT_SHEET)
def cost(here: Here, number: int) -> ResponseReturnValue:
    """Change what a work costs after the vote, and count again."""
    results = found(here.place, number)
    asked = results[0]
    if asked.figures is None or not asked.costs:
        abort(404)
    form = cost_form(here, asked.costs, queries.titles(db(), here.place.id, asked.ballot), len(results))
    return answer(
        form,
        "priorities/cost.html",
        lambda: changing.change_cost(db(), here.person.id, here.place, number, form.input(), here.now),
        lambda result: f"{here.url}/priorities/{number}",
        round=asked,
        newest=len(results),
    )


def _talk(asked: Any, saved: Any, titles: dict[int, str]) -> list[Sentence]:
    return to_talk_about(asked, saved.marks, asked.criteria, titles) if saved else []


def _built_changes(results: Sequence[Any], titles: dict[int, str]) -> tuple[list[str], list[str]] | None:
    several = len(results) > 1 and results[0].costs
    return changes(results[0].figures, results[-1].figures, titles) if several else None


def _standing(here: Here, asked: Any) -> tuple[list[GroupSheet], list[Finding]]:
    typings = queries.typings(db(), asked.id) if asked.typed_twice else ()
    sealed = votes.sealed_by_group(db(), asked.id) if asked.method == METHOD else {}
    lines = standing(here.groups, queries.sheets(db(), asked.id), typings, here.person.id, sealed)
    names = {code: group.name for code, group in here.groups.items()}
    return lines, before_closing(here.place.required, lines, names)
