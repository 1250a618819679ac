"""Pages of spreadsheets to download: one sheet, or everything in one workbook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from flask import Blueprint, Response, abort
from flask.typing import ResponseReturnValue
from sqlalchemy import Engine

from peoplesprocess.core.actions import Action
from peoplesprocess.db.session import open_connection, snapshot_connection
from peoplesprocess.exports.export_formatter import ExportFormatter
from peoplesprocess.exports.export_sheet import ExportSheet
from peoplesprocess.exports.hxl_need_sheet import programme_sheet
from peoplesprocess.exports.sheets import EXPORTS, SHEETS
from peoplesprocess.exports.three_w_sheet import three_w_sheet
from peoplesprocess.facts.places import ProgrammeWithRules
from peoplesprocess.spreadsheets.csv_writer import as_csv
from peoplesprocess.web import downloads
from peoplesprocess.web.current_installation import current_engine
from peoplesprocess.web.i18n import Translator, current_translator
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.place_access import allows
from peoplesprocess.web.view_context import Context

bp = Blueprint("exports", __name__, template_folder="templates")
TOGETHER = {
    "contracts": ("contracts", "bills", "instalments"),
    "conditions": ("conditions", "promises", "objections"),
}
"""Sheets that are sent in one workbook, as none is useful alone."""


@bp.get("/s/<code>/export")
@allows(Action.SEE_SETTLEMENT)
def index(context: Context) -> ResponseReturnValue:
    """List the sheets that can be downloaded."""
    return render_page("exports/index.html", exports=SHEETS)


@bp.get("/s/<code>/export.xlsx")
@allows(Action.SEE_SETTLEMENT)
def workbook(context: Context) -> ResponseReturnValue:
    """Send everything that the settlement has as one workbook."""
    return _workbook(context, EXPORTS.values(), context.settlement.code)


@bp.get("/s/<code>/export/<name>.xlsx")
@allows(Action.SEE_SETTLEMENT)
def xlsx(context: Context, name: str) -> ResponseReturnValue:
    """Send one sheet, with those that belong to it, as a workbook."""
    wanted = [SHEETS[each] for each in TOGETHER.get(name, (name,)) if each in SHEETS] or abort(404)
    return _workbook(context, wanted, f"{context.settlement.code}-{name}")


@bp.get("/s/<code>/export/<name>.csv")
@allows(Action.SEE_SETTLEMENT)
def csv(context: Context, name: str) -> ResponseReturnValue:
    """Send one sheet as CSV while it is read."""
    export = SHEETS.get(name) or abort(404)
    engine = current_engine()
    reader = _reader(context)
    lines = _lines(engine, export, reader)
    return downloads.response(lines, downloads.CSV, f"{context.settlement.code}-{name}")


@bp.get("/p/<programme>/export/needs.xlsx")
@allows(Action.SEE_PROGRAMME)
def programme_needs(context: Context) -> ResponseReturnValue:
    """Send the needs of all settlements of a programme as a workbook for other programs."""
    translator, programme = current_translator(), context.programme
    with snapshot_connection(current_engine()) as connection:
        sheet = programme_sheet(connection, programme, translator)
        return downloads.workbook([sheet], translator, context.now, f"{programme.code}-needs")


@bp.get("/p/<programme>/export/needs.csv")
@allows(Action.SEE_PROGRAMME)
def programme_needs_csv(context: Context) -> ResponseReturnValue:
    """Send the needs of all settlements of a programme as CSV while they are read."""
    engine = current_engine()
    lines = _lines_of_programme(engine, context.programme, current_translator())
    return downloads.response(lines, downloads.CSV, f"{context.programme.code}-needs")


@bp.get("/p/<programme>/export/3w.csv")
@allows(Action.SEE_PROGRAMME)
def who_what_where(context: Context) -> ResponseReturnValue:
    """Give who does what where in a programme as CSV, sent while it is read."""
    engine = current_engine()
    lines = _lines_of_items(engine, context.programme, current_translator())
    return downloads.response(lines, downloads.CSV, f"{context.programme.code}-3w")


def _lines_of_items(engine: Engine, programme: ProgrammeWithRules, translator: Translator) -> Iterator[str]:
    with open_connection(engine, writes=False) as connection:
        yield from as_csv(three_w_sheet(connection, programme, translator), translator.decimal_sign)


def _lines_of_programme(
    engine: Engine, programme: ProgrammeWithRules, translator: Translator
) -> Iterator[str]:
    with open_connection(engine, writes=False) as connection:
        yield from as_csv(programme_sheet(connection, programme, translator), translator.decimal_sign)


def _reader(context: Context) -> ExportFormatter:
    return ExportFormatter(
        context.settlement, current_translator(), sees_small_counts=context.may(Action.SEE_SMALL_COUNTS)
    )


def _lines(engine: Engine, export: ExportSheet, reader: ExportFormatter) -> Iterator[str]:
    # The file is still being sent after its request has ended, so it needs a connection of its own.
    with open_connection(engine, writes=False) as connection:
        yield from as_csv(export.sheet(connection, reader), reader.translator.decimal_sign)


def _workbook(context: Context, exports: Iterable[ExportSheet], name: str) -> Response:
    reader = _reader(context)
    # All sheets are read from one snapshot, so that they agree.
    with snapshot_connection(current_engine()) as connection:
        sheets = (export.sheet(connection, reader) for export in exports)
        return downloads.workbook(sheets, reader.translator, context.now, name)
