"""The pages at the end of a contract: what is missing, audit, certificate, account, handover and checks."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue
from sqlalchemy import Row

from peoplesprocess.closure import actions, queries
from peoplesprocess.closure.forms import (
    DEFECTS,
    CheckForm,
    FinalForm,
    HandoverForm,
    MendForm,
    audit_form,
    certificate_form,
)
from peoplesprocess.closure.points import next_point, points
from peoplesprocess.core.closing import NEARLY_BUILT, before_handover, due_on
from peoplesprocess.core.permissions import Action
from peoplesprocess.web.answers import answer
from peoplesprocess.web.guard import allows, db
from peoplesprocess.web.here import Here
from peoplesprocess.web.pages import page

room = Blueprint("closure", __name__)


@room.get("/s/<code>/closure")
@allows(Action.SEE_SETTLEMENT)
def show(here: Here) -> ResponseReturnValue:
    """Show for each signed contract what is done and what is missing, and the one next thing."""
    contracts = [(row, points(here, row)) for row in queries.closings(db(), here.place.id)]
    return page("closure/show.html", contracts=contracts, next=next_point(here, contracts))


@room.get("/s/<code>/closure/<int:number>")
@allows(Action.SEE_SETTLEMENT)
def contract(here: Here, number: int) -> ResponseReturnValue:
    """Show all that is recorded of one contract's closing."""
    row = _row(here, number)
    months = (
        [(month, due_on(row.handed_on, month)) for month in here.rules.check_months] if row.handed_on else []
    )
    return page(
        "closure/contract.html",
        row=row,
        points=points(here, row),
        defects=queries.defects(db(), row.id),
        checks={check.month: check for check in queries.checks(db(), row.id)} if row.handed_on else {},
        months=months,
    )


@room.route("/s/<code>/closure/<int:number>/audit", methods=["GET", "POST"])
@allows(Action.RECORD_AUDIT)
def audit(here: Here, number: int) -> ResponseReturnValue:
    """Show the accounts to be read aloud, and record the audit at which they were read."""
    row = _row(here, number)
    meetings = queries.audit_meetings(db(), here.place.id)
    form = audit_form(here, meetings)
    return answer(
        form,
        "closure/audit.html",
        lambda: actions.record_audit(
            db(),
            here.person.id,
            here.place,
            number,
            int(form.meeting.data),
            form.questions.data,
            form.accepted.data,
            here.now,
        ),
        lambda audit: _url(here, number),
        row=row,
        meetings=meetings,
        instalments=queries.instalments(db(), row.id),
    )


@room.get("/s/<code>/closure/<int:number>/certificate")
@allows(Action.SEE_SETTLEMENT)
def certificate(here: Here, number: int) -> ResponseReturnValue:
    """Show the certificate; before it is issued, the form to whoever may issue it."""
    row = _row(here, number)
    if row.issued_on is None and here.may(Action.CERTIFY):
        return _issue(here, row)
    return page("closure/certificate.html", row=row, defects=queries.defects(db(), row.id))


@room.post("/s/<code>/closure/<int:number>/certificate")
@allows(Action.CERTIFY)
def certify(here: Here, number: int) -> ResponseReturnValue:
    """Issue the certificate with its defects."""
    return _issue(here, _row(here, number))


def _issue(here: Here, row: Row[Any]) -> ResponseReturnValue:
    form = certificate_form(here)
    return answer(
        form,
        "closure/certify.html",
        lambda: actions.certify(
            db(),
            here.person.id,
            here.place,
            row.number,
            form.issued_on.data,
            form.statement.data,
            form.defects(),
            here.now,
        ),
        lambda certificate: _url(here, row.number, "certificate"),
        row=row,
        ready=(row.physical or 0) >= NEARLY_BUILT,
        least=NEARLY_BUILT // 100,
        lines=DEFECTS,
    )


@room.route("/s/<code>/closure/<int:number>/defects/<int:defect>/mended", methods=["GET", "POST"])
@allows(Action.CERTIFY)
def mend(here: Here, number: int, defect: int) -> ResponseReturnValue:
    """Record that a defect is mended."""
    row = _row(here, number)
    found = next((known for known in queries.defects(db(), row.id) if known.number == defect), None)
    if found is None:
        abort(404)
    form = MendForm(here)
    return answer(
        form,
        "closure/mend.html",
        lambda: actions.mend(
            db(), here.person.id, here.place, number, defect, form.mended_on.data, form.how.data, here.now
        ),
        lambda mending: _url(here, number),
        row=row,
        defect=found,
    )


@room.route("/s/<code>/closure/<int:number>/final", methods=["GET", "POST"])
@allows(Action.CERTIFY)
def final(here: Here, number: int) -> ResponseReturnValue:
    """Write the final measurement and account."""
    row = _row(here, number)
    form = FinalForm(here, {"cost": int(row.spent) or None, "measured_on": row.visited_on})
    return answer(
        form,
        "closure/final.html",
        lambda: actions.account(
            db(),
            here.person.id,
            here.place,
            number,
            form.measured_on.data,
            form.cost.data,
            form.surplus_use.data,
            here.now,
        ),
        lambda account: _url(here, number),
        row=row,
    )


@room.route("/s/<code>/closure/<int:number>/handover", methods=["GET", "POST"])
@allows(Action.HAND_OVER)
def hand_over(here: Here, number: int) -> ResponseReturnValue:
    """Hand the work over, with the plan that keeps it running."""
    row = _row(here, number)
    form = HandoverForm(here, {"fund": row.surplus or 0})
    return answer(
        form,
        "closure/hand_over.html",
        lambda: actions.hand_over(db(), here.person.id, here.place, number, form.input(), here.now),
        lambda handover: _url(here, number),
        row=row,
        findings=before_handover(queries.standing(row)),
    )


@room.route("/s/<code>/closure/<int:number>/checks/<int:month>", methods=["GET", "POST"])
@allows(Action.CHECK_WORK)
def check(here: Here, number: int, month: int) -> ResponseReturnValue:
    """Record whether the work still works some months after the handover."""
    row = _row(here, number)
    if month not in here.rules.check_months or row.handed_on is None:
        abort(404)
    form = CheckForm(here)
    return answer(
        form,
        "closure/check.html",
        lambda: actions.check_work(
            db(),
            here.person.id,
            here.place,
            number,
            month,
            form.checked_on.data,
            form.works.data == "yes",
            form.notes.data,
            here.now,
        ),
        lambda check: _url(here, number),
        row=row,
        month=month,
        due=due_on(row.handed_on, month),
    )


def _row(here: Here, number: int) -> Any:
    """Return the signed contract that the address names, or leave with 404."""
    row = queries.closing(db(), here.place.id, number)
    if row is None:
        abort(404)
    return row


def _url(here: Here, number: int, rest: str = "") -> str:
    return f"{here.url}/closure/{number}" + (f"/{rest}" if rest else "")
