"""What one request holds: its connection, its session, its time, and what is known to be unchanged."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import current_app, g, request
from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

from peoplesprocess.db.change_watch import ChangeWatch
from peoplesprocess.db.session import open_connection, reading, writing

Known = dict[tuple[str, str], Any]


def db() -> Session:
    """Return the request's session: a writing one for a POST, a reading one otherwise."""
    if "db" not in g:
        g.db = writing(connection()) if request.method == "POST" else reading(connection())
    session: Session = g.db
    return session


def connection() -> Connection:
    """Return the request's connection; who is asking and where is read on it before a session is needed."""
    if "connection" not in g:
        engine: Engine = current_app.extensions["engine"]
        g.connection = open_connection(engine, writes=request.method == "POST")
    opened: Connection = g.connection
    return opened


def known() -> Known:
    """Return what an earlier request read and nothing has changed since; an act relies on its own reading."""
    # Each use of a proxy looks up its request; this is asked several times a page.
    state: Any = g._get_current_object()
    if "known" not in state:
        watch: ChangeWatch = current_app.extensions["change_watch"]
        state.known = {} if request.method == "POST" else watch.unchanged()
    found: Known = state.known
    return found


def now() -> datetime:
    """Return the time of the request, the same throughout."""
    state: Any = g._get_current_object()
    if "now" not in state:
        state.now = datetime.now(UTC)
    moment: datetime = state.now
    return moment
