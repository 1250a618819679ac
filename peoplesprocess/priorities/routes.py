"""The pages of priorities: rounds, the groups' sheets and their word for them, the close, the result."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, g, request
from flask.typing import ResponseReturnValue

from peoplesprocess.core.disclosure import LEAST
from peoplesprocess.core.permissions import Action
from peoplesprocess.core.prioritisation import EQUAL_SHARES, WAYS, Sheet
from peoplesprocess.core.prioritisation.handed_out import write
from peoplesprocess.core.prioritisation.sheets import code_of
from peoplesprocess.core.process.checks import CHECKS
from peoplesprocess.core.process.findings import Finding
from peoplesprocess.core.words import N_
from peoplesprocess.priorities import actions, entering, queries
from peoplesprocess.priorities.counting import tokens_of
from peoplesprocess.priorities.forms import AttestForm, CloseForm, round_form, sheet_form
from peoplesprocess.priorities.outcome import COLUMNS, differences, outcome
from peoplesprocess.priorities.sharing import count_of
from peoplesprocess.priorities.standing import GroupSheet, before_closing, differing, standing
from peoplesprocess.priorities.works import Works, works_of
from peoplesprocess.web.answers import answer
from peoplesprocess.web.guard import allows, db
from peoplesprocess.web.here import Here
from peoplesprocess.web.pages import page
from peoplesprocess.web.pictograms import square_code
from peoplesprocess.web.words import SHIPPED, words

room = Blueprint("priorities", __name__)

WAYS_BY_KEY = {way.key: way for way in WAYS}
PAPER_LABELS = {
    "need": N_("Need"),
    "marks": N_("Marks"),
    "tokens": N_("Tokens"),
    "people": N_("People who put tokens"),
    "signed": N_("The group's representative"),
}
"""The words of a paper that stand in both its languages."""


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
        unheard=[finding for finding in CHECKS["groups-heard"](facts, here.rules) if not finding.holds],
        full=queries.BALLOT,
    )


@room.get("/s/<code>/priorities/<int:number>")
@allows(Action.SEE_SETTLEMENT)
def show(here: Here, number: int) -> ResponseReturnValue:
    """Show a round: how far it is while it is open, its result once it is closed."""
    results = _found(here, number)
    lines, findings = _standing(here, results[0])
    if results[0].figures is None:
        return page(
            "priorities/open_round.html",
            round=results[0],
            lines=lines,
            findings=findings,
            rule=WAYS_BY_KEY[results[0].rule],
        )
    titles = queries.titles(db(), here.place.id, results[0].ballot)
    shown = results[min(max(request.args.get("result", len(results), type=int), 1), len(results)) - 1]
    return page(
        "priorities/result.html",
        round=shown,
        results=results,
        works=works_of(here, shown.figures, titles),
        outcome=outcome(here, shown.figures, titles),
        titles=titles,
        columns=COLUMNS,
        lines=lines,
        changed=differences(results[0].figures, results[-1].figures, titles) if len(results) > 1 else [],
        corrections=queries.corrections(db(), shown.id) if len(results) > 1 else [],
    )


@room.route("/s/<code>/priorities/<int:number>/sheets/<group>", methods=["GET", "POST"])
@allows(Action.ENTER_SHEET)
def sheet(here: Here, number: int, group: str) -> ResponseReturnValue:
    """Type in a group's sheet, or correct it."""
    asked, is_closed = _round(here, number)
    if group not in here.groups or (is_closed and not here.may(Action.CORRECT_SHEET)):
        abort(404)
    saved = next(iter(queries.sheets(db(), asked.id, group)), None)
    typed = queries.typings(db(), asked.id) if asked.typed_twice and saved is None else ()
    own = next((row for row in typed if (row.group_code, row.made_by) == (group, here.person.id)), None)
    titles = queries.titles(db(), here.place.id, asked.ballot)
    attended = queries.attended(db(), here.place.id, group)
    form = sheet_form(here, titles, saved or own)
    return answer(
        form,
        "priorities/sheet.html",
        lambda: entering.enter_sheet(
            db(), here.person.id, here.place, number, form.input(group, asked.ballot), here.now
        ),
        lambda entered: f"{here.url}/priorities/{number}",
        round=asked,
        group=here.groups[group],
        saved_sheet=saved,
        differing=differing([row for row in typed if row.group_code == group], asked.ballot) if own else [],
        is_closed=is_closed,
        attended=attended,
        is_small=(saved.people if saved else attended) < LEAST,
        titles=titles,
    )


@room.get("/s/<code>/priorities/<int:number>/sheets/<group>/paper")
@allows(Action.ENTER_SHEET)
def paper(here: Here, number: int, group: str) -> ResponseReturnValue:
    """Show a group's empty paper, to print, in one or two languages."""
    asked, _ = _round(here, number)
    if group not in here.groups:
        abort(404)
    second = request.args.get("second", "")
    return page(
        "priorities/paper.html",
        round=asked,
        group=here.groups[group],
        needs=queries.needs(db(), here.place.id, asked.ballot),
        one_a_need=asked.rule == EQUAL_SHARES.key,
        second=words(second) if second in SHIPPED and second != g.language else None,
        labels=PAPER_LABELS,
        code=code_of(str(asked.id), group),
        drawn=square_code(f"{request.host_url.rstrip('/')}{here.url}/priorities/{number}/sheets/{group}"),
    )


@room.get("/s/<code>/priorities/<int:number>/poster")
@allows(Action.SEE_SETTLEMENT)
def poster(here: Here, number: int) -> ResponseReturnValue:
    """Show what is built on one page for the wall."""
    shown, works = _shown_works(here, number)
    needs = queries.needs(db(), here.place.id, shown.ballot)
    return page(
        "priorities/poster.html",
        round=shown,
        works=works,
        sectors={need.number: need.sector for need in needs},
    )


@room.get("/s/<code>/priorities/<int:number>/count.pb")
@allows(Action.SEE_SETTLEMENT)
def count_file(here: Here, number: int) -> ResponseReturnValue:
    """Hand out what was counted, so that anybody can count it again."""
    shown, _ = _shown_works(here, number)
    sheets = [
        Sheet(code, sheet["people"], tokens_of(sheet["tokens"]))
        for code, sheet in shown.figures["sheets"].items()
    ]
    lot = [int(need) for need in shown.figures["shares"]["lot"]]
    counted = count_of(shown.figures["shares"]["costs"], shown.figures["shares"]["envelope"], lot, sheets)
    titles = {str(need): title for need, title in queries.titles(db(), here.place.id, shown.ballot).items()}
    about = {"description": f"{here.place.code} {number}.{shown.result}", "currency": here.place.currency}
    response = Response(write(counted, titles, about), mimetype="text/plain")
    response.headers["Content-Disposition"] = f'attachment; filename="{here.place.code}-{number}.pb"'
    return response


@room.route("/s/<code>/priorities/<int:number>/sheets/<group>/attest", methods=["GET", "POST"])
@allows(Action.ATTEST_SHEET)
def attest(here: Here, number: int, group: str) -> ResponseReturnValue:
    """Confirm that the own group's sheet is true, or say what the group does not agree with."""
    if group not in here.represents or group not in here.groups:
        abort(404)
    asked, _ = _round(here, number)
    saved = next(iter(queries.sheets(db(), asked.id, group)), None)
    if saved is None:
        abort(404)
    form = AttestForm(here)
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
        titles=queries.titles(db(), here.place.id, asked.ballot),
    )


@room.route("/s/<code>/priorities/<int:number>/close", methods=["GET", "POST"])
@allows(Action.CLOSE_ROUND)
def close(here: Here, number: int) -> ResponseReturnValue:
    """Close a round and make its result."""
    asked, is_closed = _round(here, number)
    if is_closed and request.method == "GET":
        abort(404)
    _, findings = _standing(here, asked)
    return answer(
        CloseForm(here),
        "priorities/close.html",
        lambda: actions.close_round(db(), here.person.id, here.place, number, here.now),
        lambda result: f"{here.url}/priorities/{number}",
        round=asked,
        findings=findings,
    )


def _shown_works(here: Here, number: int) -> tuple[Any, Works]:
    """The result that is asked for, or the newest, and the works that it chose."""
    results = _found(here, number)
    shown = results[min(max(request.args.get("result", len(results), type=int), 1), len(results)) - 1]
    titles = queries.titles(db(), here.place.id, shown.ballot)
    works = works_of(here, shown.figures, titles) if shown.figures else None
    if works is None:
        abort(404)
    return shown, works


def _found(here: Here, number: int) -> Any:
    """The round, once for each of its results."""
    results = queries.round_with_results(db(), here.place.id, number) if number < 2**31 else ()
    if not results:
        abort(404)
    return results


def _round(here: Here, number: int) -> tuple[Any, bool]:
    """The round, and whether it is closed."""
    first = _found(here, number)[0]
    return first, first.figures is not None


def _standing(here: Here, asked: Any) -> tuple[list[GroupSheet], list[Finding]]:
    typings = queries.typings(db(), asked.id) if asked.typed_twice else ()
    lines = standing(here.groups, queries.sheets(db(), asked.id), typings)
    names = {code: group.name for code, group in here.groups.items()}
    return lines, before_closing(here.place.required, lines, names)
