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
from peoplesprocess.db.session import open_connection, reading, writing
from peoplesprocess.db.unchanged import Watch
from peoplesprocess.models import Chain
from peoplesprocess.models.places import PROGRAMME, SETTLEMENT
from peoplesprocess.web.here import Here
from peoplesprocess.web.sign_in import Person, person_here

P = ParamSpec("P")
View = Callable[Concatenate[Here, P], ResponseReturnValue]


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
        watch: Watch = current_app.extensions["watch"]
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
            person = person_here()
            if person is None:
                raise SignInNeeded
            here = _here(person, str(kwargs.pop("code", "")), str(kwargs.pop("programme", "")))
            if here is None or not _may_enter(here, action):
                abort(404)
            g.here = here
            return _still_true(here) or view(here, *args, **kwargs)

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


def page_version(here: Here) -> str:
    """Return what the page depends on, as one short word: the same word, the same page."""
    parts = (
        here.person.id.int,
        here.person.stamp,
        here.sequence,
        here.settlement.programme_version if here.settlement is not None else 0,
        here.now.toordinal(),
        g.language,
        g.has_style,
        current_app.config["BUILD"],
    )
    return hashlib.blake2b(str(parts).encode(), digest_size=8).hexdigest()


def _may_enter(here: Here, action: Action) -> bool:
    if action in (Action.SIGNED_IN, Action.SET_UP_PROGRAMME) and here.programme is None:
        return action is Action.SIGNED_IN or here.may(action)
    return here.may(action)


def _still_true(here: Here) -> Response | None:
    """The page as the browser or this process has it already, if nothing has happened here since."""
    came: Request = request._get_current_object()  # type: ignore[attr-defined]
    if here.settlement is None or came.method != "GET":
        return None
    g.version = version = page_version(here)
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


def _here(person: Person, code: str, programme: str) -> Here | None:
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
        return Here(
            person,
            now(),
            Where(frame.id),
            programme=frame,
            rules=restored(frame.rules),
            sequence=frame.sequence or 0,
        )
    return Here(person, now(), Where())


def _at_settlement(person: Person, row: Row[Any]) -> Here:
    _hold(row.id)
    path = _walk(row.process_id, row.steps)
    closed = tuple((row.closed or "").split()) if row.closed else ()
    state = State.BUILDING if steps.planned(path, closed) else State.PLANNING
    if steps.present(path, closed) is None:
        state = State.CLOSED
    return Here(
        person,
        now(),
        Where(row.programme_id, row.id, row.area, state),
        settlement=row,
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
        connection().execute(select(Chain.sequence).where(Chain.id == chain_id).with_for_update())
