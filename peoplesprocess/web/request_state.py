"""The state of a request: its connection, session and time, and data that is known to be unchanged."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import Any, TypeVar

from flask import current_app, g, request
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from peoplesprocess.db import engine as engines
from peoplesprocess.db.read_cache import ReadCache
from peoplesprocess.db.reads_before_write import TurnNeeded
from peoplesprocess.db.session import open_connection, open_read_only, reading, writing
from peoplesprocess.web.current_installation import current_engine

T = TypeVar("T")
Known = dict[tuple[object, ...], Any]
MOST_ASKED = 10**9
"""No number in an address may exceed what a database can store."""


def db() -> Session:
    """Return the request's session: one that writes for a POST, one that reads otherwise."""
    # Each access to a proxy costs a lookup, and this runs several times per page.
    state = g._get_current_object()
    if "db" not in state:
        will_write = is_writing() or "reads_ahead" in state
        state.db = writing(connection()) if will_write else reading(connection())
    session: Session = state.db
    return session


def connection() -> Connection:
    """Return the request's connection; user and place are read on it before a session is needed."""
    state = g._get_current_object()
    if "connection" not in state:
        engine = current_engine()
        state.connection = (
            open_read_only(engine) if "unsaved" in state else open_connection(engine, writes=is_writing())
        )
        if "reads_ahead" in state:
            engines.read_ahead(state.connection)
    opened: Connection = state.connection
    return opened


def is_writing() -> bool:
    """Return whether the request holds the turn to write, or will take it with its first statement.

    A POST does, unless it looks first, reads ahead, or it turned out that nothing can be saved.
    """
    state = g._get_current_object()
    return request.method == "POST" and not (
        state.get("looks_first") or "unsaved" in state or "reads_ahead" in state
    )


@contextmanager
def reading_before_turn() -> Iterator[None]:
    """Let a writing request read before its turn; everything read inside is discarded at the end."""
    g.looks_first = True
    try:
        yield
    finally:
        discard_reads()
        g.looks_first = False


def reading_ahead(answer: Callable[[], T]) -> T:
    """Return an answer that reads before the request's turn to write, which it takes with `take_turn`.

    If the answer writes without taking the turn, or read data that has changed by then, it is computed again
    from the start while holding the turn. On PostgreSQL requests only wait for writers in the same place.
    """
    engine = current_engine()
    if not is_writing() or engine.dialect.name != "sqlite":
        return answer()
    g.reads_ahead = True
    try:
        return answer()
    except TurnNeeded:
        _forget()
    return answer()


def take_turn() -> None:
    """Take the turn to write, unless the request already holds it.

    Errors: TurnNeeded, which `reading_ahead` handles.
    """
    if "reads_ahead" in g:
        engines.take_turn(connection())
        g.pop("reads_ahead")


def discard_reads() -> None:
    """Discard everything that was read, so that it is read again."""
    close()
    for found in ("_login_user", "known"):
        g.pop(found, None)


def _forget() -> None:
    discard_reads()
    for _, sent in request.files.items(multi=True):
        sent.seek(0)


def close() -> None:
    """Close the session and the connection; uncommitted changes are rolled back."""
    if g.pop("reads_ahead", False) and "connection" in g:
        engines.stop_reading_ahead(g.connection)
    for opened in ("db", "connection"):
        if (held := g.pop(opened, None)) is not None:
            # If the connection broke, the database has rolled back, and the original error is reported.
            with suppress(DBAPIError):
                held.close()


def known() -> Known:
    """Return the cache of data that is unchanged since it was read; acts always read for themselves."""
    state: Any = g._get_current_object()
    if "known" not in state:
        watch: ReadCache = current_app.extensions["read_cache"]
        state.known = {} if request.method == "POST" else watch.unchanged()
    found: Known = state.known
    return found


def number_argument(name: str, default: int = 0) -> int:
    """Return the number of this argument of the address, or `default` if it has none in range."""
    asked = request.args.get(name, default, type=int)
    return asked if abs(asked) <= MOST_ASKED else default


def now() -> datetime:
    """Return the time of the request, which is the same throughout."""
    state: Any = g._get_current_object()
    if "now" not in state:
        state.now = datetime.now(UTC)
    moment: datetime = state.now
    return moment
