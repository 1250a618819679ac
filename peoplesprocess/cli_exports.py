"""`flask export`: what pages give as spreadsheets, given to who runs the installation."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click
from flask.cli import with_appcontext
from sqlalchemy import Connection

from peoplesprocess.db.session import reading, snapshot_connection
from peoplesprocess.facts.places import SettlementWithRules, programme_by_code, settlement_by_code
from peoplesprocess.operations.command_errors import InstallationCommand
from peoplesprocess.web.current_installation import current_engine
from peoplesprocess.web.i18n import SHIPPED, Translator, translator

if TYPE_CHECKING:
    from peoplesprocess.spreadsheets.cells import Sheet

NAMES = (
    *("hxl", "needs", "meetings", "results", "plan", "contracts", "bills", "instalments", "cash-books"),
    *("visits", "small-groups", "savings", "profile", "gap", "estimates", "safeguards", "geojson"),
    *("conditions", "promises", "objections", "arrivals", "contributions", "muster-rolls", "quotations"),
    *("store", "bank", "tests", "defects", "scorecards", "repair-fund", "referrals"),
)
"""What can be exported: `hxl` of a settlement or a programme, the rest of a settlement."""


@click.command("export", cls=InstallationCommand)
@click.argument("name", metavar="FORMAT", type=click.Choice(NAMES))
@click.option("--settlement", default="", help="The short name of the settlement, as in its address.")
@click.option("--programme", default="", help="The short name of the programme, as in its address.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="A file, .csv or .xlsx."
)
@click.option("--language", type=click.Choice(SHIPPED), default="en", help="The language of the headings.")
@with_appcontext
def export_command(name: str, settlement: str, programme: str, output: Path | None, language: str) -> None:
    """Write a sheet as CSV, or as XLSX where the file is called so, row by row as it is read."""
    spoken = translator(language)
    with snapshot_connection(current_engine()) as connection:
        if name == "geojson":
            _write(_shapes(connection, settlement), output)
            return
        sheet = _sheet(connection, name, settlement, programme, spoken)
        if output is not None and output.suffix.lower() == ".xlsx":
            from peoplesprocess.spreadsheets.xlsx_writer import write_xlsx

            # A library that is interrupted by a full disk would go on complaining: it writes into memory.
            made = BytesIO()
            write_xlsx([sheet], made, datetime.now(UTC), right_to_left=spoken.direction == "rtl")
            with _opened(output) as file:
                file.write(made.getvalue())
            return
        _write(_lines(sheet, spoken), output)


def _sheet(connection: Connection, name: str, settlement: str, programme: str, spoken: Translator) -> Sheet:
    from peoplesprocess.exports.export_formatter import ExportFormatter
    from peoplesprocess.exports.hxl_need_sheet import programme_sheet
    from peoplesprocess.exports.sheets import SHEETS

    if settlement:
        return SHEETS[name].sheet(connection, ExportFormatter(_place(connection, settlement), spoken))
    if not programme:
        sys.exit(_refused("Say of what: --settlement or --programme, and its short name."))
    if name != "hxl":
        sys.exit(_refused(f"{name} is a sheet of one settlement: name it with --settlement."))
    frame = programme_by_code(connection, programme)
    if frame is None:
        sys.exit(_refused(f"There is no programme {programme}. Give its short name, as in its address."))
    return programme_sheet(connection, frame, spoken)


def _shapes(connection: Connection, settlement: str) -> Iterator[str]:
    from peoplesprocess.maps.geojson_export import export_geojson

    if not settlement:
        sys.exit(_refused("A map is of one settlement: name it with --settlement."))
    return export_geojson(reading(connection), _place(connection, settlement))


def _place(connection: Connection, code: str) -> SettlementWithRules:
    place = settlement_by_code(connection, code)
    if place is None:
        sys.exit(_refused(f"There is no settlement {code}. Give its short name, as in its address."))
    return place


def _lines(sheet: Sheet, spoken: Translator) -> Iterator[str]:
    from peoplesprocess.spreadsheets.csv_writer import as_csv

    return as_csv(sheet, spoken.decimal_sign)


def _write(lines: Iterator[str], output: Path | None) -> None:
    with _opened(output) as file:
        for line in lines:
            file.write(line.encode())
        file.flush()


def _opened(output: Path | None) -> AbstractContextManager[BinaryIO]:
    """Open what is written to: a file appears whole, and one that is there stays until then."""
    from peoplesprocess.operations.backup import new_file

    if output is None:
        return nullcontext(sys.stdout.buffer)
    if output.exists() and not output.is_file():
        return output.open("wb")
    return new_file(output, overwrite=True)


def _refused(sentence: str) -> int:
    click.echo(sentence, err=True)
    return 2
