"""Restoring into the two kinds of databases: a file that is swapped, and a server that commits."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from peoplesprocess.db.engine import make_engine
from peoplesprocess.db.migrate import changing_tables, downgrade_within, stored_revision, upgrade_within
from peoplesprocess.operations.backup import sync_folder
from peoplesprocess.operations.backup_format import BackedUpFile, BackupTotals, Item
from peoplesprocess.operations.backup_streams import BadBackup
from peoplesprocess.operations.replaced_by_restore import set_schema_aside
from peoplesprocess.operations.restore_rows import fill

Keep = Callable[[BackedUpFile], None]

STOP_IT = (
    "The database is in use, and nothing was changed."
    " Stop the server first (Ctrl+C in its window, or: systemctl stop peoplesprocess), then do this again."
)
BESIDE = ("-wal", "-shm", "-queue", "-queue-next", "-journal")
"""The files that SQLite and the writers' queue keep beside a database file."""
_OTHERS = sa.text(
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid() AND usesysid IS NOT NULL"
)
_LOOK_AGAIN = sa.text("SELECT pg_stat_clear_snapshot()")
GOING_SECONDS = 3
"""Seconds that the sessions of a server which has just been stopped may take to end."""


def restore_sqlite(
    engine: Engine, found: Iterator[Item], keep: Keep, old: Path | None, *, is_readable: bool
) -> BackupTotals:
    """Build a new file beside the database and swap them; the previous one is kept as `old`."""
    path = Path(str(engine.url.database))
    fresh = path.with_name(path.name + ".restoring")
    with _kept_from_others(path, is_readable=is_readable):
        try:
            end = build_sqlite(fresh, found, keep)
            _swap(fresh, path, old)
        finally:
            remove_sqlite(fresh)
    return end


def restore_postgresql(engine: Engine, found: Iterator[Item], keep: Keep, *, keep_old: bool) -> BackupTotals:
    """Fill the database in one transaction; the previous tables are kept in a renamed schema."""
    with changing_tables(engine) as connection:
        _require_alone(connection)
        if keep_old:
            set_schema_aside(connection)
        elif stored_revision(connection):
            downgrade_within(connection, "base")
        end = fill(connection, found, keep)
        upgrade_within(connection)
    return end


def _require_alone(connection: Connection) -> None:
    """Wait for other sessions to end. Errors: BadBackup if one stays."""
    until = time.monotonic() + GOING_SECONDS
    while connection.execute(_OTHERS).scalar():
        if time.monotonic() > until:
            raise BadBackup(STOP_IT)
        time.sleep(0.05)
        connection.execute(_LOOK_AGAIN)


def build_sqlite(path: Path, found: Iterator[Item], keep: Keep, *, migrates: bool = True) -> BackupTotals:
    """Build a database from a backup in a new file, complete and on the disk, with no files beside it."""
    remove_sqlite(path)
    engine = make_engine(f"sqlite:///{path}")
    try:
        with changing_tables(engine) as connection:
            end = fill(connection, found, keep)
            if migrates:
                upgrade_within(connection)
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA journal_mode = DELETE")
    finally:
        engine.dispose()
    path.chmod(0o600)
    return end


def remove_sqlite(path: Path) -> None:
    """Remove a database file and the files beside it."""
    for beside in ("", *BESIDE):
        path.with_name(path.name + beside).unlink(missing_ok=True)


def _swap(fresh: Path, path: Path, old: Path | None) -> None:
    if old is not None:
        for beside in ("-wal", "-shm"):
            # If it stayed there, SQLite would write the old database's log into the new one.
            if (log := path.with_name(path.name + beside)).exists():
                log.replace(old.with_name(old.name + beside))
        try:
            old.hardlink_to(path)
        except OSError:  # file systems of USB sticks have no hard links
            path.replace(old)
    for beside in BESIDE:
        path.with_name(path.name + beside).unlink(missing_ok=True)
    fresh.replace(path)
    sync_folder(path.parent)


@contextmanager
def _kept_from_others(path: Path, *, is_readable: bool) -> Iterator[None]:
    """Lock a database exclusively. Errors: BadBackup if a server has it open."""
    if not path.exists() or not is_readable:
        yield
        return
    connection = sqlite3.connect(path, timeout=1, isolation_level=None)
    try:
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        # Only the sole user can leave WAL mode, which moves the whole log into the database file.
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError:
        connection.close()
        raise BadBackup(STOP_IT) from None
    try:
        yield
    finally:
        connection.close()
