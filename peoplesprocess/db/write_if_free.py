"""A minor change that is made only if nobody else is writing, so that a page never waits for a writer."""

from __future__ import annotations

from sqlalchemy import Engine, Executable
from sqlalchemy.exc import DBAPIError

from peoplesprocess.db.engine import WAIT_SECONDS


def write_if_free(engine: Engine, statement: Executable) -> bool:
    """Execute one statement in a transaction of its own, and return whether it was committed.

    It is dropped if another writer is active, the disk is full or writing is not possible.
    """
    try:
        if engine.dialect.name == "sqlite":
            _at_once(engine, statement)
        else:
            with engine.begin() as connection:
                connection.exec_driver_sql("SET LOCAL lock_timeout = '50ms'")
                connection.execute(statement)
    except DBAPIError:
        return False
    return True


def _at_once(engine: Engine, statement: Executable) -> None:
    with engine.connect() as connection:
        # Autocommit: the statement is its own transaction, and does not queue for a turn.
        connection.exec_driver_sql("PRAGMA busy_timeout = 0")
        try:
            connection.execute(statement)
        finally:
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {WAIT_SECONDS * 1000}")
