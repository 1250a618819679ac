"""The command `flask export`: files that pages offer, for whoever runs the installation."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import BinaryIO, NoReturn

import click
from flask.cli import with_appcontext

from peoplesprocess.cli.export_formats import OF_PROGRAMME, OF_SETTLEMENT, CannotExport, ExportOrder
from peoplesprocess.cli.places import programme_option, settlement_option, short_name
from peoplesprocess.db.session import reading
from peoplesprocess.models import Programme, Settlement
from peoplesprocess.operations.command_errors import InstallationCommand
from peoplesprocess.web.current_installation import current_engine
from peoplesprocess.web.i18n import SHIPPED, translator

FORMATS = tuple(dict.fromkeys((*OF_SETTLEMENT, *OF_PROGRAMME)))
HELP = f"""Write a file that pages offer.

Of a settlement: {", ".join(OF_SETTLEMENT)}. Of a programme: {", ".join(OF_PROGRAMME)}.

Sheets are CSV, or XLSX where the file's name ends so. Without -o they go to standard output.
"""


@click.command("export", cls=InstallationCommand, help=HELP)
@click.argument("name", metavar="FORMAT", type=click.Choice(FORMATS))
@settlement_option
@programme_option
@click.option("--round", type=click.IntRange(min=1), help="Of pabulib: the number of the round.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="A file, .csv or .xlsx."
)
@click.option("--language", type=click.Choice(SHIPPED), default="en", help="The language of the headings.")
@with_appcontext
def export_command(
    name: str, settlement: str, programme: str, round: int | None, output: Path | None, language: str
) -> None:
    """Write what pages give as files."""
    engine, is_of_settlement = current_engine(), bool(settlement)
    exporter = (OF_SETTLEMENT if is_of_settlement else OF_PROGRAMME).get(name)
    if exporter is None or not (settlement or programme):
        _refuse(_of_what(name))
    with reading(engine) as db:
        kind = Settlement if is_of_settlement else Programme
        place = short_name(db, kind, settlement or programme)
    as_workbook = output is not None and output.suffix.lower() == ".xlsx"
    order = ExportOrder(place, translator(language), as_workbook, round or 0, datetime.now(UTC), engine)
    try:
        _write(exporter(order), output)
    except CannotExport as cannot:
        _refuse(str(cannot))


def _of_what(name: str) -> str:
    if name not in OF_PROGRAMME:
        return f"{name} is of one settlement: name it with --settlement."
    if name not in OF_SETTLEMENT:
        return f"{name} is of a whole programme: name it with --programme."
    return "Say of what: --settlement or --programme, and its short name."


def _write(parts: Iterator[bytes], output: Path | None) -> None:
    # An exporter that cannot export raises with its first part, before a file is begun.
    first = next(parts, b"")
    with _opened(output) as file:
        for part in chain((first,), parts):
            file.write(part)
        file.flush()


def _opened(output: Path | None) -> AbstractContextManager[BinaryIO]:
    """Open the target: a file appears once it is complete, and an existing one stays until then."""
    from peoplesprocess.operations.backup import new_file

    if output is None:
        return nullcontext(sys.stdout.buffer)
    if output.exists() and not output.is_file():
        return output.open("wb")
    return new_file(output, overwrite=True)


def _refuse(sentence: str) -> NoReturn:
    click.echo(sentence, err=True)
    sys.exit(2)
