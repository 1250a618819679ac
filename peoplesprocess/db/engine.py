"""The engine: one file on a laptop, or PostgreSQL; safe settings are set on each connection and checked."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, create_engine, event, text

from peoplesprocess.db.queue import QueuedConnection, WriterQueue

if TYPE_CHECKING:
    import psycopg
    from sqlalchemy.pool import ConnectionPoolEntry

WAIT_SECONDS = 5
"""How long a writer waits for its turn, and then for the file, before it is told that somebody is saving."""

PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "busy_timeout": WAIT_SECONDS * 1000,
    "secure_delete": 1,
    # Without it a row that replaces another passes by the triggers that refuse deletions.
    "recursive_triggers": 1,
}
"""What makes SQLite keep every acknowledged act through a power cut; 2 is FULL."""


class UnsafeDatabase(RuntimeError):
    """The live connection does not have the settings that the promises rest on."""


def make_engine(url: str) -> Engine:
    """Return an engine for `url` with the settings that durability and integrity need."""
    if not url.startswith("sqlite"):
        engine = create_engine(url, pool_pre_ping=True, pool_size=8, max_overflow=4)
        event.listen(engine, "connect", _stop_compiling)
        return engine
    engine = create_engine(
        url,
        connect_args={"timeout": WAIT_SECONDS, "factory": QueuedConnection},
        json_deserializer=_read_json,
    )
    queue = WriterQueue(Path(str(engine.url.database)), WAIT_SECONDS)
    event.listen(engine, "connect", lambda connection, record: _prepare(connection, queue))
    event.listen(engine, "begin", _begin)
    return engine


def check(engine: Engine) -> None:
    """Refuse to go on unless the live connection has the settings. Errors: UnsafeDatabase."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            for name, wanted in PRAGMAS.items():
                found = connection.execute(text(f"PRAGMA {name}")).scalar()
                if found != wanted:
                    raise UnsafeDatabase(f"{name} is {found}, not {wanted}")
        elif connection.execute(text("SHOW synchronous_commit")).scalar() == "off":
            raise UnsafeDatabase("synchronous_commit is off")
    # Workers are forked after this: no connection may be shared between them.
    engine.dispose()


@lru_cache(maxsize=512)
def _read_json(text: str) -> Any:
    # Lists of a programme come with every page and are never changed in place, so one reading serves all.
    return json.loads(text)


def forget_deleted(engine: Engine) -> None:
    """Empty SQLite's log, in which deleted rows stand until it is written over; if somebody reads, later."""
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def _stop_compiling(connection: psycopg.Connection, record: ConnectionPoolEntry) -> None:
    # A page's statement joins much and reads few rows: the server would compile it for seconds to run it for
    # milliseconds. It is said here because poolers in between refuse options of the start.
    connection.autocommit = True
    connection.execute("SET jit = off")
    connection.autocommit = False


def _prepare(connection: QueuedConnection, queue: WriterQueue) -> None:
    connection.queue = queue
    # The driver's own implicit BEGIN would come too late to be IMMEDIATE.
    connection.isolation_level = None
    for name, value in PRAGMAS.items():
        connection.execute(f"PRAGMA {name}={value}")


def _begin(connection: Connection) -> None:
    # A reader takes no transaction: each statement sees the last commit and blocks nobody. One that reads for
    # long and must see one state takes a deferred one, which blocks nobody either.
    options = connection.get_execution_options()
    if options.get("snapshot"):
        connection.exec_driver_sql("BEGIN DEFERRED")
    if options.get("writing"):
        driver: Any = connection.connection.driver_connection
        driver.take_turn()
        connection.exec_driver_sql("BEGIN IMMEDIATE")
