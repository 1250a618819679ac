"""The report of a programme: a page for printing, a workbook, and a CSV file of all its figures."""

from __future__ import annotations

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from peoplesprocess.core.actions import Action
from peoplesprocess.programmes import report_sheet
from peoplesprocess.programmes.report import report
from peoplesprocess.programmes.report_people import has_too_few_women
from peoplesprocess.programmes.report_plan_outcomes import plan_tables
from peoplesprocess.programmes.report_records import report_records, report_tables
from peoplesprocess.spreadsheets.csv_writer import as_csv
from peoplesprocess.web import downloads
from peoplesprocess.web.i18n import current_translator
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.request_state import db
from peoplesprocess.web.view_context import Context

bp = Blueprint("report", __name__, template_folder="templates")


@bp.get("/p/<programme>/report")
@allows(Action.SEE_PROGRAMME)
def show(context: Context) -> ResponseReturnValue:
    """Show the figures of a programme, each with a note on what it counts."""
    records = report_records(db(), context.programme)
    return render_page(
        "programmes/report.html",
        tables=report(records),
        plan_tables=plan_tables(records),
        too_few_women=has_too_few_women(records),
    )


@bp.get("/p/<programme>/report/plans")
@allows(Action.SEE_PROGRAMME)
def plans(context: Context) -> ResponseReturnValue:
    """Show the outcomes of plans on their own page, as the report already fills four sheets of paper."""
    records = report_records(db(), context.programme)
    return render_page("programmes/report_plans.html", tables=plan_tables(records))


@bp.get("/p/<programme>/report.xlsx")
@allows(Action.SEE_PROGRAMME)
def workbook(context: Context) -> Response:
    """Download the report as a workbook, with a sheet for each table."""
    spoken = current_translator()
    sheets = report_sheet.as_sheets(report_tables(db(), context.programme), spoken)
    return downloads.workbook(sheets, spoken, context.now, _name(context))


@bp.get("/p/<programme>/report.csv")
@allows(Action.SEE_PROGRAMME)
def csv(context: Context) -> Response:
    """Download a list of all figures as CSV."""
    spoken = current_translator()
    sheet = report_sheet.as_list(report_tables(db(), context.programme), spoken)
    return downloads.response(as_csv(sheet, spoken.decimal_sign), downloads.CSV, _name(context))


def _name(context: Context) -> str:
    return f"{context.programme.code}-report"
