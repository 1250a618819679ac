"""The command `flask import`: files that pages accept, for whoever runs the installation."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import click
from flask.cli import with_appcontext
from sqlalchemy import Engine

from peoplesprocess.cli.import_formats import (
    OF_PROGRAMME,
    OF_SETTLEMENT,
    ROW_BY_ROW,
    CannotImport,
    ImportOrder,
)
from peoplesprocess.cli.places import programme_option, settlement_option, short_name
from peoplesprocess.core.import_outcome import ImportOutcome, RefusedRow
from peoplesprocess.core.messages import Message
from peoplesprocess.db.session import reading
from peoplesprocess.models import Programme, Settlement
from peoplesprocess.operations.command_errors import InstallationCommand
from peoplesprocess.operations.commands import as_json
from peoplesprocess.spreadsheets.received_sheets import BY_COMMAND, UnreadableSpreadsheet
from peoplesprocess.web.current_installation import current_engine
from peoplesprocess.web.i18n import translator


class _FileOrShipped(click.Path):
    """The path of a file, or the name of a form that comes with this software."""

    def convert(
        self, value: str | os.PathLike[str], param: click.Parameter | None, ctx: click.Context | None
    ) -> str | bytes | os.PathLike[str]:
        """Return the path of the file."""
        from peoplesprocess.assessments.shipped_forms import shipped_file

        return super().convert(shipped_file(str(value)) or value, param, ctx)


@click.command("import", cls=InstallationCommand)
@click.argument("format", type=click.Choice((*OF_SETTLEMENT, *OF_PROGRAMME)))
@click.argument("file", type=_FileOrShipped(path_type=Path, exists=True, dir_okay=False))
@settlement_option
@programme_option
@click.option("--dry-run", is_flag=True, help="Judge every row and write nothing.")
@click.option(
    "--good-rows", is_flag=True, help="Of kobo and needs: write the good rows although others are refused."
)
@click.option("--map", "mapped", multiple=True, metavar="HEADING=FIELD", help="What a column of needs says.")
@click.option("--username", default="", help="Who does this; else who began first as facilitator or manager.")
@as_json
@with_appcontext
def import_command(
    format: str,
    file: Path,
    settlement: str,
    programme: str,
    dry_run: bool,
    good_rows: bool,
    mapped: tuple[str, ...],
    username: str,
    as_json: bool,
) -> None:
    """Import a FILE as its page does.

    kobo, needs and geojson go into a settlement; portfolio (settlements and people), pcodes and xlsform into
    a programme. A form that comes with this software is a FILE called like shipped:climate_risk. Nothing is
    written if a row is refused, and the exit code is 2. The same file twice changes nothing; an import
    that was interrupted goes on.
    """
    engine = current_engine()
    try:
        if good_rows and format not in ROW_BY_ROW:
            raise CannotImport(f"A file of {format} is imported whole or not at all. Leave --good-rows out.")
        place = _place(engine, format, settlement, programme)
        order = ImportOrder(_read(file), place, username, _pairs(mapped), dry_run, good_rows, engine)
        told = {**OF_SETTLEMENT, **OF_PROGRAMME}[format](order)
    except UnreadableSpreadsheet as unreadable:
        _refuse(translator("en").say(unreadable.sentence), as_json)
    except CannotImport as cannot:
        _refuse(str(cannot), as_json)
    else:
        words = _in_words(told, order, format in ROW_BY_ROW)
        click.echo(json.dumps(_in_json(told), ensure_ascii=False) if as_json else words)
        if told.refused:
            sys.exit(2)


def _place(engine: Engine, format: str, settlement: str, programme: str) -> str:
    """Return the short name of the settlement or programme that files of this format belong to."""
    is_of_settlement = format in OF_SETTLEMENT
    given = settlement if is_of_settlement else programme
    if not given:
        wanted = "--settlement" if is_of_settlement else "--programme"
        raise CannotImport(f"Say where this goes: {wanted} and its short name.")
    with reading(engine) as db:
        return short_name(db, Settlement if is_of_settlement else Programme, given)


def _read(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(BY_COMMAND.sent + 1)


def _pairs(mapped: tuple[str, ...]) -> dict[str, str]:
    from peoplesprocess.imports.need_columns import LEAVE_OUT
    from peoplesprocess.imports.need_fields import FIELDS, SESSION

    pairs = {}
    for each in mapped:
        heading, equals, name = each.rpartition("=")
        if not equals or name not in (*FIELDS, SESSION, LEAVE_OUT):
            known = ", ".join((*FIELDS, SESSION))
            raise CannotImport(
                f"--map {each}: write HEADING=FIELD, with one of {known}, or - to leave it out."
            )
        pairs[heading] = name
    return pairs


def _in_json(told: ImportOutcome) -> dict[str, object]:
    say = translator("en").say
    refused = [{"row": each.row, "column": each.column, "why": say(each.why)} for each in told.refused]
    return {
        "read": told.read,
        "new": told.new,
        "known": told.known,
        "refused": refused,
        "digest": told.digest,
    }


def _in_words(told: ImportOutcome, order: ImportOrder, may_take_some: bool) -> str:
    lines = list(map(_fault, told.refused))
    done = "would be new" if order.dry_run else "new"
    lines.append(f"{told.read} read, {told.new} {done}, {told.known} known, {len(told.refused)} refused.")
    if told.refused and not order.good_rows:
        others = ", or write the others with --good-rows" if may_take_some and told.read else ""
        lines.append(f"Nothing was written. Put this right{others}.")
    return "\n".join([*lines, f"Digest: {told.digest}"])


def _fault(refused: RefusedRow) -> str:
    """Return why a row was refused, preceded by its row and column unless the sentence names them."""
    why = translator("en").say(refused.why)
    if isinstance(refused.why, Message) and "row" in (refused.why.values or {}):
        return why
    row = f"Row {refused.row}" if isinstance(refused.row, int) else refused.row
    return ": ".join((", ".join(filter(None, (row, refused.column))) or "file", why))


def _refuse(sentence: str, as_json: bool) -> None:
    refused = [{"row": 0, "column": "", "why": sentence}]
    if as_json:
        told = {"read": 0, "new": 0, "known": 0, "refused": refused, "digest": ""}
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        click.echo(sentence, err=True)
    sys.exit(2)
