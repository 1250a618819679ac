"""The database engine, SQLite or PostgreSQL, with settings for durability that are set and checked."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, create_engine, event, text

from peoplesprocess.db.compiled_statements import CompiledStatements
from peoplesprocess.db.reads_before_write import OptimisticReads, TurnNeeded
from peoplesprocess.db.writer_queue import QueuedConnection, WriterQueue

if TYPE_CHECKING:
    import psycopg
    from sqlalchemy.pool import ConnectionPoolEntry

WAIT_SECONDS = 5
"""Seconds that a writer waits for its turn, and then for the database file, before it is refused as busy."""

PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "busy_timeout": WAIT_SECONDS * 1000,
    "secure_delete": 1,
    # Without it, the deletion by a REPLACE does not fire the triggers that refuse deletions.
    "recursive_triggers": 1,
}
"""Settings under which SQLite keeps every acknowledged act through a power cut; synchronous 2 is FULL."""

CONNECT_SECONDS = 5
LIMITS = "lock_timeout = '10s'", "statement_timeout = '30s'", "idle_in_transaction_session_timeout = '60s'"
"""Timeouts, so that one page, or a client that went away, cannot block everybody on PostgreSQL."""
SESSION_SETTINGS = "; ".join(f"SET {limit}" for limit in ("jit = off", *LIMITS))
TRANSACTION_SETTINGS = "; ".join(f"SET LOCAL {limit}" for limit in LIMITS)
WITHOUT_TIMEOUTS = "SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0"
"""Without timeouts, for transactions that copy, check or migrate everything."""
MUST_BE_ON = ("fsync", "full_page_writes")
"""Settings of a PostgreSQL server without which a power cut may lose acknowledged acts."""


class UnsafeDatabase(RuntimeError):
    """The live connection lacks a setting on which durability or integrity depends."""


def make_engine(url: str, waited: Callable[[float], None] | None = None) -> Engine:
    """Return an engine for `url` with the settings that durability and integrity need.

    `waited` is called with the seconds that each writer waited until it could write.
    """
    # `hide_parameters`: errors are logged, and must not contain what people typed.
    if not url.startswith("sqlite"):
        engine = create_engine(
            url,
            pool_pre_ping=True,
            pool_size=8,
            max_overflow=4,
            # Last in, first out: the connection used last has the most prepared statements.
            pool_use_lifo=True,
            hide_parameters=True,
            execution_options={"compiled_cache": CompiledStatements()},
            connect_args={"connect_timeout": CONNECT_SECONDS},
        )
        # First of all: with the encoding SQL_ASCII the driver would return bytes instead of text.
        event.listen(engine, "connect", _refuse_other_letters, insert=True)
        event.listen(engine, "connect", _set_up_session)
        event.listen(engine, "begin", _limit_transaction)
        return engine
    engine = create_engine(
        url,
        connect_args={"timeout": WAIT_SECONDS, "factory": QueuedConnection},
        json_deserializer=_read_json,
        hide_parameters=True,
        execution_options={"compiled_cache": CompiledStatements()},
    )
    queue = WriterQueue(Path(str(engine.url.database)), WAIT_SECONDS, waited)
    event.listen(engine, "connect", lambda connection, record: _prepare(connection, queue))
    event.listen(engine, "begin", _begin)
    return engine


def check(engine: Engine, *, throwaway: bool = False) -> None:
    """Refuse to go on unless the live connection has the settings. Errors: UnsafeDatabase.

    A `throwaway` database may lose its contents at a power cut.
    """
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            for name, wanted in PRAGMAS.items():
                found = connection.execute(text(f"PRAGMA {name}")).scalar()
                if found != wanted:
                    raise UnsafeDatabase(f"{name} is {found}, not {wanted}")
        elif not throwaway:
            _check_server(connection)
    # Workers are forked after this, and must not share a connection.
    engine.dispose()


@lru_cache(maxsize=512)
def _read_json(text: str) -> Any:
    # Some lists come with every page and are never changed in place, so they are parsed once.
    return json.loads(text)


def forget_deleted(engine: Engine) -> None:
    """Truncate SQLite's write-ahead log, which still holds deleted rows; not while somebody reads."""
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def _check_server(connection: Connection) -> None:
    for name in (*MUST_BE_ON, "synchronous_commit"):
        if connection.execute(text(f"SHOW {name}")).scalar() == "off":
            raise UnsafeDatabase(f"{name} is off: a power cut would take what people were told is saved")


def _refuse_other_letters(connection: psycopg.Connection, record: ConnectionPoolEntry) -> None:
    encoding = connection.info.parameter_status("server_encoding")
    if encoding not in (None, "UTF8"):
        raise UnsafeDatabase(
            f"The database's letters are {encoding}, not UTF8. Make it anew:"
            " createdb -E UTF8 -T template0 -O USER NAME."
        )


def _set_up_session(connection: psycopg.Connection, record: ConnectionPoolEntry) -> None:
    # JIT: page statements join many tables and read few rows, so compiling costs far more than running. Set
    # here, since connection poolers refuse it among the start-up options.
    connection.autocommit = True
    connection.execute(SESSION_SETTINGS)
    if _is_pooled(connection):
        # With a pooler, the next transaction may run on another server, without the prepared statement.
        connection.prepare_threshold = None
    # The driver's default is 100, which is fewer than the statements in use.
    connection.prepared_max = 1000
    connection.autocommit = False


def _is_pooled(connection: psycopg.Connection) -> bool:
    """Return whether there is a connection pooler: it reports another backend than the server itself."""
    served_by = connection.execute("SELECT pg_backend_pid()").fetchone()
    return served_by is None or served_by[0] != connection.info.backend_pid


def _limit_transaction(connection: Connection) -> None:
    # A pooler in transaction mode drops session settings. Writing transactions are limited anyway; reading is
    # then limited only by what `ALTER ROLE … SET` says on the server.
    if connection.get_execution_options().get("writing"):
        connection.exec_driver_sql(TRANSACTION_SETTINGS)


def read_ahead(connection: Connection) -> None:
    """Let an SQLite connection read what an act depends on before its turn; it cannot write until then."""
    driver, begun = _driver(connection), time.monotonic()
    try:
        driver.line_up()
    except BaseException:
        _tell_wait(driver, begun)
        raise
    driver.waited_in_line = time.monotonic() - begun
    driver.ahead = OptimisticReads(driver)


def take_turn(connection: Connection) -> None:
    """Take the turn to write. Errors: TurnNeeded if what was read ahead has changed since."""
    driver = _driver(connection)
    ahead, driver.ahead = driver.ahead, None
    _hold_place(connection, driver, None)
    if ahead is not None and not ahead.is_unchanged(driver):
        raise TurnNeeded
    # Transactions after the act's own commit begin in the same way.
    connection.execution_options(writing=True)


def stop_reading_ahead(connection: Connection) -> None:
    """Turn a connection that reads ahead back into an ordinary one, and drop what it has read."""
    driver = _driver(connection)
    driver.ahead = None
    if driver.waited_in_line is not None:
        _tell_wait(driver, _begun(driver))


def _driver(connection: Connection) -> QueuedConnection:
    driver: Any = connection.connection.dbapi_connection
    found: QueuedConnection = driver
    return found


def _prepare(connection: QueuedConnection, queue: WriterQueue) -> None:
    connection.queue = queue
    # The driver's implicit BEGIN would not be IMMEDIATE.
    connection.isolation_level = None
    for name, value in PRAGMAS.items():
        connection.execute(f"PRAGMA {name}={value}")


def _begin(connection: Connection) -> None:
    # A reader opens no transaction: each statement sees the last commit, and blocks nobody. A long read that
    # needs one consistent state uses a deferred transaction, which blocks nobody either.
    options = connection.get_execution_options()
    if options.get("snapshot"):
        connection.exec_driver_sql("BEGIN DEFERRED")
    if options.get("writing"):
        _hold_place(connection, _driver(connection), options.get("patience"))


def _hold_place(connection: Connection, driver: QueuedConnection, patience: float | None) -> None:
    begun = _begun(driver)
    try:
        driver.take_turn(patience)
        _begin_immediate(connection, driver, patience)
    except BaseException:
        driver.give_turn_back()
        raise
    finally:
        _tell_wait(driver, begun)


def _begun(driver: QueuedConnection) -> float:
    """Return the start of the wait as if it had been a single wait; time spent reading is not counted."""
    in_line, driver.waited_in_line = driver.waited_in_line, None
    return time.monotonic() - (in_line or 0)


def _tell_wait(driver: QueuedConnection, begun: float) -> None:
    if driver.queue.waited is not None:
        driver.queue.waited(time.monotonic() - begun)


def _begin_immediate(connection: Connection, driver: QueuedConnection, patience: float | None) -> None:
    if patience is None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        return
    driver.execute(f"PRAGMA busy_timeout={round(1000 * patience)}")
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    finally:
        driver.execute(f"PRAGMA busy_timeout={PRAGMAS['busy_timeout']}")
