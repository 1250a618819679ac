"""`flask import`: what pages take in from files, taken in by who runs the installation."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import click
from flask.cli import with_appcontext

from peoplesprocess.cli_import_formats import OF_PROGRAMME, OF_SETTLEMENT, CannotImport, ImportOrder
from peoplesprocess.core.import_outcome import ImportOutcome
from peoplesprocess.core.permissions import Forbidden
from peoplesprocess.operations.command_errors import InstallationCommand
from peoplesprocess.operations.commands import as_json
from peoplesprocess.spreadsheets.received_sheets import BY_COMMAND, UnreadableSpreadsheet
from peoplesprocess.web.current_installation import current_engine
from peoplesprocess.web.i18n import translator


class _FileOrShipped(click.Path):
    """A file's path, or the name of a form that comes with this software."""

    def convert(
        self, value: str | os.PathLike[str], param: click.Parameter | None, ctx: click.Context | None
    ) -> str | bytes | os.PathLike[str]:
        """Return the path of the file."""
        from peoplesprocess.assessments.shipped_forms import shipped_file

        return super().convert(shipped_file(str(value)) or value, param, ctx)


@click.command("import", cls=InstallationCommand)
@click.argument("format", type=click.Choice((*OF_SETTLEMENT, *OF_PROGRAMME)))
@click.argument("file", type=_FileOrShipped(path_type=Path, exists=True, dir_okay=False))
@click.option("--settlement", default="", help="The short name of the settlement, as in its address.")
@click.option("--programme", default="", help="The short name of the programme, as in its address.")
@click.option("--dry-run", is_flag=True, help="Judge every row and write nothing.")
@click.option("--good-rows", is_flag=True, help="Write the good rows although others are refused.")
@click.option("--map", "mapped", multiple=True, metavar="HEADING=FIELD", help="What a column says.")
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
    """Take a FILE in as its page does; exit 2 if anything was refused.

    A form that comes with this software is a FILE called like shipped:climate_risk. Nothing is written if a
    row is refused, unless --good-rows is given. The same file twice changes nothing; a broken one goes on.
    """
    importer, place = OF_SETTLEMENT.get(format), settlement
    if importer is None:
        importer, place = OF_PROGRAMME[format], programme
    engine = current_engine()
    try:
        if not place:
            wanted = "--settlement" if format in OF_SETTLEMENT else "--programme"
            raise CannotImport(f"Say where this goes: {wanted} and its short name.")
        data = _read(file)
        order = ImportOrder(data, place, username, _pairs(mapped), dry_run, good_rows, engine)
        told = importer(order)
    except UnreadableSpreadsheet as unreadable:
        _refuse(translator("en").say(unreadable.sentence), as_json)
    except CannotImport as cannot:
        _refuse(str(cannot), as_json)
    except Forbidden:
        _refuse("This account may not do this here. Name somebody who may: --username.", as_json)
    else:
        click.echo(json.dumps(_in_json(told), ensure_ascii=False) if as_json else _in_words(told, order))
        if told.refused:
            sys.exit(2)


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


def _in_words(told: ImportOutcome, order: ImportOrder) -> str:
    say = translator("en").say
    lines = [f"Row {each.row}, {each.column}: {say(each.why)}" for each in told.refused]
    done = "would be new" if order.dry_run else "new"
    lines.append(f"{told.read} read, {told.new} {done}, {told.known} known, {len(told.refused)} refused.")
    if told.refused and not order.good_rows:
        lines.append("Nothing was written. Put these rows right, or write the others with --good-rows.")
    return "\n".join([*lines, f"Digest: {told.digest}"])


def _refuse(sentence: str, as_json: bool) -> None:
    refused = [{"row": 0, "column": "", "why": sentence}]
    if as_json:
        told = {"read": 0, "new": 0, "known": 0, "refused": refused, "digest": ""}
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        click.echo(sentence, err=True)
    sys.exit(2)
