"""A settlement's pages: where it stands, its sheet, meetings, committee, and the closing of steps."""

from __future__ import annotations

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue

from peoplesprocess.core.inclusion import Share
from peoplesprocess.core.permissions import Action
from peoplesprocess.core.process.steps import gate
from peoplesprocess.core.relations import Subject
from peoplesprocess.settlements import actions, queries
from peoplesprocess.settlements.forms import (
    ADULT_BANDS,
    PRESENT,
    SEATS,
    SEXES,
    CloseForm,
    NoObjectionForm,
    SheetForm,
    election_form,
    meeting_form,
    sheet_values,
)
from peoplesprocess.settlements.next_step import next_thing
from peoplesprocess.settlements.participation import heard
from peoplesprocess.web.access import allows
from peoplesprocess.web.context import Context
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.pages import render_page
from peoplesprocess.web.request_state import db

bp = Blueprint("settlements", __name__, template_folder="templates")


@bp.get("/s/<code>")
@allows(Action.SEE_SETTLEMENT)
def show(context: Context) -> ResponseReturnValue:
    """Show where the settlement stands, what is missing, and the one next thing."""
    facts = queries.facts(db(), context.settlement)
    findings = gate(context.present, facts, context.rules) if context.present else []
    step_closures = queries.step_closures(db(), context.settlement.id)
    return render_page(
        "settlements/show.html",
        findings=findings,
        next=next_thing(context, facts),
        facts=facts,
        heard=heard(context, queries.sessions(db(), context.settlement.id)),
        waived=[passage for passage in step_closures if passage.waiver],
    )


@bp.route("/s/<code>/sheet", methods=["GET", "POST"])
@allows(Action.RECORD_PROFILE)
def sheet(context: Context) -> ResponseReturnValue:
    """Write the settlement's sheet and profile."""
    form = SheetForm(context, sheet_values(context.settlement))
    return form_view(
        form,
        "settlements/sheet.html",
        lambda: actions.write_sheet(
            db(), context.person.id, context.settlement.id, form.input(), form["version"].data, context.now
        ),
        lambda settlement: context.url,
        sexes=SEXES,
    )


@bp.route("/s/<code>/no-objection", methods=["GET", "POST"])
@allows(Action.RECORD_NO_OBJECTION)
def no_objection(context: Context) -> ResponseReturnValue:
    """Record that the authority has no objection."""
    form = NoObjectionForm(context, {"office": context.settlement.authority})
    return form_view(
        form,
        "settlements/no_objection.html",
        lambda: actions.record_no_objection(
            db(),
            context.person.id,
            context.settlement,
            form.office.data,
            form.reference.data,
            form.given_on.data,
            context.now,
        ),
        lambda row: context.url,
        earlier=queries.no_objections(db(), context.settlement.id),
    )


@bp.get("/s/<code>/meetings")
@allows(Action.SEE_SETTLEMENT)
def meetings(context: Context) -> ResponseReturnValue:
    """List the meetings with how many came."""
    return render_page(
        "settlements/meetings.html",
        meetings=[
            (row, Share(row.women, row.people)) for row in queries.meetings(db(), context.settlement.id)
        ],
    )


@bp.route("/s/<code>/meetings/record", methods=["GET", "POST"])
@allows(Action.RECORD_MEETING)
def record_meeting(context: Context) -> ResponseReturnValue:
    """Record a meeting."""
    form = meeting_form(
        context, {"kind": request.args.get("kind", ""), "group_code": request.args.get("group", "")}
    )
    return form_view(
        form,
        "settlements/record_meeting.html",
        lambda: actions.record_meeting(
            db(), context.person.id, context.settlement, form.input(), context.now
        ),
        lambda meeting: f"{context.url}/meetings/{meeting.number}",
        present=PRESENT,
        bands=ADULT_BANDS,
    )


@bp.get("/s/<code>/meetings/<int:number>")
@allows(Action.SEE_SETTLEMENT)
def meeting(context: Context, number: int) -> ResponseReturnValue:
    """Show one meeting."""
    found = queries.meeting(db(), context.settlement.id, number)
    if found is None:
        abort(404)
    return render_page(
        "settlements/meeting.html",
        meeting=found,
        women=Share(found.women, found.people),
        least=context.rules.women_at_meeting,
        present=PRESENT,
    )


@bp.get("/s/<code>/committee")
@allows(Action.SEE_SETTLEMENT)
def committee(context: Context) -> ResponseReturnValue:
    """Show the committee and the election that made it."""
    election, seats = queries.committee(db(), context.settlement.id)
    turnout = (
        Share(election.voted_women + election.voted_men, election.eligible_women + election.eligible_men)
        if election
        else None
    )
    women = Share(sum(seat.woman for seat in seats), len(seats))
    return render_page(
        "settlements/committee.html", election=election, seats=seats, turnout=turnout, women=women
    )


@bp.route("/s/<code>/committee/elect", methods=["GET", "POST"])
@allows(Action.RECORD_COMMITTEE)
def elect(context: Context) -> ResponseReturnValue:
    """Record an election with the seats it filled."""
    form = election_form(context)
    return form_view(
        form,
        "settlements/elect.html",
        lambda: actions.record_election(
            db(), context.person.id, context.settlement, form.input(), context.now
        ),
        lambda election: f"{context.url}/committee",
        lines=SEATS,
    )


@bp.route("/s/<code>/close/<step>", methods=["GET", "POST"])
@allows(Action.CLOSE_STEP)
def close(context: Context, step: str) -> ResponseReturnValue:
    """Close the present step, or pass its gate with a written reason."""
    closing = next((each for each in context.steps if each.key == step), None)
    if (
        closing is None
        or not context.may(Action.CLOSE_STEP, Subject(closed_by=closing.signed_by))
        or (request.method == "GET" and context.present != closing)
    ):
        abort(404)
    facts = queries.facts(db(), context.settlement)
    form, present = CloseForm(context), closing
    may_waive = context.may(Action.WAIVE_GATE) and not present.guards_money
    return form_view(
        form,
        "settlements/close.html",
        lambda: actions.close_step(
            db(),
            context.person.id,
            context.settlement,
            present,
            facts,
            context.rules,
            context.now,
            waiver=form.waiver.data,
            may_waive=may_waive,
            is_present=context.present == closing,
        ),
        lambda passage: context.url,
        step=present,
        findings=gate(present, facts, context.rules),
        may_waive=may_waive,
    )
