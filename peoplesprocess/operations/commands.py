"""The commands for whoever runs an installation: `flask --app wsgi backup`, `restore`, `drill`, `tidy`."""

from __future__ import annotations

import json
import sys
import time
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from peoplesprocess.operations.command_errors import InstallationCommand, place_of
from peoplesprocess.operations.command_words import rows_and_photos
from peoplesprocess.web.current_installation import current_engine, current_instance, current_photos

if TYPE_CHECKING:
    from peoplesprocess.operations.backup_format import BackupTotals

STREAM = Path("-")
"""The file name that stands for standard output."""

BROKEN_REFERENCE = (
    "A row of {table} points to no row of {parent}: the database was changed from outside. This copy cannot"
    " be restored. Keep the older ones: docs/operations.md, section 6, When the journal does not verify."
)

as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of words.")
passphrase_file = click.option(
    "--passphrase-file",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    help="A file whose first line is the passphrase.",
)
_FILE = click.Path(path_type=Path, dir_okay=False, allow_dash=True)


def init(app: Flask) -> None:
    """Add the commands to `flask`."""
    for command in (backup, restore, drill, tidy):
        app.cli.add_command(command)


@click.command(cls=InstallationCommand)
@click.argument("file", type=_FILE)
@passphrase_file
@click.option("--overwrite", is_flag=True, help="Replace FILE if it exists already.")
@as_json
@with_appcontext
def backup(file: Path, passphrase_file: Path | None, overwrite: bool, as_json: bool) -> None:
    """Copy database, photos and keys into one FILE.

    Everything is of one moment, and the server keeps running. FILE can be - for standard output. An existing
    file is kept, with exit code 2. The exit code is 1 if anything is missing from the copy.
    """
    from peoplesprocess.db.migrate import broken_references
    from peoplesprocess.operations import backup as backups
    from peoplesprocess.operations.backup_streams import output_to

    begun = time.monotonic()
    passphrase, now = _passphrase(passphrase_file), datetime.now(UTC)
    engine, instance, photos = current_engine(), current_instance(), current_photos()
    if file == STREAM:
        end = backups.back_up(engine, instance, photos, output_to(sys.stdout.buffer, passphrase), now)
    else:
        end = backups.back_up_to(engine, instance, photos, file, passphrase, now, overwrite=overwrite)
    with backups.snapshot(engine) as moment:
        broken = broken_references(moment.connection)
    told = {
        "ok": not end.missing and not broken,
        **_figures(end, begun),
        "missing_photos": list(end.missing),
        "broken_references": [list(pair) for pair in broken],
    }
    words = f"Backed up {rows_and_photos(end.rows, end.photos)} to {file}."
    for digest in end.missing:
        click.echo(f"A row names photo {digest}, which is missing here.", err=True)
    for table, parent in broken:
        click.echo(BROKEN_REFERENCE.format(table=table, parent=parent), err=True)
    click.echo(json.dumps(told) if as_json else words, err=file == STREAM)
    if not told["ok"]:
        # The file has everything that could be read; the exit code tells that something is missing.
        sys.exit(1)


@click.command(cls=InstallationCommand)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@passphrase_file
@click.option("--replace", is_flag=True, help="Put it in the place of what is here, which stays beside it.")
@click.option("--other-installation", is_flag=True, help="Also if it was made by another installation.")
@as_json
@with_appcontext
def restore(
    file: Path, passphrase_file: Path | None, replace: bool, other_installation: bool, as_json: bool
) -> None:
    """Restore the backup in FILE here: all of it, or nothing.

    If nothing, one line says why, and the exit code is 2.
    """
    from peoplesprocess.operations import restore as restores

    begun = time.monotonic()
    restored = restores.restore(
        current_engine(),
        current_instance(),
        current_photos(),
        file,
        _passphrase(passphrase_file),
        replace=replace,
        other_installation=other_installation,
    )
    end, made_at = restored.end, restored.made_at
    words = f"Restored {rows_and_photos(end.rows, end.photos)} from {file}, which was made at {made_at}."
    told = {"ok": True, "made_at": made_at, **_figures(end, begun)}
    click.echo(json.dumps(told) if as_json else words)


@click.command(cls=InstallationCommand)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), required=False)
@passphrase_file
@as_json
@with_appcontext
def drill(file: Path | None, passphrase_file: Path | None, as_json: bool) -> None:
    """Check that a backup can be restored.

    The one in FILE, or one that is made now, is restored into a temporary place and compared. The exit code
    is 1 if anything differs.
    """
    from peoplesprocess.operations import drill as drills

    begun = time.monotonic()
    passphrase, now = _passphrase(passphrase_file), datetime.now(UTC)
    done = drills.drill(current_engine(), current_instance(), current_photos(), file, passphrase, now)
    ok, figures = not done.differences, _figures(done.end, begun)
    if as_json:
        click.echo(json.dumps({"ok": ok, **figures, "differences": list(done.differences)}))
    else:
        copied = rows_and_photos(done.end.rows, done.end.photos)
        all_came = f"All came back: {copied}; the journal fits."
        click.echo("\n".join(done.differences or [all_came]))
    if not ok:
        sys.exit(1)


@click.command(cls=InstallationCommand)
@as_json
@with_appcontext
def tidy(as_json: bool) -> None:
    """Delete what has passed its retention time.

    The server does so by itself once a day.
    """
    from peoplesprocess.operations import tidy as tidying

    idle = timedelta(minutes=current_app.config["IDLE_MINUTES"])
    places = current_engine(), current_instance(), current_photos()
    removed = asdict(tidying.tidy(*places, idle, datetime.now(UTC)))
    if as_json:
        click.echo(json.dumps({"removed": removed, "place": place_of(current_app)}))
        return
    for what, count in removed.items():
        click.echo(f"{what.replace('_', ' ')}: {count}")


def _passphrase(file: Path | None) -> bytes | None:
    from peoplesprocess.operations.backup_streams import BadBackup

    if file is None:
        return None
    with click.open_file(str(file), "rb") as opened:
        first: bytes = opened.readline().strip(b"\r\n")
    if not first:
        raise BadBackup(f"The first line of {file} is empty: there is no passphrase in it.")
    return first


def _figures(end: BackupTotals, begun: float) -> dict[str, object]:
    figures = {"rows": end.rows, "photos": end.photos, "seconds": round(time.monotonic() - begun, 3)}
    return {**figures, "place": place_of(current_app)}
