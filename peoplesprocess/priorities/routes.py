"""The pages of priorities: rounds, the groups' sheets and their word for them, the close, the result."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, current_app, request
from flask.typing import ResponseReturnValue

from peoplesprocess.core.disclosure import LEAST
from peoplesprocess.core.messages import Sentence
from peoplesprocess.core.permissions import Action
from peoplesprocess.core.prioritisation import DECISION_RULES
from peoplesprocess.core.prioritisation.criteria import Criterion
from peoplesprocess.core.prioritisation.methods import METHODS, METHODS_BY_KEY
from peoplesprocess.core.prioritisation.result_json import from_json
from peoplesprocess.core.process.checks import CHECKS
from peoplesprocess.core.process.findings import Finding
from peoplesprocess.db.engine import forget_deleted
from peoplesprocess.priorities import actions, changing, entering, queries
from peoplesprocess.priorities.forms import AttestForm, CloseForm, cost_form, round_form, sheet_form
from peoplesprocess.priorities.marks import differing, each_may, names, to_talk_about, total_of, unit_of
from peoplesprocess.priorities.outcome import COLUMNS, differences, outcome
from peoplesprocess.priorities.reading_works import changes, works_of
from peoplesprocess.priorities.rounds import found, round_here, shown_of
from peoplesprocess.priorities.standing import SheetStatus, before_closing, standing
from peoplesprocess.priorities.votes import queries as votes
from peoplesprocess.priorities.votes.codes import METHOD
from peoplesprocess.web.access import allows
from peoplesprocess.web.context import Context
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.pages import render_page
from peoplesprocess.web.request_state import db

bp = Blueprint("priorities", __name__, template_folder="templates")

RULES_BY_KEY = {rule.key: rule for rule in DECISION_RULES}


@bp.get("/s/<code>/priorities")
@allows(Action.SEE_SETTLEMENT)
def index(context: Context) -> ResponseReturnValue:
    """Show the rounds, and how far the present one is."""
    rounds = queries.rounds(db(), context.settlement.id)
    present = next((row for row in rounds if not row.results), None)
    lines, findings = _standing(context, present) if present else ([], [])
    return render_page(
        "priorities/index.html",
        rounds=[row for row in rounds if row.results],
        present=present,
        lines=lines,
        findings=findings,
        total=total_of(present) if present else "",
        rules=RULES_BY_KEY,
    )


@bp.route("/s/<code>/priorities/open", methods=["GET", "POST"])
@allows(Action.OPEN_ROUND)
def open_round(context: Context) -> ResponseReturnValue:
    """Open a round, with its rule chosen before counting."""
    facts = queries.facts(db(), context.settlement)
    form = round_form(context, queries.live_needs(db(), context.settlement.id))
    return form_view(
        form,
        "priorities/open.html",
        lambda: actions.open_round(
            db(), context.person.id, context.settlement, form.input(), facts, context.now
        ),
        lambda opened: f"{context.url}/priorities/{opened.number}",
        rules=DECISION_RULES,
        methods=METHODS,
        quota_fields=[f"{name}{group}" for group in context.groups for name in ("weight", "earmark")],
        unheard=[finding for finding in CHECKS["groups-heard"](facts, context.rules) if not finding.holds],
        full=queries.BALLOT,
    )


@bp.get("/s/<code>/priorities/<int:number>")
@allows(Action.SEE_SETTLEMENT)
def show(context: Context, number: int) -> ResponseReturnValue:
    """Show a round: how far it is while it is open, its result once it is closed."""
    results = found(context.settlement, number)
    lines, findings = _standing(context, results[0])
    if results[0].figures is None:
        return render_page(
            "priorities/open_round.html",
            round=results[0],
            lines=lines,
            findings=findings,
            rule=RULES_BY_KEY[results[0].rule],
            total=total_of(results[0]),
            each_may=each_may(results[0]),
        )
    titles = queries.titles(db(), context.settlement.id, results[0].ballot)
    shown = shown_of(results)
    rows = {row.result: row for row in (results[0], results[-1], shown)}
    read = {number: from_json(row.figures) for number, row in rows.items()}
    result, first, newest = (read[row.result] for row in (shown, results[0], results[-1]))
    return render_page(
        "priorities/result.html",
        round=shown,
        results=results,
        works=works_of(context.settlement, result, titles),
        outcome=outcome(context, result, titles),
        titles=titles,
        columns=COLUMNS,
        lines=lines,
        changed=differences(first, newest, titles) if len(results) > 1 else [],
        corrections=queries.corrections(db(), shown.id) if len(results) > 1 else [],
        built_changes=changes(first, newest, titles) if len(results) > 1 and shown.costs else None,
        cost_changes=queries.cost_changes(db(), shown.id) if shown.costs and len(results) > 1 else [],
        method=METHODS_BY_KEY[shown.method],
        late=votes.late(db(), shown.id) if shown.method == METHOD else 0,
        talk={
            code: to_talk_about(shown, marks, result.criteria, titles) for code, marks in result.marks.items()
        },
    )


@bp.route("/s/<code>/priorities/<int:number>/sheets/<group>", methods=["GET", "POST"])
@allows(Action.ENTER_BALLOT_SHEET)
def sheet(context: Context, number: int, group: str) -> ResponseReturnValue:
    """Type in a group's sheet, or correct it."""
    asked, is_closed = round_here(context, number)
    if group not in context.groups or (is_closed and not context.may(Action.CORRECT_BALLOT_SHEET)):
        abort(404)
    saved = next(iter(queries.sheets(db(), asked.id, group)), None)
    typed = queries.typings(db(), asked.id) if asked.typed_twice and saved is None else ()
    own = next((row for row in typed if (row.group_code, row.made_by) == (group, context.person.id)), None)
    titles = queries.titles(db(), context.settlement.id, asked.ballot)
    attended, photos = queries.came(db(), context.settlement.id, asked.id, group)
    form = sheet_form(context, asked, titles, saved or own)

    def act() -> Any:
        form.keep_picture(current_app.config["INSTANCE"])
        return entering.enter_sheet(
            db(), context.person.id, context.settlement, number, form.input(group, asked), context.now
        )

    return form_view(
        form,
        "priorities/sheet.html",
        act,
        lambda entered: f"{context.url}/priorities/{number}",
        round=asked,
        group=context.groups[group],
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


@bp.route("/s/<code>/priorities/<int:number>/sheets/<group>/attest", methods=["GET", "POST"])
@allows(Action.ATTEST_BALLOT_SHEET)
def attest(context: Context, number: int, group: str) -> ResponseReturnValue:
    """Confirm that the own group's sheet is true, or say what the group does not agree with."""
    if group not in context.represents or group not in context.groups:
        abort(404)
    asked, _ = round_here(context, number)
    saved = next(iter(queries.sheets(db(), asked.id, group)), None)
    if saved is None:
        abort(404)
    form = AttestForm(context)
    titles = queries.titles(db(), context.settlement.id, asked.ballot)
    return form_view(
        form,
        "priorities/attest.html",
        lambda: actions.attest(
            db(),
            context.person.id,
            context.settlement,
            number,
            group,
            form.dissent.data,
            context.now,
            represents=context.represents,
            seen_version=form["version"].data,
        ),
        lambda attested: f"{context.url}/priorities/{number}",
        round=asked,
        group=context.groups[group],
        saved_sheet=saved,
        photos=queries.came(db(), context.settlement.id, asked.id, group)[1],
        titles=titles,
        marks=names(asked),
        method=METHODS_BY_KEY[asked.method],
        unit=unit_of(asked),
        talk=_talk(asked, saved, titles),
    )


@bp.route("/s/<code>/priorities/<int:number>/close", methods=["GET", "POST"])
@allows(Action.CLOSE_ROUND)
def close(context: Context, number: int) -> ResponseReturnValue:
    """Close a round and make its result."""
    asked, is_closed = round_here(context, number)
    if is_closed and request.method == "GET":
        abort(404)
    _, findings = _standing(context, asked)
    shown = form_view(
        CloseForm(context),
        "priorities/close.html",
        lambda: actions.close_round(db(), context.person.id, context.settlement, number, context.now),
        lambda result: f"{context.url}/priorities/{number}",
        round=asked,
        findings=findings,
    )
    if request.method == "POST" and asked.method == METHOD:
        db().rollback()
        forget_deleted(current_app.extensions["engine"])
    return shown


@bp.route("/s/<code>/priorities/<int:number>/cost", methods=["GET", "POST"])
@allows(Action.CORRECT_BALLOT_SHEET)
def cost(context: Context, number: int) -> ResponseReturnValue:
    """Change what a work costs after the vote, and count again."""
    results = found(context.settlement, number)
    asked = results[0]
    if asked.figures is None or not asked.costs:
        abort(404)
    form = cost_form(
        context, asked.costs, queries.titles(db(), context.settlement.id, asked.ballot), len(results)
    )
    return form_view(
        form,
        "priorities/cost.html",
        lambda: changing.change_cost(
            db(), context.person.id, context.settlement, number, form.input(), context.now
        ),
        lambda result: f"{context.url}/priorities/{number}",
        round=asked,
        newest=len(results),
    )


def _talk(asked: Any, saved: Any, titles: dict[int, str]) -> list[Sentence]:
    criteria = [Criterion(name, weight) for name, weight in asked.criteria]
    return to_talk_about(asked, saved.marks, criteria, titles) if saved else []


def _standing(context: Context, asked: Any) -> tuple[list[SheetStatus], list[Finding]]:
    typings = queries.typings(db(), asked.id) if asked.typed_twice else ()
    sealed = votes.sealed_by_group(db(), asked.id) if asked.method == METHOD else {}
    lines = standing(context.groups, queries.sheets(db(), asked.id), typings, context.person.id, sealed)
    names = {code: group.name for code, group in context.groups.items()}
    return lines, before_closing(context.settlement.required_groups, lines, names)
