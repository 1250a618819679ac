"""A settlement's pages: where it stands, its sheet, meetings, committee, and the closing of steps."""

from __future__ import annotations

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue

from peoplesprocess.core.inclusion import Share
from peoplesprocess.core.permissions import Action
from peoplesprocess.core.process.steps import gate
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
from peoplesprocess.settlements.heard import heard
from peoplesprocess.settlements.next_thing import next_thing
from peoplesprocess.web.answers import answer
from peoplesprocess.web.guard import allows, db
from peoplesprocess.web.here import Here
from peoplesprocess.web.pages import page

room = Blueprint("settlements", __name__)


@room.get("/s/<code>")
@allows(Action.SEE_SETTLEMENT)
def show(here: Here) -> ResponseReturnValue:
    """Show where the settlement stands, what is missing, and the one next thing."""
    facts = queries.facts(db(), here.place)
    findings = gate(here.present, facts, here.rules) if here.present else []
    passages = queries.passages(db(), here.place.id)
    return page(
        "settlements/show.html",
        findings=findings,
        next=next_thing(here, facts),
        facts=facts,
        heard=heard(here, queries.sessions(db(), here.place.id)),
        waived=[passage for passage in passages if passage.waiver],
    )


@room.route("/s/<code>/sheet", methods=["GET", "POST"])
@allows(Action.RECORD_SHEET)
def sheet(here: Here) -> ResponseReturnValue:
    """Write the settlement's sheet and profile."""
    form = SheetForm(here, sheet_values(here.place))
    return answer(
        form,
        "settlements/sheet.html",
        lambda: actions.write_sheet(
            db(), here.person.id, here.place.id, form.input(), form["version"].data, here.now
        ),
        lambda settlement: here.url,
        sexes=SEXES,
    )


@room.route("/s/<code>/no-objection", methods=["GET", "POST"])
@allows(Action.RECORD_NO_OBJECTION)
def no_objection(here: Here) -> ResponseReturnValue:
    """Record that the authority has no objection."""
    form = NoObjectionForm(here, {"office": here.place.authority})
    return answer(
        form,
        "settlements/no_objection.html",
        lambda: actions.record_no_objection(
            db(),
            here.person.id,
            here.place,
            form.office.data,
            form.reference.data,
            form.given_on.data,
            here.now,
        ),
        lambda row: here.url,
        earlier=queries.no_objections(db(), here.place.id),
    )


@room.get("/s/<code>/meetings")
@allows(Action.SEE_SETTLEMENT)
def meetings(here: Here) -> ResponseReturnValue:
    """List the meetings with how many came."""
    return page(
        "settlements/meetings.html",
        meetings=[(row, Share(row.women, row.people)) for row in queries.meetings(db(), here.place.id)],
    )


@room.route("/s/<code>/meetings/record", methods=["GET", "POST"])
@allows(Action.RECORD_MEETING)
def record_meeting(here: Here) -> ResponseReturnValue:
    """Record a meeting."""
    form = meeting_form(
        here, {"kind": request.args.get("kind", ""), "group_code": request.args.get("group", "")}
    )
    return answer(
        form,
        "settlements/record_meeting.html",
        lambda: actions.record_meeting(db(), here.person.id, here.place, form.input(), here.now),
        lambda meeting: f"{here.url}/meetings/{meeting.number}",
        present=PRESENT,
        bands=ADULT_BANDS,
    )


@room.get("/s/<code>/meetings/<int:number>")
@allows(Action.SEE_SETTLEMENT)
def meeting(here: Here, number: int) -> ResponseReturnValue:
    """Show one meeting."""
    found = queries.meeting(db(), here.place.id, number)
    if found is None:
        abort(404)
    return page(
        "settlements/meeting.html",
        meeting=found,
        women=Share(found.women, found.people),
        least=here.rules.women_at_meeting,
        present=PRESENT,
    )


@room.get("/s/<code>/committee")
@allows(Action.SEE_SETTLEMENT)
def committee(here: Here) -> ResponseReturnValue:
    """Show the committee and the election that made it."""
    election, seats = queries.committee(db(), here.place.id)
    turnout = (
        Share(election.voted_women + election.voted_men, election.eligible_women + election.eligible_men)
        if election
        else None
    )
    women = Share(sum(seat.woman for seat in seats), len(seats))
    return page("settlements/committee.html", election=election, seats=seats, turnout=turnout, women=women)


@room.route("/s/<code>/committee/elect", methods=["GET", "POST"])
@allows(Action.RECORD_COMMITTEE)
def elect(here: Here) -> ResponseReturnValue:
    """Record an election with the seats it filled."""
    form = election_form(here)
    return answer(
        form,
        "settlements/elect.html",
        lambda: actions.record_election(db(), here.person.id, here.place, form.input(), here.now),
        lambda election: f"{here.url}/committee",
        lines=SEATS,
    )


@room.route("/s/<code>/close/<step>", methods=["GET", "POST"])
@allows(Action.CLOSE_STEP)
def close(here: Here, step: str) -> ResponseReturnValue:
    """Close the present step, or pass its gate with a written reason."""
    closing = next((each for each in here.steps if each.key == step), None)
    if closing is None or not here.signs(closing) or (request.method == "GET" and here.present != closing):
        abort(404)
    facts = queries.facts(db(), here.place)
    form, present = CloseForm(here), closing
    may_waive = here.may(Action.WAIVE_GATE) and not present.guards_money
    return answer(
        form,
        "settlements/close.html",
        lambda: actions.close_step(
            db(),
            here.person.id,
            here.place,
            present,
            facts,
            here.rules,
            here.now,
            waiver=form.waiver.data,
            may_waive=may_waive,
            is_present=here.present == closing,
        ),
        lambda passage: here.url,
        step=present,
        findings=gate(present, facts, here.rules),
        may_waive=may_waive,
    )
