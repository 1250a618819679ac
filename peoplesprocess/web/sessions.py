"""Who is asking: the cookie, the session behind it and the person with all roles, in one statement."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flask import Flask, Request, current_app, g, request
from flask.sessions import SecureCookieSession, SessionInterface, SessionMixin
from flask.wrappers import Response
from flask_login import LoginManager, UserMixin, current_user
from sqlalchemy import Connection, bindparam, delete, select, update
from sqlalchemy.orm import Session

from peoplesprocess.core.permissions import Grant, Role
from peoplesprocess.core.secrets import hashed
from peoplesprocess.db.session import writing
from peoplesprocess.models import Account, Membership, SignIn

COOKIE = "sid"
LONGEST = timedelta(hours=12)
TOUCH_EVERY = timedelta(minutes=3)
"""How often a session in use is noted as such: rarely, so that reading a page writes nothing."""


@dataclass(frozen=True, slots=True)
class Person(UserMixin):
    """Somebody signed in, with what they are where."""

    id: UUID
    name: str
    username: str
    memberships: tuple[Grant, ...]
    session: str
    stamp: str
    """The memberships in one word, for what depends on them."""

    def get_id(self) -> str:
        """Return the account's id, as Flask-Login asks for it."""
        return str(self.id)


def init(app: Flask) -> None:
    """Teach Flask-Login to read our sessions; it keeps none of its own."""
    manager = LoginManager(app)
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


_who, _held, _session = Account.__table__.c, Membership.__table__.c, SignIn.__table__.c
_PERSON = (
    select(
        _who.id,
        _who.name,
        _who.username,
        _session.seen_at,
        _session.expires_at,
        _held.role,
        _held.programme_id,
        _held.settlement_id,
        _held.area,
        _held.group_code,
    )
    .select_from(SignIn.__table__)
    .join(Account.__table__, _who.id == _session.account_id)
    .outerjoin(Membership.__table__, (_held.account_id == _who.id) & _held.revoked_at.is_(None))
    .where(
        _session.token_hash == bindparam("session"),
        _who.revoked_at.is_(None),
    )
    .order_by(_held.id)
)


def _load(asked: Request) -> Person | None:
    from peoplesprocess.web.guard import connection, known_here, now

    value = asked.cookies.get(COOKIE)
    if not value:
        return None
    session, moment = hashed(value), now()
    known, key = known_here(), (COOKIE, session)
    if key not in known:
        known[key] = _signed_in(connection(), session)
    if known[key] is None:
        return None
    person, seen_at, expires_at = known[key]
    idle = timedelta(minutes=current_app.config["IDLE_MINUTES"])
    if expires_at <= moment or seen_at <= moment - idle:
        return None
    if moment - seen_at > TOUCH_EVERY:
        _touch(session, moment)
    found: Person = person
    return found


def _signed_in(connection: Connection, session: str) -> tuple[Person, datetime, datetime] | None:
    """The person behind a session, when it was last seen and when it ends, or None."""
    rows = connection.execute(_PERSON, {"session": session}).all()
    if not rows:
        return None
    first = rows[0]
    held = tuple(_membership(row) for row in rows if row.role)
    stamp = str([tuple(row)[5:] for row in rows])
    person = Person(first.id, first.name, first.username, held, session, stamp)
    return person, first.seen_at, first.expires_at


def _membership(row: Any) -> Grant:
    return Grant(Role(row.role), row.programme_id, row.settlement_id, row.area, row.group_code)


def _touch(session: str, moment: datetime) -> None:
    statement = update(SignIn).where(SignIn.token_hash == session).values(seen_at=moment)
    if request.method == "POST":
        g.connection.execute(statement)
        return
    with writing(current_app.extensions["engine"]) as db:
        db.execute(statement)
        db.commit()
