"""Pages of the defects period: the retention, its end, the defects, and deductions for repairs."""

from __future__ import annotations

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue

from peoplesprocess.closure import deductions, period_defects, queries
from peoplesprocess.closure.addressed_signed_contract import addressed_signed_contract
from peoplesprocess.closure.defects_period_forms import DefectReportForm, deduction_form
from peoplesprocess.core.actions import Action
from peoplesprocess.core.choice_lists import REPAIRERS
from peoplesprocess.core.messages import N_
from peoplesprocess.core.retention import DefectsPeriod, without_period
from peoplesprocess.facts.contract_progress import ContractClosureRow
from peoplesprocess.facts.retention_money import RETENTION
from peoplesprocess.web.form_view import form_view
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.refused_form import refused_to_builder
from peoplesprocess.web.request_state import db
from peoplesprocess.web.strike_form import StrikeForm
from peoplesprocess.web.view_context import Context

bp = Blueprint("period", __name__)
_PLACE = "/s/<code>/closure/<int:number>/period"


@bp.get(_PLACE)
@allows(Action.SEE_SETTLEMENT)
def show(context: Context, number: int) -> ResponseReturnValue:
    """Show the defects period of a work: what is held back until when, and what was deducted."""
    row = _row(context, number)
    period = DefectsPeriod(row.issued_on, row.defects_months)
    return render_page(
        "closure/period.html",
        row=row,
        end=period.end,
        is_over=period.end is not None and period.end <= context.today,
        retention=RETENTION.first(db(), contract=row.id),
        defects=queries.DEFECTS.all(db(), contract=row.id),
        deductions=deductions.DEDUCTIONS.all(db(), contract=row.id),
        repairers=REPAIRERS,
        told_on=row.told_on(context.settlement, context.today),
    )


@bp.route(f"{_PLACE}/defects/report", methods=["GET", "POST"])
@allows(Action.REPORT_DEFECT)
def report_defect(context: Context, number: int) -> ResponseReturnValue:
    """Record a defect that somebody found, before or after the handover."""
    row = addressed_signed_contract(context, number)
    turn = "community" if row.handed_on is None or row.retention_left else "keepers"
    form = DefectReportForm(context, {"found_on": context.today, "turn": turn})
    return form_view(
        form,
        "closure/report_defect.html",
        lambda: period_defects.report_defect(context.act, number, form.input),
        lambda defect: _defects_address(row),
        lambda defect: url_for(".report_defect", number=number),
        row=row,
        back=_defects_address(row),
        end=DefectsPeriod(row.issued_on, row.defects_months).end,
        without_period=without_period,
    )


@bp.route(f"{_PLACE}/defects/<int:defect>/strike", methods=["GET", "POST"])
@allows(Action.RECTIFY_DEFECT)
def strike_defect(context: Context, number: int, defect: int) -> ResponseReturnValue:
    """Strike a reported defect that was none."""
    row, form = addressed_signed_contract(context, number), StrikeForm(context)
    if page := refused_to_builder(
        context, Action.RECTIFY_DEFECT, N_("Why is this struck?"), _defects_address(row)
    ):
        return page
    return form_view(
        form,
        "closure/strike_defect.html",
        lambda: period_defects.strike_defect(context.act, number, defect, form.reason.value),
        lambda strike: _defects_address(row),
        row=row,
        back=_defects_address(row),
        defect=queries.DEFECT.first(db(), contract=row.id, number=defect),
    )


@bp.route(f"{_PLACE}/deductions/record", methods=["GET", "POST"])
@allows(Action.DEDUCT_RETENTION)
def deduct(context: Context, number: int) -> ResponseReturnValue:
    """Deduct the cost of a repair from the retention."""
    row, asked = _row(context, number), N_("What did the agency pay for the repair?")
    if page := refused_to_builder(context, Action.DEDUCT_RETENTION, asked, url_for(".show", number=number)):
        return page
    form = deduction_form(context, queries.DEFECTS.all(db(), contract=row.id), row.issued_on)
    return form_view(
        form,
        "closure/deduct.html",
        lambda: deductions.deduct(context.act, number, form.input),
        lambda deduction: url_for(".show", number=number),
        row=row,
        retention=RETENTION.first(db(), contract=row.id),
    )


@bp.route(f"{_PLACE}/deductions/<int:deduction>/strike", methods=["GET", "POST"])
@allows(Action.DEDUCT_RETENTION)
def strike_deduction(context: Context, number: int, deduction: int) -> ResponseReturnValue:
    """Strike a wrong deduction."""
    row, form, asked = _row(context, number), StrikeForm(context), N_("Why is this struck?")
    if page := refused_to_builder(context, Action.DEDUCT_RETENTION, asked, url_for(".show", number=number)):
        return page
    lines = deductions.DEDUCTIONS.all(db(), contract=row.id)
    return form_view(
        form,
        "closure/strike_deduction.html",
        lambda: deductions.strike_deduction(context.act, number, deduction, form.reason.value),
        lambda strike: url_for(".show", number=number),
        row=row,
        line=next((each for each in lines if each.number == deduction), None) or abort(404),
    )


def _defects_address(row: ContractClosureRow) -> str:
    """Return where a work's defects are listed: on its defects period's page, or on that of its closing."""
    page = ".show" if row.retention or row.defects_months else "closure.contract"
    return url_for(page, number=row.number)


def _row(context: Context, number: int) -> ContractClosureRow:
    """Return the addressed signed contract if it has a defects period or a retention; otherwise 404."""
    row = addressed_signed_contract(context, number)
    return row if row.retention or row.defects_months else abort(404)
