"""What one request holds: its connection, its session, its time, and what is known to be unchanged."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import Any

from flask import current_app, g, request
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from peoplesprocess.db.read_cache import ReadCache
from peoplesprocess.db.session import open_connection, open_read_only, reading, writing

Known = dict[tuple[object, ...], Any]
MOST_ASKED = 10**9
"""No number in an address is larger than a database can hold."""


def db() -> Session:
    """Return the request's session: a writing one for a POST, a reading one otherwise."""
    # Each use of a proxy looks up its request; these are asked several times a page.
    state = g._get_current_object()
    if "db" not in state:
        state.db = writing(connection()) if is_writing() else reading(connection())
    session: Session = state.db
    return session


def connection() -> Connection:
    """Return the request's connection; who is asking and where is read on it before a session is needed."""
    state = g._get_current_object()
    if "connection" not in state:
        engine: Engine = current_app.extensions["engine"]
        state.connection = (
            open_read_only(engine) if "unsaved" in state else open_connection(engine, writes=is_writing())
        )
    opened: Connection = state.connection
    return opened


def is_writing() -> bool:
    """Return whether the request holds the writer's place, or will from its first statement on.

    A POST does, unless it looks first or it was found that nothing can be saved.
    """
    return request.method == "POST" and not g.get("looks_first") and "unsaved" not in g


@contextmanager
def looking_first() -> Iterator[None]:
    """Let a request that will write read without its turn first; nothing that was read stays afterwards."""
    g.looks_first = True
    try:
        yield
    finally:
        close()
        for found in ("_login_user", "known"):
            g.pop(found, None)
        g.looks_first = False


def close() -> None:
    """Give the session and the connection back; what was not kept is undone."""
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
