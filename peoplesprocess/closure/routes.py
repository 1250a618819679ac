"""The pages at the end of a contract: what is missing, audit, certificate, account, handover and checks."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue
from sqlalchemy import Row

from peoplesprocess.closure import actions, queries
from peoplesprocess.closure.checklist import next_point, points
from peoplesprocess.closure.forms import (
    DEFECTS,
    CheckForm,
    FinalForm,
    HandoverForm,
    RectificationForm,
    audit_form,
    certificate_form,
)
from peoplesprocess.core.completion import NEARLY_BUILT, before_handover, due_on
from peoplesprocess.core.permissions import Action
from peoplesprocess.web.access import allows
from peoplesprocess.web.context import Context
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.pages import render_page
from peoplesprocess.web.request_state import db

bp = Blueprint("closure", __name__, template_folder="templates")


@bp.get("/s/<code>/closure")
@allows(Action.SEE_SETTLEMENT)
def show(context: Context) -> ResponseReturnValue:
    """Show for each signed contract what is done and what is missing, and the one next thing."""
    rows = queries.closings(db(), context.settlement.id)
    return render_page(
        "closure/show.html",
        contracts=[(row, points(context, row)) for row in rows],
        next=next_point(context, rows),
    )


@bp.get("/s/<code>/closure/<int:number>")
@allows(Action.SEE_SETTLEMENT)
def contract(context: Context, number: int) -> ResponseReturnValue:
    """Show all that is recorded of one contract's closing."""
    row = _row(context, number)
    months = (
        [(month, due_on(row.handed_on, month)) for month in context.rules.check_months]
        if row.handed_on
        else []
    )
    return render_page(
        "closure/contract.html",
        row=row,
        points=points(context, row),
        defects=queries.defects(db(), row.id),
        checks={check.month: check for check in queries.checks(db(), row.id)} if row.handed_on else {},
        months=months,
    )


@bp.route("/s/<code>/closure/<int:number>/audit", methods=["GET", "POST"])
@allows(Action.RECORD_AUDIT)
def audit(context: Context, number: int) -> ResponseReturnValue:
    """Show the accounts to be read aloud, and record the audit at which they were read."""
    row = _row(context, number)
    meetings = queries.audit_meetings(db(), context.settlement.id)
    form = audit_form(context, meetings)
    return form_view(
        form,
        "closure/audit.html",
        lambda: actions.record_audit(
            db(),
            context.person.id,
            context.settlement,
            number,
            int(form.meeting.data),
            form.questions.data,
            form.accepted.data,
            context.now,
        ),
        lambda audit: _url(context, number),
        row=row,
        meetings=meetings,
        instalments=queries.instalments(db(), row.id),
    )


@bp.get("/s/<code>/closure/<int:number>/certificate")
@allows(Action.SEE_SETTLEMENT)
def certificate(context: Context, number: int) -> ResponseReturnValue:
    """Show the certificate; before it is issued, the form to whoever may issue it."""
    row = _row(context, number)
    if row.issued_on is None and context.may(Action.CERTIFY):
        return _issue(context, row)
    return render_page("closure/certificate.html", row=row, defects=queries.defects(db(), row.id))


@bp.post("/s/<code>/closure/<int:number>/certificate")
@allows(Action.CERTIFY)
def certify(context: Context, number: int) -> ResponseReturnValue:
    """Issue the certificate with its defects."""
    return _issue(context, _row(context, number))


def _issue(context: Context, row: Row[Any]) -> ResponseReturnValue:
    form = certificate_form(context)
    return form_view(
        form,
        "closure/certify.html",
        lambda: actions.certify(
            db(),
            context.person.id,
            context.settlement,
            row.number,
            form.issued_on.data,
            form.statement.data,
            form.defects(),
            context.now,
        ),
        lambda certificate: _url(context, row.number, "certificate"),
        row=row,
        ready=(row.physical or 0) >= NEARLY_BUILT,
        least=NEARLY_BUILT // 100,
        lines=DEFECTS,
    )


@bp.route("/s/<code>/closure/<int:number>/defects/<int:defect>/mended", methods=["GET", "POST"])
@allows(Action.CERTIFY)
def mend(context: Context, number: int, defect: int) -> ResponseReturnValue:
    """Record that a defect is mended."""
    row = _row(context, number)
    found = next((known for known in queries.defects(db(), row.id) if known.number == defect), None)
    if found is None:
        abort(404)
    form = RectificationForm(context)
    return form_view(
        form,
        "closure/mend.html",
        lambda: actions.mend(
            db(),
            context.person.id,
            context.settlement,
            number,
            defect,
            form.rectified_on.data,
            form.how.data,
            context.now,
        ),
        lambda mending: _url(context, number),
        row=row,
        defect=found,
    )


@bp.route("/s/<code>/closure/<int:number>/final", methods=["GET", "POST"])
@allows(Action.CERTIFY)
def final(context: Context, number: int) -> ResponseReturnValue:
    """Write the final measurement and account."""
    row = _row(context, number)
    form = FinalForm(context, {"cost": int(row.spent) or None, "measured_on": row.visited_on})
    return form_view(
        form,
        "closure/final.html",
        lambda: actions.account(
            db(),
            context.person.id,
            context.settlement,
            number,
            form.measured_on.data,
            form.cost.data,
            form.surplus_use.data,
            context.now,
        ),
        lambda account: _url(context, number),
        row=row,
    )


@bp.route("/s/<code>/closure/<int:number>/handover", methods=["GET", "POST"])
@allows(Action.HAND_OVER)
def hand_over(context: Context, number: int) -> ResponseReturnValue:
    """Hand the work over, with the plan that keeps it running."""
    row = _row(context, number)
    form = HandoverForm(context, {"fund": row.surplus or 0})
    return form_view(
        form,
        "closure/hand_over.html",
        lambda: actions.hand_over(
            db(), context.person.id, context.settlement, number, form.input(), context.now
        ),
        lambda handover: _url(context, number),
        row=row,
        findings=before_handover(queries.standing(row)),
    )


@bp.route("/s/<code>/closure/<int:number>/checks/<int:month>", methods=["GET", "POST"])
@allows(Action.CHECK_WORK)
def check(context: Context, number: int, month: int) -> ResponseReturnValue:
    """Record whether the work still works some months after the handover."""
    row = _row(context, number)
    if month not in context.rules.check_months or row.handed_on is None:
        abort(404)
    form = CheckForm(context)
    return form_view(
        form,
        "closure/check.html",
        lambda: actions.check_work(
            db(),
            context.person.id,
            context.settlement,
            number,
            month,
            form.checked_on.data,
            form.works.data == "yes",
            form.notes.data,
            context.now,
        ),
        lambda check: _url(context, number),
        row=row,
        month=month,
        due=due_on(row.handed_on, month),
    )


def _row(context: Context, number: int) -> Any:
    """Return the signed contract that the address names, or leave with 404."""
    row = queries.closing(db(), context.settlement.id, number)
    if row is None:
        abort(404)
    return row


def _url(context: Context, number: int, rest: str = "") -> str:
    return f"{context.url}/closure/{number}" + (f"/{rest}" if rest else "")
