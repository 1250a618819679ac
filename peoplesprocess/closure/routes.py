"""Pages of a contract's closing: what is missing, audit, certificate, account, handover and checks."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.closure import (
    actions,
    audits,
    queries,
    routes_defect_photos,
    routes_period,
    routes_repair_fund,
)
from peoplesprocess.closure.addressed_signed_contract import addressed_signed_contract
from peoplesprocess.closure.closing_checklist import audit_first_remark, next_point, points, spending_remark
from peoplesprocess.closure.forms import (
    DEFECT_LINES,
    HandoverForm,
    LaterWorkCheckForm,
    RectificationForm,
    audit_form,
    certificate_form,
    final_account_form,
)
from peoplesprocess.closure.queries import DefectRow
from peoplesprocess.closure.refused_closure_forms import refused_to_builder_of, refused_while_unsigned
from peoplesprocess.closure.work_accounts import PAID_KINDS, accounts_of
from peoplesprocess.core.actions import Action
from peoplesprocess.core.contract_closure import (
    FINAL_OF_BUILT,
    FINAL_OF_ENDED,
    NEARLY_BUILT,
    before_handover,
    due_on,
    is_in_use,
    is_measured,
)
from peoplesprocess.core.messages import N_, Message
from peoplesprocess.core.surplus_after_deductions import later_deductions
from peoplesprocess.facts.contract_progress import SIGNED_CONTRACTS, ContractClosureRow
from peoplesprocess.facts.gate_facts import facts_of
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.request_state import db, number_argument
from peoplesprocess.web.strike_form import StrikeForm
from peoplesprocess.web.strike_record_view import strike_record_view
from peoplesprocess.web.view_context import Context

bp = Blueprint("closure", __name__, template_folder="templates")
bp.register_blueprint(routes_repair_fund.bp)
bp.register_blueprint(routes_period.bp)
bp.register_blueprint(routes_defect_photos.bp)


@bp.get("/s/<code>/closure")
@allows(Action.SEE_SETTLEMENT)
def show(context: Context) -> ResponseReturnValue:
    """Show for each signed contract what is done and missing, and the next step."""
    settlement = context.settlement
    rows = SIGNED_CONTRACTS.all(db(), settlement=settlement.id)
    first = rows[0] if rows else facts_of(db(), settlement)
    return render_page(
        "closure/show.html",
        unbuilt=first.items_without_contract,
        contracts=[(row, points(context, row)) for row in rows],
        next=next_point(context, rows),
    )


@bp.get("/s/<code>/closure/<int:number>")
@allows(Action.SEE_SETTLEMENT)
def contract(context: Context, number: int) -> ResponseReturnValue:
    """Show everything recorded of one contract's closing."""
    row = addressed_signed_contract(context, number)
    months, checks = [], list[queries.LaterWorkCheckRow]()
    if row.handed_on:
        months = [(month, due_on(row.handed_on, month)) for month in context.rules.check_months]
        checks = queries.WORK_CHECKS.all(db(), contract=row.id)
    records = queries.AUDITS_AND_STRUCK_ACCOUNTS.all(db(), contract=row.id)
    return render_page(
        "closure/contract.html",
        row=row,
        points=points(context, row),
        defects=queries.DEFECTS.all(db(), contract=row.id),
        checks={check.month: check for check in checks},
        months=months,
        does_not_work=row.works is False,
        is_in_use=is_in_use(row.physical, row.issued_on),
        audits=[record for record in records if record.struck_at is None],
        struck_records=[record for record in records if record.struck_at is not None],
        later=later_deductions(int(row.deducted_since_account), row.money_left, context.settlement.currency),
    )


@bp.route("/s/<code>/closure/<int:number>/audit", methods=["GET", "POST"])
@allows(Action.RECORD_AUDIT)
def audit(context: Context, number: int) -> ResponseReturnValue:
    """Show the accounts to be read aloud, and record the audit at which they were read."""
    row = addressed_signed_contract(context, number)
    meetings = queries.AUDIT_MEETINGS_FOR.all(db(), settlement=context.settlement.id, contract=row.id)
    instalments = queries.TRANCHES.all(db(), contract=row.id)
    days = [day for part in instalments if (day := part.came_on(context.settlement))]
    came_on = max(days, default=None)
    form = audit_form(context, meetings, came_on, number_argument("meeting"))
    return form_view(
        form,
        "closure/audit.html",
        lambda: audits.record_audit(context.act, number, form.input),
        lambda audit: url_for(".contract", number=number),
        row=row,
        meetings=meetings,
        is_heard=bool(meetings) and audits.meeting_can_have_heard(meetings[0], row, came_on),
        instalments=instalments,
        accounts=accounts_of(db(), row.id),
        paid_kinds=PAID_KINDS,
    )


@bp.route("/s/<code>/closure/<int:number>/audit/strike", methods=["GET", "POST"])
@allows(Action.RECORD_AUDIT)
def strike_audit(context: Context, number: int) -> ResponseReturnValue:
    """Strike the newest public audit, if it was recorded wrongly."""
    row = addressed_signed_contract(context, number)
    return strike_record_view(
        context,
        row,
        (
            Message(N_("The public audit of %(day)s"), {"day": row.audited_on})
            if row.audited_on
            else Message(N_("No public audit yet"))
        ),
        url_for(".contract", number=number),
        lambda reason: audits.strike_audit(context.act, number, reason),
        row.questions or "",
    )


@bp.get("/s/<code>/closure/<int:number>/certificate")
@allows(Action.SEE_SETTLEMENT)
def certificate(context: Context, number: int) -> ResponseReturnValue:
    """Show the certificate or, before it is issued, its form to those who may issue it."""
    row = addressed_signed_contract(context, number)
    if row.issued_on is None and context.may(Action.CERTIFY):
        asked = N_("Does the work meet the contract?")
        return (
            refused_to_builder_of(context, number, asked)
            or refused_while_unsigned(row, asked)
            or _issue(context, row)
        )
    defects = queries.DEFECTS.all(db(), contract=row.id)
    return render_page("closure/certificate.html", row=row, defects=_certified(row, defects))


@bp.post("/s/<code>/closure/<int:number>/certificate")
@allows(Action.CERTIFY)
def certify(context: Context, number: int) -> ResponseReturnValue:
    """Issue the certificate with its defects."""
    return _issue(context, addressed_signed_contract(context, number))


def _issue(context: Context, row: ContractClosureRow) -> ResponseReturnValue:
    form = certificate_form(context)
    return form_view(
        form,
        "closure/certify.html",
        lambda: actions.certify(context.act, row.number, form.input),
        lambda certificate: url_for(".contract", number=row.number),
        row=row,
        ready=(row.physical or 0) >= NEARLY_BUILT and row.ended_on is None,
        least=NEARLY_BUILT // 100,
        lines=DEFECT_LINES,
        unread=spending_remark(row, context.settlement.currency),
    )


@bp.route("/s/<code>/closure/<int:number>/defects/<int:defect>/mended", methods=["GET", "POST"])
@allows(Action.RECTIFY_DEFECT)
def rectify_defect(context: Context, number: int, defect: int) -> ResponseReturnValue:
    """Record that a defect is repaired."""
    row = addressed_signed_contract(context, number)
    found = queries.DEFECT.first(db(), contract=row.id, number=defect) or abort(404)
    if page := refused_to_builder_of(context, number, N_("Is this defect repaired?"), Action.RECTIFY_DEFECT):
        return page
    form = RectificationForm(context)
    return form_view(
        form,
        "closure/mend.html",
        lambda: actions.rectify_defect(context.act, number, defect, form.input),
        lambda rectification: url_for(".contract", number=number),
        lambda rectification: _next_repair(context, number),
        row=row,
        defect=found,
    )


@bp.route("/s/<code>/closure/<int:number>/final", methods=["GET", "POST"])
@allows(Action.CERTIFY)
def close_account(context: Context, number: int) -> ResponseReturnValue:
    """Write the final account."""
    row = addressed_signed_contract(context, number)
    asked = N_("What did the work cost in the end?")
    if page := refused_to_builder_of(context, number, asked) or refused_while_unsigned(row, asked):
        return page
    meetings = queries.DECIDING_MEETINGS.all(db(), settlement=context.settlement.id, since=row.starts_on)
    form = final_account_form(context, row, meetings)
    return form_view(
        form,
        "closure/final.html",
        lambda: actions.close_account(context.act, number, form.input),
        lambda account: url_for(".contract", number=number),
        row=row,
        measured=is_measured(row.closure),
        unread=spending_remark(row, context.settlement.currency),
        first=audit_first_remark(row),
        needs=Message(FINAL_OF_BUILT if row.ended_on is None else FINAL_OF_ENDED),
    )


@bp.route("/s/<code>/closure/<int:number>/final/strike", methods=["GET", "POST"])
@allows(Action.CERTIFY)
def strike_account(context: Context, number: int) -> ResponseReturnValue:
    """Strike a wrong final account."""
    row, form = addressed_signed_contract(context, number), StrikeForm(context)
    if page := refused_to_builder_of(context, number, N_("Why is this struck?")):
        return page
    return form_view(
        form,
        "closure/strike_account.html",
        lambda: actions.strike_account(context.act, number, form.reason.value),
        lambda strike: url_for(".contract", number=number),
        row=row,
    )


@bp.route("/s/<code>/closure/<int:number>/handover", methods=["GET", "POST"])
@allows(Action.HAND_OVER)
def hand_over(context: Context, number: int) -> ResponseReturnValue:
    """Hand the work over, with the plan that keeps it running."""
    row = addressed_signed_contract(context, number)
    form = HandoverForm(context, {"fund": row.surplus_left})
    return form_view(
        form,
        "closure/hand_over.html",
        lambda: actions.hand_over(context.act, number, form.input),
        lambda handover: url_for(".contract", number=number),
        row=row,
        findings=before_handover(row.closure),
        promises=queries.PROMISES_OF_CONTRACT.all(db(), settlement=context.settlement.id, contract=row.id),
    )


@bp.route("/s/<code>/closure/<int:number>/checks/<int:month>", methods=["GET", "POST"])
@allows(Action.CHECK_WORK)
def check_work(context: Context, number: int, month: int) -> ResponseReturnValue:
    """Record whether the work still works some months after the handover."""
    row = addressed_signed_contract(context, number)
    if month not in context.rules.check_months or row.handed_on is None:
        abort(404)
    form = LaterWorkCheckForm(context)
    return form_view(
        form,
        "closure/check.html",
        lambda: actions.check_work(context.act, number, month, form.input),
        lambda check: url_for(".contract", number=number),
        row=row,
        month=month,
        due=due_on(row.handed_on, month),
    )


def _certified(row: ContractClosureRow, defects: Iterable[DefectRow]) -> list[DefectRow]:
    """Return the defects that a certificate lists, without later ones and those repaired before it."""
    return [
        defect
        for defect in defects
        if not (defect.turn and _is_found_later(defect, row))
        and not (
            defect.found_on and defect.rectified_on and row.issued_on and defect.rectified_on < row.issued_on
        )
    ]


def _next_repair(context: Context, number: int) -> str:
    """Return the address for recording the next repair, or the closing's if all are repaired."""
    row = addressed_signed_contract(context, number)
    if row.next_defect is None:
        return url_for(".contract", number=number)
    return url_for(".rectify_defect", number=number, defect=row.next_defect)


def _is_found_later(defect: DefectRow, row: ContractClosureRow) -> bool:
    """Return whether a reported defect was found on or after the day of the certificate."""
    return defect.found_on is None or row.issued_on is None or defect.found_on >= row.issued_on
