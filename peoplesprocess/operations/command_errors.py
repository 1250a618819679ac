"""Errors of commands: on which installation, and why it failed, in one line and with exit code 2."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
from pathlib import Path

import click
from flask import Flask
from flask.cli import ScriptInfo
from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from peoplesprocess.config import BadSetting, Config
from peoplesprocess.db.failure_cause import StorageFailureCause, cause_of

FULL_BELOW = 1_000_000
"""Bytes free on the disk below which an I/O error of SQLite is taken for a full disk."""
UNCHANGED = "othing was changed"
OF_CAUSE = {
    StorageFailureCause.SCHEMA: "Tables are missing here, or of another version (flask --app wsgi migrate)",
    StorageFailureCause.DISK: "No space left for the database",
    StorageFailureCause.READ_ONLY: "The database cannot be written",
    StorageFailureCause.BUSY: "The database is in use",
    StorageFailureCause.DATABASE: "The database cannot be reached or read",
}
UNWRITABLE = (
    "The database cannot be opened, as its folder can only be read: its disk is mounted read-only, or it is"
    " another user's. To save what is in it copy the whole folder to another disk (cp -a), and name that one"
    " in INSTANCE."
)
BROKEN = (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT)
SET_ASIDE = "Set the file aside and restore a backup: docs/operations.md, section 6."


class InstallationCommand(click.Command):
    """A command that works on an installation: it says on which, and reports expected errors in one line."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; exit with 2 if the installation cannot be reached, read or written."""
        app = ctx.ensure_object(ScriptInfo).load_app()
        said = ""
        try:
            return super().invoke(ctx)
        except Exception as error:
            said = sentence_of(error, _folder_of(place_of(app)))
            if not said:
                raise
        finally:
            # In JSON the place is a field, for programs that read only standard output.
            if said or not ctx.params.get("as_json"):
                place = place_of(app)
                click.echo(f"{said} {in_words(place)}".lstrip(), err=True)
        sys.exit(2)


class InstallationGroup(click.Group):
    """A group of `InstallationCommand`s."""

    command_class = InstallationCommand


def place_of(app: Flask) -> dict[str, str]:
    """Return the database and the folder that the application works on, without a password."""
    return _place(app.extensions["engine"].url.render_as_string(), app.config["INSTANCE"])


def in_words(place: dict[str, str]) -> str:
    """Return a place as a part of a line."""
    return f"[database {place['database']}, folder {place['folder']}]"


def refuse_start(error: Exception, config: Config | None) -> None:
    """Report in one line why nothing starts and exit with 2; return if the error is not an expected one."""
    # A DATABASE_URL that cannot be parsed cannot be shown without its password.
    is_known = config is not None and (
        isinstance(error, DBAPIError) or not isinstance(error, SQLAlchemyError)
    )
    place = _place(config.database_url, config.instance) if config and is_known else None
    said = sentence_of(error, _folder_of(place) if place else None)
    if not said:
        return
    where = f" {in_words(place)}" if place else ""
    click.echo(f"peoplesprocess does not start. {said}{where}", err=True)
    sys.exit(2)


def sentence_of(error: Exception, folder: Path | None = None) -> str:
    """Return the sentence for an error of a database, a disk, a bucket or a backup; "" for any other kind.

    `folder` is that of the database file, None if the database is not a file.
    """
    from peoplesprocess.db.engine import UnsafeDatabase
    from peoplesprocess.db.migrate import BrokenReference
    from peoplesprocess.db.schema_status import OtherDatabase
    from peoplesprocess.operations.backup_streams import BadBackup
    from peoplesprocess.photos.store import BadPhotoStore, PhotosUnreachable
    from peoplesprocess.secret_keys import UnusableKey

    if isinstance(error, BadSetting | UnusableKey | UnsafeDatabase | OtherDatabase | BadPhotoStore):
        return str(error)
    if isinstance(error, BadBackup | BrokenReference | PhotosUnreachable):
        said = str(error)
    elif isinstance(error, DBAPIError):
        said = _of_database(error, folder)
    elif isinstance(error, SQLAlchemyError):
        said = f"DATABASE_URL cannot be followed: {_first_line(error)}."
    elif isinstance(error, OSError):
        said = f"{error.filename or 'The disk'}: {error.strerror}." if error.strerror else f"{error}."
    else:
        return ""
    return said if UNCHANGED in said else f"{said.removesuffix('.')}. Nothing was changed."


def _of_database(error: DBAPIError, folder: Path | None) -> str:
    code = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_CANTOPEN and folder is not None and not os.access(folder, os.W_OK):
        return UNWRITABLE
    cause = cause_of(error)
    if code == sqlite3.SQLITE_IOERR and _is_full():
        cause = StorageFailureCause.DISK
    said = OF_CAUSE.get(cause or StorageFailureCause.BUCKET, "The database refused")
    return f"{said}: {_first_line(error.orig)}." + (f" {SET_ASIDE}" if code in BROKEN else "")


def _first_line(error: BaseException | None) -> str:
    # PostgreSQL's driver lists several addresses below a first line that ends with a colon.
    first, *others = str(error).splitlines() or [""]
    return " ".join([first, *(others if first.endswith(":") else ())]).rstrip(".")


def _is_full() -> bool:
    app = click.get_current_context().ensure_object(ScriptInfo).load_app()
    return shutil.disk_usage(app.config["INSTANCE"]).free < FULL_BELOW


def _folder_of(place: dict[str, str]) -> Path:
    return Path(place["database"]).parent


def _place(url: str, folder: Path) -> dict[str, str]:
    address = make_url(url)
    is_file = address.get_backend_name() == "sqlite"
    shown = str(address.database) if is_file else address.render_as_string(hide_password=True)
    return {"database": shown, "folder": str(folder)}
