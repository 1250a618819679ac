"""The exports of `flask export` by the names of formats; each is a file that a page offers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine

from peoplesprocess.cli.places import there_is_no
from peoplesprocess.db.session import reading, snapshot_connection
from peoplesprocess.facts.places import (
    ProgrammeWithRules,
    SettlementWithRules,
    programme_by_code,
    settlement_by_code,
)
from peoplesprocess.spreadsheets.csv_writer import as_csv
from peoplesprocess.web.i18n import Translator

if TYPE_CHECKING:
    from peoplesprocess.spreadsheets.cells import Sheet

SHEET_NAMES = (
    *("hxl", "needs", "meetings", "results", "plan", "contracts", "bills", "instalments", "cash-books"),
    *("visits", "small-groups", "savings", "profile", "gap", "estimates", "safeguards"),
    *("conditions", "promises", "objections", "arrivals", "contributions", "muster-rolls", "quotations"),
    *("store", "bank", "tests", "defects", "scorecards", "repair-fund", "referrals"),
)
"""The sheets of a settlement, named here because `flask --help` must not load the modules that make them."""


class CannotExport(Exception):
    """Something cannot be exported; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class ExportOrder:
    """The arguments of an export: of which place, in which language, and whether as a workbook."""

    place: str
    spoken: Translator
    as_workbook: bool
    round: int
    now: datetime
    engine: Engine

    @property
    def settlement(self) -> SettlementWithRules:
        """The settlement. Errors: CannotExport if there is none."""
        with self.engine.connect() as connection:
            found = settlement_by_code(connection, self.place)
        if found is None:
            raise CannotExport(there_is_no("settlement", self.place))
        return found

    @property
    def programme(self) -> ProgrammeWithRules:
        """The programme. Errors: CannotExport if there is none."""
        with self.engine.connect() as connection:
            found = programme_by_code(connection, self.place)
        if found is None:
            raise CannotExport(there_is_no("programme", self.place))
        return found


Exporter = Callable[[ExportOrder], Iterator[bytes]]


def _sheet_of(name: str) -> Exporter:
    """Return the exporter of one sheet of a settlement."""

    def exporter(order: ExportOrder) -> Iterator[bytes]:
        from peoplesprocess.exports.export_formatter import ExportFormatter
        from peoplesprocess.exports.sheets import SHEETS

        formatter = ExportFormatter(order.settlement, order.spoken)
        return _one_sheet(order, lambda connection: SHEETS[name].sheet(connection, formatter))

    return exporter


def _workbook(order: ExportOrder) -> Iterator[bytes]:
    from peoplesprocess.exports.export_formatter import ExportFormatter
    from peoplesprocess.exports.sheets import EXPORTS

    if not order.as_workbook:
        raise CannotExport("All sheets together are a workbook: name a file that ends in .xlsx with -o.")
    formatter = ExportFormatter(order.settlement, order.spoken)
    with snapshot_connection(order.engine) as connection:
        yield _as_xlsx(order, (each.sheet(connection, formatter) for each in EXPORTS.values()))


def _geojson(order: ExportOrder) -> Iterator[bytes]:
    from peoplesprocess.maps.geojson_export import export_geojson

    settlement = order.settlement
    with snapshot_connection(order.engine) as connection:
        yield from (part.encode() for part in export_geojson(reading(connection), settlement))


def _pabulib(order: ExportOrder) -> Iterator[bytes]:
    from peoplesprocess.results.count_file import count_file_of
    from peoplesprocess.results.queries import RESULTS

    if not order.round:
        raise CannotExport("Say which round was counted: --round and its number.")
    settlement = order.settlement
    with snapshot_connection(order.engine) as connection:
        results = RESULTS.all(connection, settlement=settlement.id, number=order.round)
        written = count_file_of(reading(connection), settlement, results[-1]) if results else ""
    if not written:
        raise CannotExport(f"Round {order.round} of {order.place} has not chosen works under an envelope.")
    yield written.encode()


def _programme_needs(order: ExportOrder) -> Iterator[bytes]:
    from peoplesprocess.exports.hxl_need_sheet import programme_sheet

    programme = order.programme
    return _one_sheet(order, lambda connection: programme_sheet(connection, programme, order.spoken))


def _settlements(order: ExportOrder) -> Iterator[bytes]:
    from peoplesprocess.programmes import portfolio_sheet
    from peoplesprocess.programmes.portfolio_file_queries import rows_of_file
    from peoplesprocess.programmes.programme_queries import all_settings

    programme = order.programme
    with reading(order.engine) as db:
        frames = all_settings(db, programme.id)
    rows = rows_of_file(order.engine, programme.id, frames, (), None)
    if order.as_workbook:
        yield _as_xlsx(order, [portfolio_sheet.as_sheet(rows, frames, order.spoken, order.now)])
        return
    for lines in portfolio_sheet.as_csv(rows, frames, order.spoken, order.now):
        yield lines.encode()


def _report(order: ExportOrder) -> Iterator[bytes]:
    from peoplesprocess.programmes.report_records import report_tables
    from peoplesprocess.programmes.report_sheet import as_list, as_sheets

    with reading(order.engine) as db:
        tables = report_tables(db, order.programme)
    if order.as_workbook:
        yield _as_xlsx(order, as_sheets(tables, order.spoken))
    else:
        yield from _as_csv(order, as_list(tables, order.spoken))


def _frames(order: ExportOrder) -> Iterator[bytes]:
    from peoplesprocess.facts.programme_frames import programme_frames
    from peoplesprocess.programmes.frame_report import frame_report
    from peoplesprocess.programmes.frame_sheet import frame_sheet

    programme = order.programme
    with reading(order.engine) as db:
        used = programme_frames(db, programme.id).used
        reports = [frame_report(db, programme.id, frame) for frame in used]
    if not used:
        raise CannotExport(f"{order.place} reports by no framework yet: its manager chooses them.")
    return _one_sheet(order, lambda connection: frame_sheet(reports, order.spoken))


def _three_w(order: ExportOrder) -> Iterator[bytes]:
    from peoplesprocess.exports.three_w_sheet import three_w_sheet

    programme = order.programme
    return _one_sheet(order, lambda connection: three_w_sheet(connection, programme, order.spoken))


OF_SETTLEMENT: Mapping[str, Exporter] = {
    **{name: _sheet_of(name) for name in SHEET_NAMES},
    "workbook": _workbook,
    "geojson": _geojson,
    "pabulib": _pabulib,
}
"""The exporters for a settlement, by the name of the format."""
OF_PROGRAMME: Mapping[str, Exporter] = {
    "hxl": _programme_needs,
    "settlements": _settlements,
    "report": _report,
    "frames": _frames,
    "3w": _three_w,
}
"""The exporters for a programme, by the name of the format."""


def _one_sheet(order: ExportOrder, read: Callable[[Connection], Sheet]) -> Iterator[bytes]:
    with snapshot_connection(order.engine) as connection:
        sheet = read(connection)
        if order.as_workbook:
            yield _as_xlsx(order, [sheet])
        else:
            yield from _as_csv(order, sheet)


def _as_csv(order: ExportOrder, sheet: Sheet) -> Iterator[bytes]:
    return (line.encode() for line in as_csv(sheet, order.spoken.decimal_sign))


def _as_xlsx(order: ExportOrder, sheets: Iterable[Sheet]) -> bytes:
    from peoplesprocess.spreadsheets.xlsx_writer import write_xlsx

    # Written in memory, because the library reports errors again and again if a full disk interrupts it.
    made = BytesIO()
    write_xlsx(sheets, made, order.now, right_to_left=order.spoken.direction == "rtl")
    return made.getvalue()
