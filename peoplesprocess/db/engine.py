"""The engine: one file on a laptop, or PostgreSQL; safe settings are set on each connection and checked."""

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

CONNECT_SECONDS = 5
LIMITS = "lock_timeout = '10s'", "statement_timeout = '30s'", "idle_in_transaction_session_timeout = '60s'"
"""What keeps one page, or one phone that went away, from holding up all others on PostgreSQL."""
SESSION = "; ".join(f"SET {limit}" for limit in ("jit = off", *LIMITS))
TRANSACTION = "; ".join(f"SET LOCAL {limit}" for limit in LIMITS)
UNHURRIED = "SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0"
"""What copies, checks or changes everything takes as long as it takes, and waits for others."""
MUST_BE_ON = ("fsync", "full_page_writes")
"""Settings of a PostgreSQL server without which a power cut may take acknowledged acts."""


class UnsafeDatabase(RuntimeError):
    """The live connection does not have the settings that the promises rest on."""


def make_engine(url: str, waited: Callable[[float], None] | None = None) -> Engine:
    """Return an engine for `url` with the settings that durability and integrity need.

    `waited` is told how long each writer waited until it could write, in seconds.
    """
    # An error's text goes into logs: without its parameters it holds nothing that people typed.
    if not url.startswith("sqlite"):
        engine = create_engine(
            url,
            pool_pre_ping=True,
            pool_size=8,
            max_overflow=4,
            # Whoever asks takes the connection that was used last, which has most statements prepared.
            pool_use_lifo=True,
            hide_parameters=True,
            execution_options={"compiled_cache": CompiledStatements()},
            connect_args={"connect_timeout": CONNECT_SECONDS},
        )
        # Before anything is asked: where letters have no form, the driver answers bytes instead of words.
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

    A `throwaway` database may lose at a power cut what it holds.
    """
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            for name, wanted in PRAGMAS.items():
                found = connection.execute(text(f"PRAGMA {name}")).scalar()
                if found != wanted:
                    raise UnsafeDatabase(f"{name} is {found}, not {wanted}")
        elif not throwaway:
            _check_server(connection)
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
    # A page's statement joins much and reads few rows: the server would compile it for seconds to run it for
    # milliseconds. It is said here because poolers in between refuse options of the start.
    connection.autocommit = True
    connection.execute(SESSION)
    if _is_pooled(connection):
        # The server that a statement was prepared on serves somebody else next.
        connection.prepare_threshold = None
    # The driver keeps a hundred by itself, and pages and acts ask in more ways than that.
    connection.prepared_max = 1000
    connection.autocommit = False


def _is_pooled(connection: psycopg.Connection) -> bool:
    """Return whether a pooler stands between: it answers in its own name, and the server in another."""
    served_by = connection.execute("SELECT pg_backend_pid()").fetchone()
    return served_by is None or served_by[0] != connection.info.backend_pid


def _limit_transaction(connection: Connection) -> None:
    # A pooler that hands out a server for each transaction forgets what the session said. There what writes
    # is limited still, and reading only by what `ALTER ROLE … SET` says on the server.
    if connection.get_execution_options().get("writing"):
        connection.exec_driver_sql(TRANSACTION)


def read_ahead(connection: Connection) -> None:
    """Let an SQLite connection read what an act will go by, before its turn; it can write nothing."""
    driver, begun = _driver(connection), time.monotonic()
    try:
        driver.line_up()
    except BaseException:
        _tell_wait(driver, begun)
        raise
    driver.waited_in_line = time.monotonic() - begun
    driver.ahead = OptimisticReads(driver)


def take_turn(connection: Connection) -> None:
    """Hold the writer's place from here on. Errors: TurnNeeded if what was read ahead is no longer so."""
    driver = _driver(connection)
    ahead, driver.ahead = driver.ahead, None
    _hold_place(connection, driver, None)
    if ahead is not None and not ahead.is_still_so(driver):
        raise TurnNeeded
    # Whatever is done after the act's own commit begins in the same way.
    connection.execution_options(writing=True)


def stop_reading_ahead(connection: Connection) -> None:
    """Make a connection one like any other; what it had read is told to nobody."""
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
    """When the wait began, as if it went on until now; what was read and checked meanwhile is no wait."""
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
