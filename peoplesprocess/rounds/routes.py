"""The pages of rounds: opening, sheets and their attestation, and the close."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from flask import Blueprint, abort, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DBAPIError

from peoplesprocess.core.actions import Action
from peoplesprocess.core.disclosure import LEAST
from peoplesprocess.core.messages import Sentence
from peoplesprocess.core.prioritisation import DECISION_RULES
from peoplesprocess.core.prioritisation.ballot_methods import METHODS
from peoplesprocess.core.prioritisation.inconsistencies import inconsistencies
from peoplesprocess.core.process.gate_checks import CHECKS
from peoplesprocess.core.process.next_in_round import next_in_round
from peoplesprocess.core.process.tasks import NextTask
from peoplesprocess.db.engine import forget_deleted
from peoplesprocess.facts.ballot_data_entries import ENTRIES_OF_GROUP
from peoplesprocess.facts.built_needs import built_needs
from peoplesprocess.facts.code_votes import METHOD
from peoplesprocess.facts.cycle_budget import cycle_budget
from peoplesprocess.facts.gate_facts import gather
from peoplesprocess.facts.needs import LIVE_NEEDS, read_titles_at_use
from peoplesprocess.facts.round_progress import RoundProgress, round_situation
from peoplesprocess.facts.rounds import (
    ROUND,
    ROUNDS,
    BallotSheetRow,
    RoundRow,
    sheet_and_attendance,
)
from peoplesprocess.facts.rounds import sheet as sheet_of
from peoplesprocess.rounds import (
    actions,
    ballot_sheet_entry,
    empty_round_actions,
    proposed_corrections,
    routes_ballot_papers,
    routes_corrections,
)
from peoplesprocess.rounds.ballot_sheet_forms import AttestForm, EndRoundForm, sheet_form
from peoplesprocess.rounds.ballot_sheet_marks import (
    choice_sentence,
    differing,
    is_long,
    names,
    total_of,
    unit_of,
)
from peoplesprocess.rounds.empty_round_actions import has_choices
from peoplesprocess.rounds.forms import CloseRoundForm, round_form
from peoplesprocess.rounds.groups_without_representatives import without_representative
from peoplesprocess.rounds.next_ballot_sheets import (
    next_to_confirm,
    next_to_type_in,
    progress_for,
    speaks_for,
)
from peoplesprocess.rounds.queries import PHOTOS
from peoplesprocess.rounds.refused_sheets import refused_attestation, refused_sheet
from peoplesprocess.web.current_installation import current_engine
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.request_state import db
from peoplesprocess.web.view_context import Context

bp = Blueprint("rounds", __name__, template_folder="templates")
bp.register_blueprint(routes_ballot_papers.bp)
bp.register_blueprint(routes_corrections.bp)

RULES_BY_KEY = {rule.key: rule for rule in DECISION_RULES}


@bp.get("/s/<code>/priorities")
@allows(Action.SEE_SETTLEMENT, shows_votes=True)
def index(context: Context) -> ResponseReturnValue:
    """Show the rounds, and the progress of the open one."""
    rounds = ROUNDS.all(db(), settlement=context.settlement.id)
    present = next((row for row in rounds if not row.is_closed), None)
    progress = progress_for(context, present) if present else RoundProgress([], [])
    return render_page(
        "rounds/index.html",
        rounds=[row for row in rounds if row.is_closed],
        present=present,
        lines=progress.lines,
        unrepresented=without_representative(db(), context.settlement, progress.lines, context.now),
        next=_next(context, present, progress) if present else None,
        total=total_of(present) if present else "",
        rules=RULES_BY_KEY,
    )


@bp.route("/s/<code>/priorities/open", methods=["GET", "POST"])
@allows(Action.OPEN_ROUND)
def open_round(context: Context) -> ResponseReturnValue:
    """Open a round, with its rule chosen before counting."""
    settlement = context.settlement
    facts = gather(db(), [settlement])[settlement.id]
    budget = cycle_budget(db(), settlement)
    built = built_needs(db(), settlement)
    needs = LIVE_NEEDS.all(db(), settlement=settlement.id)
    form = round_form(context, needs, budget.left, built)
    return form_view(
        form,
        "rounds/open.html",
        lambda: actions.open_round(context.act, form.input),
        lambda opened: url_for(".show", number=opened.number),
        budget=budget,
        rules=DECISION_RULES,
        methods=METHODS,
        quota_fields=[f"{name}{group}" for group in context.groups for name in ("weight", "earmark")],
        unheard=[finding for finding in CHECKS["groups-heard"](facts, context.rules) if not finding.holds],
        is_open=bool(facts.rounds_open),
        needs=len(needs),
        least_needs=actions.LEAST_NEEDS,
    )


@bp.get("/s/<code>/priorities/<int:number>")
@allows(Action.SEE_SETTLEMENT, shows_votes=True)
def show(context: Context, number: int) -> ResponseReturnValue:
    """Show the progress of an open round; redirect to the result of a closed one."""
    asked = _round(context, number)
    if asked.ended_at is not None:
        return render_page("rounds/ended.html", round=asked)
    if asked.is_closed:
        return redirect(url_for("results.show", number=number, result=request.args.get("result")), 303)
    progress = progress_for(context, asked)
    return render_page(
        "rounds/open_round.html",
        round=asked,
        lines=progress.lines,
        unrepresented=without_representative(db(), context.settlement, progress.lines, context.now),
        next=_next(context, asked, progress),
        rule=RULES_BY_KEY[asked.rule],
        total=total_of(asked),
        choice_sentence=choice_sentence(asked),
        nothing=not has_choices(progress),
    )


@bp.route("/s/<code>/priorities/<int:number>/end", methods=["GET", "POST"])
@allows(Action.CLOSE_ROUND)
def end(context: Context, number: int) -> ResponseReturnValue:
    """End a round in which nobody chose, with the reason."""
    asked = _round(context, number)
    if asked.is_closed and request.method == "GET":
        abort(404)
    form = EndRoundForm(context)
    return form_view(
        form,
        "rounds/end.html",
        lambda: empty_round_actions.end_round(context.act, number, form.reason.data, form.on_paper.value),
        lambda ended: url_for(".show", number=number),
        round=asked,
        chosen=has_choices(progress_for(context, asked)),
    )


@bp.route("/s/<code>/priorities/<int:number>/sheets/<group>", methods=["GET", "POST"])
@allows(Action.ENTER_BALLOT_SHEET)
def sheet(context: Context, number: int, group: str) -> ResponseReturnValue:
    """Type in or correct a group's sheet; after the close, propose a correction."""
    asked = _round(context, number)
    if group not in context.groups or (asked.is_closed and not context.may(Action.CORRECT_BALLOT_SHEET)):
        abort(404)
    saved, attended = sheet_and_attendance(db(), asked.id, group)
    twice = asked.typed_twice and saved is None
    entries = ENTRIES_OF_GROUP.all(db(), round=asked.id, group=group) if twice else []
    if request.method == "GET" and (page := refused_sheet(context, asked, entries)):
        return page
    own = next((entry for entry in entries if entry.made_by == context.person.id), None)
    titles = _titles(context, asked)
    form = sheet_form(context, asked, group, titles, saved or own)

    def act() -> object:
        if asked.is_closed:
            return proposed_corrections.propose(context.act, number, form.input)
        return ballot_sheet_entry.enter_sheet(context.act, number, form.input)

    return form_view(
        form,
        "rounds/sheet.html",
        act,
        lambda entered: _page_of(asked),
        lambda entered: _to_type_in(context, asked),
        round=asked,
        group=context.groups[group],
        saved_sheet=saved,
        photos=PHOTOS.all(db(), round=asked.id, group=group) if saved or own else [],
        differing=differing(asked, entries) if own else [],
        method=asked.way,
        unit=unit_of(asked),
        choice_sentence=choice_sentence(asked),
        talk=_talk(asked, saved, titles),
        is_closed=asked.is_closed,
        attended=attended,
        is_small=0 < (saved.people if saved else attended) < LEAST,
        titles=titles,
    )


@bp.route("/s/<code>/priorities/<int:number>/sheets/<group>/attest", methods=["GET", "POST"])
@allows(Action.ATTEST_BALLOT_SHEET)
def attest(context: Context, number: int, group: str) -> ResponseReturnValue:
    """Confirm the sheet of the representative's own group, with any dissent."""
    if not speaks_for(context, group):
        abort(404)
    asked = _round(context, number)
    saved = sheet_of(db(), asked.id, group) or abort(404)
    form = AttestForm(context)
    titles = _titles(context, asked)
    after = next_to_confirm(context, asked, group)
    return form_view(
        form,
        "rounds/attest.html",
        lambda: actions.attest(
            context.act, number, group, form.dissent.data, form["version"].data, form.on_paper.value
        ),
        lambda attested: _page_of(asked),
        (lambda attested: url_for(".attest", number=number, group=after.code)) if after else None,
        round=asked,
        group=context.groups[group],
        refusal=None if saved.attestation else refused_attestation(context, group, saved.id),
        after=after,
        saved_sheet=saved,
        photos=PHOTOS.all(db(), round=asked.id, group=group),
        titles=titles,
        shown=_marked_needs(asked, saved) if is_long(asked) else asked.ballot,
        marks=names(asked),
        method=asked.way,
        unit=unit_of(asked),
        talk=_talk(asked, saved, titles),
    )


@bp.route("/s/<code>/priorities/<int:number>/close", methods=["GET", "POST"])
@allows(Action.CLOSE_ROUND)
def close(context: Context, number: int) -> ResponseReturnValue:
    """Close a round and count its first result."""
    asked = _round(context, number)
    if asked.is_closed and request.method == "GET":
        abort(404)
    progress, form = progress_for(context, asked), CloseRoundForm(context)
    response = form_view(
        form,
        "rounds/close.html",
        lambda: actions.close_round(context.act, number, form.on_paper.value),
        lambda result: url_for("results.show", number=number),
        round=asked,
        findings=progress.findings,
        absent=[context.groups[code] for code in progress.absent if code in context.groups],
        few=[context.groups[code] for code in progress.groups_with_few_votes if code in context.groups],
    )
    if "acted" in g and asked.method == METHOD:
        db().rollback()
        # The round is closed; free pages that cannot be emptied now are overwritten later.
        with suppress(DBAPIError):
            forget_deleted(current_engine())
    return response


def _round(context: Context, number: int) -> RoundRow:
    return ROUND.first(db(), settlement=context.settlement.id, number=number) or abort(404)


def _titles(context: Context, asked: RoundRow) -> dict[int, str]:
    """Return the titles that the needs of a round had when it was opened."""
    return read_titles_at_use(db(), context.settlement.id, asked, asked.ballot)


def _next(context: Context, asked: RoundRow, progress: RoundProgress) -> NextTask:
    return next_in_round(context.may, round_situation(asked.number, context.settlement, progress))


def _page_of(asked: RoundRow) -> str:
    return url_for("results.show" if asked.results else ".show", number=asked.number)


def _to_type_in(context: Context, asked: RoundRow) -> str:
    """Return the address of the next sheet to type in, or of the round's page after the last one."""
    after = next_to_type_in(context, asked)
    return url_for(".sheet", number=asked.number, group=after.code) if after else _page_of(asked)


def _marked_needs(asked: RoundRow, saved: BallotSheetRow) -> list[int]:
    """Return the needs that have a mark on a long paper."""
    marked = {name.partition(".")[0] for name in (*saved.marks, *saved.tokens)}
    return [need for need in asked.ballot if str(need) in marked]


def _talk(asked: RoundRow, saved: BallotSheetRow | None, titles: Mapping[int, str]) -> list[Sentence]:
    if saved is None:
        return []
    return inconsistencies(asked.method, asked.ballot, saved.marks, asked.criteria, titles)
