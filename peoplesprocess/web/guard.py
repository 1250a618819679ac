"""The one way into a place: a view gets its settlement or programme here, or the visitor gets 404."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, Concatenate, ParamSpec
from uuid import UUID

from flask import abort, current_app, g, request
from flask.typing import ResponseReturnValue
from flask.wrappers import Request, Response
from sqlalchemy import Connection, Engine, Row, select
from sqlalchemy.orm import Session

from peoplesprocess.core.permissions import (
    Action,
    State,
    Where,
)
from peoplesprocess.core.process import steps
from peoplesprocess.core.process.steps import Step
from peoplesprocess.core.rules import Rules, restored
from peoplesprocess.db.change_watch import ChangeWatch
from peoplesprocess.db.session import open_connection, reading, writing
from peoplesprocess.models import JournalHead
from peoplesprocess.models.settlement_rows import PROGRAMME, SETTLEMENT
from peoplesprocess.web.context import Context
from peoplesprocess.web.sessions import Person, current_person

P = ParamSpec("P")
View = Callable[Concatenate[Context, P], ResponseReturnValue]


class SignInNeeded(Exception):
    """Nobody is signed in, or no longer; what was posted must come back after signing in."""


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


def known_here() -> dict[tuple[str, str], Any]:
    """Return what was read earlier and is still so; an act relies on nothing but its own reading."""
    kept: Any = g._get_current_object()
    if "known" not in kept:
        watch: ChangeWatch = current_app.extensions["watch"]
        kept.known = {} if request.method == "POST" else watch.still_so()
    known: dict[tuple[str, str], Any] = kept.known
    return known


def allows(action: Action) -> Callable[[View[P]], Callable[P, ResponseReturnValue]]:
    """Mark a view with the action that it needs; it gets `Here` for the place its address names.

    An address with `code` names a settlement, one with `programme` a programme, any other the whole
    installation. Who may not do the action there gets 404, who is not signed in is asked to sign in.
    """

    def decorate(view: View[P]) -> Callable[P, ResponseReturnValue]:
        @functools.wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            person = current_person()
            if person is None:
                raise SignInNeeded
            context = _here(person, str(kwargs.pop("code", "")), str(kwargs.pop("programme", "")))
            if context is None or not _may_enter(context, action):
                abort(404)
            g.context = context
            return _still_true(context) or view(context, *args, **kwargs)

        guarded.action = action  # type: ignore[attr-defined]
        return guarded

    return decorate


def now() -> datetime:
    """Return the time of the request, the same throughout."""
    kept: Any = g._get_current_object()
    if "now" not in kept:
        kept.now = datetime.now(UTC)
    moment: datetime = kept.now
    return moment


def settlement_by_code(session: Session | Connection, code: str) -> Row[Any] | None:
    """Return a settlement with its frame, area, steps and the number of its last act, in one statement."""
    # PostgreSQL takes no NUL in a text, and no code has one.
    return session.execute(SETTLEMENT, {"code": code}).first() if code.isprintable() else None


def page_version(context: Context) -> str:
    """Return what the page depends on, as one short word: the same word, the same page."""
    parts = (
        context.person.id.int,
        context.person.stamp,
        context.sequence,
        context.settlement.programme_version if context.at_settlement is not None else 0,
        context.now.toordinal(),
        g.language,
        g.has_style,
        current_app.config["BUILD"],
    )
    return hashlib.blake2b(str(parts).encode(), digest_size=8).hexdigest()


def _may_enter(context: Context, action: Action) -> bool:
    if action in (Action.SIGNED_IN, Action.SET_UP_PROGRAMME) and context.at_programme is None:
        return action is Action.SIGNED_IN or context.may(action)
    return context.may(action)


def _still_true(context: Context) -> Response | None:
    """The page as the browser or this process has it already, if nothing has happened here since."""
    came: Request = request._get_current_object()  # type: ignore[attr-defined]
    if context.at_settlement is None or came.method != "GET":
        return None
    g.version = version = page_version(context)
    if version in came.headers.get("If-None-Match", ""):
        return tagged(Response(status=304), version)
    accepted = came.headers.get("Accept-Encoding", "")
    kept = current_app.extensions["kept"].get(version, came.full_path, accepted)
    if kept is None:
        return None
    body, encoding = kept
    return tagged(Response(body, headers={"Content-Encoding": encoding}, mimetype="text/html"), version)


def tagged(response: Response, version: str) -> Response:
    """Return the response with its version as a weak tag: compression changes its bytes, not its meaning."""
    response.set_etag(version, weak=True)
    return response


def _here(person: Person, code: str, programme: str) -> Context | None:
    if code:
        known = known_here()
        if (key := ("settlement", code)) not in known:
            known[key] = settlement_by_code(connection(), code)
        row = known[key]
        return None if row is None else _at_settlement(person, row)
    if programme:
        frame = db().execute(PROGRAMME, {"code": programme}).first()
        if frame is None:
            return None
        _hold(frame.id)
        return Context(
            person,
            now(),
            Where(frame.id),
            at_programme=frame,
            rules=restored(frame.rules),
            sequence=frame.sequence or 0,
        )
    return Context(person, now(), Where())


def _at_settlement(person: Person, row: Row[Any]) -> Context:
    _hold(row.id)
    path = _walk(row.process_id, row.steps)
    closed = tuple((row.closed or "").split()) if row.closed else ()
    state = State.BUILDING if steps.planned(path, closed) else State.PLANNING
    if steps.present(path, closed) is None:
        state = State.CLOSED
    return Context(
        person,
        now(),
        Where(row.programme_id, row.id, row.area, state),
        at_settlement=row,
        steps=path,
        closed=closed,
        rules=_numbers(row.programme_id, row.programme_version, row.rules),
        sequence=row.sequence or 0,
    )


_walks: dict[UUID, tuple[Step, ...]] = {}
_rules: dict[tuple[UUID, int], Rules] = {}


def _walk(process_id: UUID, stored: Sequence[Any]) -> tuple[Step, ...]:
    """The steps of a version of a process; a version never changes, so it is read once."""
    if process_id not in _walks:
        _walks[process_id] = steps.restored(stored)
    return _walks[process_id]


def _numbers(programme_id: UUID, version: int, stored: Any) -> Rules:
    """A programme's numbers in one version of them."""
    if (programme_id, version) not in _rules:
        _rules[programme_id, version] = restored(stored)
    return _rules[programme_id, version]


def _hold(chain_id: UUID) -> None:
    # On PostgreSQL one act at a time goes on in a place; SQLite's BEGIN IMMEDIATE does the same for all.
    if request.method == "POST" and connection().dialect.name == "postgresql":
        connection().execute(select(JournalHead.sequence).where(JournalHead.id == chain_id).with_for_update())
