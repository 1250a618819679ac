"""What one request holds: its connection, its session, its time, and what is known to be unchanged."""

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
"""No number in an address is larger than a database can hold."""


def db() -> Session:
    """Return the request's session: a writing one for a POST, a reading one otherwise."""
    # Each use of a proxy looks up its request; these are asked several times a page.
    state = g._get_current_object()
    if "db" not in state:
        will_write = is_writing() or "reads_ahead" in state
        state.db = writing(connection()) if will_write else reading(connection())
    session: Session = state.db
    return session


def connection() -> Connection:
    """Return the request's connection; who is asking and where is read on it before a session is needed."""
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
    """Return whether the request holds the writer's place, or will from its first statement on.

    A POST does, unless it looks first, reads ahead or it was found that nothing can be saved.
    """
    state = g._get_current_object()
    return request.method == "POST" and not (
        state.get("looks_first") or "unsaved" in state or "reads_ahead" in state
    )


@contextmanager
def looking_first() -> Iterator[None]:
    """Let a request that will write read without its turn first; nothing that was read stays afterwards."""
    g.looks_first = True
    try:
        yield
    finally:
        begin_anew()
        g.looks_first = False


def before_its_turn(answer: Callable[[], T]) -> T:
    """Return an answer that reads before the request's turn to write; `take_turn` says when that comes.

    An answer that writes without, or that goes by what has changed meanwhile, is made anew from the start,
    with its turn held throughout. On PostgreSQL nobody waits but for those who write in the same place.
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
    """Hold the writer's place from here on, if the request does not yet.

    Errors: TurnNeeded, which leads back to `before_its_turn`.
    """
    if "reads_ahead" in g:
        engines.take_turn(connection())
        g.pop("reads_ahead")


def begin_anew() -> None:
    """Forget what was read: what follows reads it again."""
    close()
    for found in ("_login_user", "known"):
        g.pop(found, None)


def _forget() -> None:
    begin_anew()
    for _, sent in request.files.items(multi=True):
        sent.seek(0)


def close() -> None:
    """Give the session and the connection back; what was not kept is undone."""
    if g.pop("reads_ahead", False) and "connection" in g:
        engines.stop_reading_ahead(g.connection)
    for opened in ("db", "connection"):
        if (held := g.pop(opened, None)) is not None:
            # If the line broke, the database has undone it: that is no other error than the one that is told.
            with suppress(DBAPIError):
                held.close()


def known() -> Known:
    """Return what an earlier request read and nothing has changed since; an act relies on its own reading."""
    state: Any = g._get_current_object()
    if "known" not in state:
        watch: ReadCache = current_app.extensions["read_cache"]
        state.known = {} if request.method == "POST" else watch.unchanged()
    found: Known = state.known
    return found


def asked_number(name: str, otherwise: int = 0) -> int:
    """Return the number that the address asks for by name; `otherwise` if there is none that can be one."""
    asked = request.args.get(name, otherwise, type=int)
    return asked if abs(asked) <= MOST_ASKED else otherwise


def now() -> datetime:
    """Return the time of the request, the same throughout."""
    state: Any = g._get_current_object()
    if "now" not in state:
        state.now = datetime.now(UTC)
    moment: datetime = state.now
    return moment
