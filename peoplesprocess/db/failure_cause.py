"""The causes of failures to save or read, from the errors of databases, disks and buckets."""

from __future__ import annotations

import errno
import sqlite3
from enum import StrEnum

from sqlalchemy.exc import DBAPIError, TimeoutError

from peoplesprocess.photos.store import PhotosUnreachable


class StorageFailureCause(StrEnum):
    """A cause of a storage failure; the value is a short name for operators."""

    BUSY = "busy"
    DISK = "disk"
    READ_ONLY = "read-only"
    SCHEMA = "schema"
    DATABASE = "database"
    BUCKET = "bucket"


OF_SQLITE = {
    sqlite3.SQLITE_BUSY: StorageFailureCause.BUSY,
    sqlite3.SQLITE_LOCKED: StorageFailureCause.BUSY,
    sqlite3.SQLITE_FULL: StorageFailureCause.DISK,
    sqlite3.SQLITE_READONLY: StorageFailureCause.READ_ONLY,
}
OF_POSTGRESQL = {
    "40001": StorageFailureCause.BUSY,  # two transactions met
    "40P01": StorageFailureCause.BUSY,  # a deadlock
    "55P03": StorageFailureCause.BUSY,  # a lock timeout
    "57014": StorageFailureCause.BUSY,  # a statement timeout
    "53100": StorageFailureCause.DISK,
    "25006": StorageFailureCause.READ_ONLY,
    "42P01": StorageFailureCause.SCHEMA,  # no such table
    "42703": StorageFailureCause.SCHEMA,  # no such column
}
OF_DISK = {
    errno.ENOSPC: StorageFailureCause.DISK,
    errno.EDQUOT: StorageFailureCause.DISK,
    errno.EROFS: StorageFailureCause.READ_ONLY,
    errno.EACCES: StorageFailureCause.READ_ONLY,
    errno.EPERM: StorageFailureCause.READ_ONLY,
}


def cause_of(error: BaseException) -> StorageFailureCause | None:
    """Return the cause of an error of database, disk or bucket, or None if it is an error of another kind."""
    if isinstance(error, TimeoutError):
        return StorageFailureCause.BUSY
    if isinstance(error, PhotosUnreachable):
        return StorageFailureCause.BUCKET
    if isinstance(error, OSError):
        return OF_DISK.get(error.errno or 0)
    if not isinstance(error, DBAPIError) or error.orig is None:
        return None
    if isinstance(error.orig, sqlite3.Error):
        return _of_sqlite(error.orig)
    state = getattr(error.orig, "sqlstate", None)
    # Without a state, the error is not from the server: it is unreachable or the connection was lost.
    lost = state is None or state.startswith(("08", "57P", "53"))
    return OF_POSTGRESQL.get(state or "") or (
        StorageFailureCause.DATABASE if _is_operational(error) and lost else None
    )


def _of_sqlite(error: sqlite3.Error) -> StorageFailureCause | None:
    if not isinstance(error, sqlite3.DatabaseError) or isinstance(error, sqlite3.IntegrityError):
        return None
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_BUSY if "locked" in str(error) else 0)
    if code == sqlite3.SQLITE_ERROR:
        return (
            StorageFailureCause.SCHEMA if str(error).startswith(("no such table", "no such column")) else None
        )
    return OF_SQLITE.get(code & 0xFF, StorageFailureCause.DATABASE)


def _is_operational(error: DBAPIError) -> bool:
    return type(error).__name__ in ("OperationalError", "InterfaceError", "InternalError")
