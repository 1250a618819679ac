"""Who is asking: the cookie, the session behind it and the person with all roles, in one statement."""

from __future__ import annotations

import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from flask import Flask, Request, current_app, request
from flask.sessions import SecureCookieSession, SessionInterface, SessionMixin
from flask.wrappers import Response
from flask_login import LoginManager, UserMixin, current_user
from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from peoplesprocess.core.roles import Actor, Grant
from peoplesprocess.core.secrets import hashed
from peoplesprocess.db.query import Query
from peoplesprocess.db.session import writing
from peoplesprocess.facts.actors import GrantRow
from peoplesprocess.models import Account, Membership, SignIn
from peoplesprocess.web.request_state import connection, known, now, writes

COOKIE = "sid"
LONGEST = timedelta(hours=12)
TOUCH_EVERY = timedelta(minutes=3)
"""How often a session in use is noted as such: rarely, so that reading a page writes nothing."""
TOUCH_PATIENCE = 0.1
"""So long a page waits to note it. Units: seconds."""


@dataclass(frozen=True, slots=True)
class Person(UserMixin):
    """Somebody signed in, with what they are where."""

    id: UUID
    name: str
    username: str
    grants: tuple[Grant, ...]
    session: str
    stamp: str
    """The grants in one word, for what depends on them."""

    @property
    def actor(self) -> Actor:
        """The person as acts and the table of permissions know it."""
        return Actor(self.id, self.grants)

    def get_id(self) -> str:
        """Return the account's id, as Flask-Login asks for it."""
        return str(self.id)


def init(app: Flask) -> None:
    """Teach Flask-Login to read our sessions; it keeps none of its own."""
    manager = LoginManager()
    # Its context processor would ask who is signed in on public pages too, with a statement each.
    manager.init_app(app, add_context_processor=False)
    manager.session_protection = None  # type: ignore[assignment]
    manager.request_loader(_load)
    app.session_interface = NoCookieSessions()


class NoCookieSessions(SessionInterface):
    """Flask's own session, which Flask-Login looks into, stays empty and sends no cookie: ours are rows."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession:
        """Return an empty session."""
        return SecureCookieSession()

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Keep nothing."""


def current_person() -> Person | None:
    """Return who is signed in, or None."""
    person = current_user._get_current_object()
    return person if isinstance(person, Person) else None


def begin(db: Session, account_id: UUID, now: datetime) -> str:
    """Start a session and return its cookie's value; the server keeps only the value's hash."""
    value = secrets.token_urlsafe(32)
    db.add(
        SignIn(
            token_hash=hashed(value),
            account_id=account_id,
            made_at=now,
            seen_at=now,
            expires_at=now + LONGEST,
        )
    )
    return value


def end(db: Session, session: str) -> None:
    """End one session."""
    db.execute(delete(SignIn).where(SignIn.token_hash == session))


def end_all(db: Session, account_id: UUID) -> None:
    """End every session of an account."""
    db.execute(delete(SignIn).where(SignIn.account_id == account_id))


def set_cookie(response: Response, value: str) -> None:
    """Hand the session to the browser."""
    response.set_cookie(COOKIE, value, httponly=True, samesite="Lax", secure=request.is_secure, path="/")


class SessionRow(NamedTuple):
    """A session with its account, once for each of the account's grants, once without any."""

    id: UUID
    name: str
    username: str
    seen_at: datetime
    expires_at: datetime
    role: str | None
    programme_id: UUID | None
    settlement_id: UUID | None
    area: str
    group_code: str


_account, _membership, _session = Account.__table__.c, Membership.__table__.c, SignIn.__table__.c
_SESSION = Query(
    SessionRow,
    select(
        _account.id,
        _account.name,
        _account.username,
        _session.seen_at,
        _session.expires_at,
        _membership.role,
        _membership.programme_id,
        _membership.settlement_id,
        _membership.area,
        _membership.group_code,
    )
    .select_from(SignIn.__table__)
    .join(Account.__table__, _account.id == _session.account_id)
    .outerjoin(
        Membership.__table__, (_membership.account_id == _account.id) & _membership.revoked_at.is_(None)
    )
    .where(_session.token_hash == bindparam("session"), _account.revoked_at.is_(None))
    .order_by(_membership.id),
)


@dataclass(frozen=True, slots=True)
class LiveSession:
    """A session as it is stored: whose it is, when it was last used and when it ends."""

    person: Person
    seen_at: datetime
    expires_at: datetime


def _load(asked: Request) -> Person | None:
    value = asked.cookies.get(COOKIE)
    if not value:
        return None
    session, unchanged = hashed(value), known()
    key = (COOKIE, session)
    if key not in unchanged:
        unchanged[key] = _stored(session)
    found: LiveSession | None = unchanged[key]
    if found is None or _is_over(found):
        return None
    if now() - found.seen_at > TOUCH_EVERY:
        _touch(session)
    return found.person


def _stored(session: str) -> LiveSession | None:
    rows = _SESSION.all(connection(), session=session)
    if not rows:
        return None
    first = rows[0]
    held = [
        GrantRow(row.role, row.programme_id, row.settlement_id, row.area, row.group_code)
        for row in rows
        if row.role
    ]
    grants, stamp = tuple(row.grant for row in held), str(held)
    person = Person(first.id, first.name, first.username, grants, session, stamp)
    return LiveSession(person, first.seen_at, first.expires_at)


def _is_over(session: LiveSession) -> bool:
    idle = timedelta(minutes=current_app.config["IDLE_MINUTES"])
    return session.expires_at <= now() or session.seen_at <= now() - idle


def _touch(session: str) -> None:
    statement = update(SignIn).where(SignIn.token_hash == session).values(seen_at=now())
    if writes():
        connection().execute(statement)
        return
    # Reading hardly waits for who writes: if the note cannot be made now, the next page makes it.
    engine = current_app.extensions["engine"].execution_options(patience=TOUCH_PATIENCE)
    with suppress(DBAPIError), writing(engine) as db:
        db.execute(statement)
        db.commit()
