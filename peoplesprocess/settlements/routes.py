"""A settlement's pages: its progress, profile, meetings and committee, and the closing of steps."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint, abort, request, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.core.actions import Action
from peoplesprocess.core.actor_relations import ActSubject
from peoplesprocess.core.inclusion import PeopleShare
from peoplesprocess.core.process.next_task import (
    SettlementSituation,
    next_in_settlement,
    shown_beside_waiting,
)
from peoplesprocess.core.process.remedies import remedies_for
from peoplesprocess.core.process.steps import gate_findings, missing_checks
from peoplesprocess.core.process.tasks import TaskKind
from peoplesprocess.core.tranche_conditions import signatories
from peoplesprocess.facts.attachments import ATTACHED
from peoplesprocess.facts.committee import ELECTIONS, SEAT_HISTORY, SEATS
from peoplesprocess.facts.cycle_endings import present_ending
from peoplesprocess.facts.gate_facts import facts_of
from peoplesprocess.facts.meetings import FIRST_INFORMED_ON, SESSION_COUNTS
from peoplesprocess.facts.round_waits import round_wait
from peoplesprocess.facts.strikes import STRIKES_OF_MEETING, correction
from peoplesprocess.facts.waiting_lines import WaitingThingsLine, kinds_here, lines_of
from peoplesprocess.facts.waiting_thing_kinds import SIGNATURES, WaitingThingKind
from peoplesprocess.facts.waiting_things import is_theirs, open_in
from peoplesprocess.settlements import (
    actions,
    queries,
    routes_attachments,
    routes_blocks,
    routes_corrections,
    routes_guidance,
    routes_seats,
    routes_settings,
)
from peoplesprocess.settlements.after_meeting_page import address_after
from peoplesprocess.settlements.election_forms import SEAT_LINES, election_form
from peoplesprocess.settlements.forms import (
    ADULT_BANDS,
    PRESENT,
    SEXES,
    CloseStepForm,
    NoObjectionForm,
    ProfileForm,
    meeting_form,
    profile_values,
)
from peoplesprocess.settlements.participation import participation
from peoplesprocess.settlements.seat_changes import SEAT_CHANGES
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.request_state import db, number_argument
from peoplesprocess.web.step_closing_offer import step_closing
from peoplesprocess.web.view_context import Context

bp = Blueprint("settlements", __name__, template_folder="templates")
bp.register_blueprint(routes_corrections.bp)
bp.register_blueprint(routes_settings.bp)
bp.register_blueprint(routes_seats.bp)
bp.register_blueprint(routes_guidance.bp)
bp.register_blueprint(routes_attachments.bp)
bp.register_blueprint(routes_blocks.bp)


@bp.get("/s/<code>")
@allows(Action.SEE_SETTLEMENT)
def show(context: Context) -> ResponseReturnValue:
    """Show the settlement's progress, what is missing, the next task, and all that waits for the user."""
    settlement, facts = context.settlement, facts_of(db(), context.settlement)
    wait = round_wait(db(), context.person.actor, settlement, facts)
    rows = open_in(db(), settlement, _asked_about(context), context.now)
    to_do = lines_of(rows, context.person.grants)
    situation = SettlementSituation(
        *(context.present, facts, context.rules, _only_request(to_do)),
        sent_back=any(row.kind == WaitingThingKind.SENT_BACK for row in rows),
        signs=any(row.kind in SIGNATURES.values() and is_theirs(context.person.grants, row) for row in rows),
        round_wait=wait,
        is_ended_early=settlement.is_ended_early,
    )
    warnings = queries.WARNINGS.all(db(), settlement=settlement.id)
    task = next_in_settlement(context.may, situation)
    return render_page(
        "settlements/show.html",
        findings=gate_findings(context.present, facts, context.rules) if context.present else [],
        next=shown_beside_waiting(
            task, bool(to_do), WaitingThingKind.NEXT_INSTALMENT in {line.kind for line in to_do}
        ),
        closing=step_closing(context, facts) if task.task is TaskKind.CLOSE_STEP else None,
        to_do=to_do,
        facts=facts,
        heard=participation(
            settlement,
            SESSION_COUNTS.all(db(), settlement=settlement.id, cycles_before=settlement.cycles_before),
        ),
        waived=[row for row in warnings if row.kind == "waiver"],
        ending=present_ending(db(), settlement),
        eviction=any(row.kind == "eviction" for row in warnings),
    )


def _asked_about(context: Context) -> set[WaitingThingKind]:
    """Return the kinds of things that may wait for the user.

    Items sent back are shown to everybody at the step of the answer, as all wait for their correction.
    """
    kinds = kinds_here(context.person.grants, context.where)
    is_answered = context.present is not None and context.present.key == "approve"
    return kinds | {WaitingThingKind.SENT_BACK} if is_answered else kinds


def _only_request(to_do: Iterable[WaitingThingsLine]) -> dict[str, int] | None:
    """Return the address arguments of the request for money that waits for the user, if it is just one."""
    lines = (line for line in to_do if line.kind is WaitingThingKind.REQUEST and line.things == 1)
    return next(({"number": line.number, "tranche": line.tranche} for line in lines), None)


@bp.route("/s/<code>/sheet/write", methods=["GET", "POST"])
@allows(Action.RECORD_PROFILE)
def profile(context: Context) -> ResponseReturnValue:
    """Write the settlement's profile."""
    form = ProfileForm(context, profile_values(context.settlement))
    return form_view(
        form,
        "settlements/profile.html",
        lambda: actions.write_profile(context.act, form.input, form["version"].data),
        lambda settlement: url_for(".show"),
        sexes=SEXES,
    )


@bp.route("/s/<code>/no-objection", methods=["GET", "POST"])
@allows(Action.RECORD_NO_OBJECTION)
def no_objection(context: Context) -> ResponseReturnValue:
    """Record an authority's no-objection."""
    form = NoObjectionForm(context, {"office": context.settlement.authority})
    return form_view(
        form,
        "settlements/no_objection.html",
        lambda: actions.record_no_objection(context.act, form.input),
        lambda no_objection: url_for(".show"),
        earlier=queries.NO_OBJECTIONS.all(db(), settlement=context.settlement.id),
    )


@bp.get("/s/<code>/meetings")
@allows(Action.SEE_SETTLEMENT)
def meetings(context: Context) -> ResponseReturnValue:
    """List the meetings, with the number of people at each."""
    here, page = context.settlement.id, number_argument("page", 1)
    return render_page(
        "settlements/meetings.html", meetings=queries.MEETINGS.page(db(), page, settlement=here)
    )


@bp.route("/s/<code>/meetings/record", methods=["GET", "POST"])
@allows(Action.RECORD_MEETING)
def record_meeting(context: Context) -> ResponseReturnValue:
    """Record a meeting."""
    asked = {"kind": request.args.get("kind", ""), "group_code": request.args.get("group", "")}
    form = meeting_form(context, asked)
    return form_view(
        form,
        "settlements/record_meeting.html",
        lambda: actions.record_meeting(context.act, form.input, again=form.again.data),
        lambda meeting: address_after(context, meeting),
        lambda meeting: url_for(".record_meeting", kind=meeting.kind),
        present=PRESENT,
        bands=ADULT_BANDS,
    )


@bp.get("/s/<code>/meetings/<int:number>")
@allows(Action.SEE_SETTLEMENT)
def meeting(context: Context, number: int) -> ResponseReturnValue:
    """Show one meeting."""
    found = queries.MEETING.first(db(), settlement=context.settlement.id, number=number) or abort(404)
    corrected = correction(db(), STRIKES_OF_MEETING, found.id, number)
    counts = found.kind == "session" and corrected.strike is None
    return render_page(
        "settlements/meeting.html",
        meeting_number=number,
        meeting=found,
        correction=corrected,
        address=lambda other: url_for(".meeting", number=other),
        session=number if counts and _speaks_for(context, found.group_code) else 0,
        women=found.share_of_women,
        least=context.rules.women_at_meeting,
        present=PRESENT,
        papers_attached=ATTACHED["meeting"].all(db(), record=found.id),
    )


@bp.get("/s/<code>/committee")
@allows(Action.SEE_SETTLEMENT)
def committee(context: Context) -> ResponseReturnValue:
    """Show the committee in office and its election."""
    settlement = context.settlement.id
    elections = ELECTIONS.all(db(), settlement=settlement)
    election = next((each for each in elections if each.struck_at is None), None)
    seats = SEATS.all(db(), settlement=settlement) if election else []
    held = [seat for seat in seats if seat.is_held]
    signing = [seat for seat in held if seat.signatory_now]
    now_and_wanted = signatories(len(signing), sum(seat.woman_now for seat in signing), context.rules)
    return render_page(
        "settlements/committee.html",
        election=election,
        elections=elections,
        seats=seats,
        changes=SEAT_HISTORY.all(db(), settlement=settlement) if any(seat.change for seat in seats) else [],
        signatories=now_and_wanted,
        turnout=election.share if election else None,
        women=PeopleShare(sum(seat.woman_now for seat in held), len(held)),
        today=context.today,
        kinds=SEAT_CHANGES,
    )


@bp.route("/s/<code>/committee/elect", methods=["GET", "POST"])
@allows(Action.RECORD_COMMITTEE)
def elect(context: Context) -> ResponseReturnValue:
    """Record an election with the seats that were filled."""
    form = election_form(context)
    return form_view(
        form,
        "settlements/elect.html",
        lambda: actions.record_election(context.act, form.input),
        lambda election: url_for(".committee"),
        lines=SEAT_LINES,
        told_on=FIRST_INFORMED_ON.get(db(), settlement=context.settlement.id),
    )


@bp.route("/s/<code>/close/<step>", methods=["GET", "POST"])
@allows(Action.CLOSE_STEP)
def close(context: Context, step: str) -> ResponseReturnValue:
    """Close the present step, with a written reason if its gate does not hold."""
    closing = next((each for each in context.steps if each.key == step), None) or abort(404)
    is_past = request.method == "GET" and closing != context.present
    if is_past or not context.may(Action.CLOSE_STEP, ActSubject(closed_by=closing.signed_by)):
        abort(404)
    form = CloseStepForm(context)
    facts = facts_of(db(), context.settlement)
    return form_view(
        form,
        "settlements/close.html",
        lambda: actions.close_step(context.act, step, form.waiver.value, form.on_paper.value),
        lambda closure: url_for(".show"),
        step=closing,
        findings=gate_findings(closing, facts, context.rules),
        remedies=remedies_for(context.may, missing_checks(closing, facts, context.rules)),
        may_waive=context.may(Action.WAIVE_GATE) and not closing.guards_money,
    )


def _speaks_for(context: Context, group: str) -> bool:
    """Return whether the user may record the needs of a group."""
    return context.may(Action.RECORD_NEED, ActSubject(groups=frozenset({group})))
