"""Who is asking: the cookie, the session behind it and the person with all roles, in one statement."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from flask import Flask, Request, current_app, g, request
from flask.sessions import SecureCookieSession, SessionInterface, SessionMixin
from flask.wrappers import Response
from flask_login import LoginManager, UserMixin, current_user
from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session

from peoplesprocess.core.roles import Actor, RoleGrant
from peoplesprocess.core.secrets import hashed
from peoplesprocess.db.typed_query import Query
from peoplesprocess.db.write_if_free import write_if_free
from peoplesprocess.facts.actors import HAS_SECOND_FACTOR, HOLDS, IS_CONFIRMED, RoleGrantRow
from peoplesprocess.models import Account, Membership, SignInSession
from peoplesprocess.web.current_installation import current_engine
from peoplesprocess.web.person_tokens import leave_token, session_name
from peoplesprocess.web.request_state import connection, is_writing, known, now

COOKIE, SECURE_COOKIE = "sid", "__Host-sid"
"""The session's cookie; over HTTPS its name makes browsers refuse it from any other host or path."""
LONGEST = timedelta(hours=12)
PROOF_LASTS = timedelta(minutes=15)
"""So long a proof with the second factor holds, and a sign-in counts as fresh."""
CLOCKS_DIFFER = timedelta(minutes=5)
"""So far two clocks of one installation may lie apart; a session from further ahead is over."""
TOUCH_EVERY = timedelta(minutes=3)
"""How often a session in use is noted as such: rarely, so that reading a page writes nothing."""


@dataclass(frozen=True, slots=True)
class SignedInPerson(UserMixin):
    """Somebody signed in, with what they are where."""

    id: UUID
    name: str
    username: str
    grants: tuple[RoleGrant, ...]
    session: str
    stamp: str
    """The grants in one word, for what depends on them."""
    begun_at: datetime
    proven_at: datetime | None = None
    has_second_factor: bool = False

    @property
    def actor(self) -> Actor:
        """The person as acts and the table of permissions know it, at the time of the request."""
        return Actor(self.id, self.grants, self.is_proven)

    @property
    def session_name(self) -> str:
        """What the forms of this session are bound to, under each of its tokens."""
        return session_name(self.id, self.begun_at)

    @property
    def is_proven(self) -> bool:
        """Whether the second factor has proved lately in this session who it is."""
        return self.proven_at is not None and _is_lately(self.proven_at)

    @property
    def is_fresh(self) -> bool:
        """Whether the password was typed lately."""
        return _is_lately(self.begun_at)

    @property
    def leaving(self) -> str:
        """What proves that the button to sign out stood on a page of ours, made for this person.

        Of the person, not of the session: pages that are kept from one session to the next show it.
        """
        return leave_token(self.id)

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


def current_person() -> SignedInPerson | None:
    """Return who is signed in, or None."""
    person = current_user._get_current_object()
    return person if isinstance(person, SignedInPerson) else None


def begin(db: Session, account_id: UUID, now: datetime, device: str = "") -> str:
    """Start a session and return its cookie's value; the server keeps only the value's hash."""
    value = secrets.token_urlsafe(32)
    db.add(
        SignInSession(
            token_hash=hashed(value),
            account_id=account_id,
            made_at=now,
            seen_at=now,
            expires_at=now + LONGEST,
            device=device,
        )
    )
    return value


def prove(db: Session, session: str, now: datetime) -> None:
    """Note that the second factor has proved in this session who it is."""
    db.execute(update(SignInSession).where(SignInSession.token_hash == session).values(proven_at=now))


def end(db: Session, session: str) -> None:
    """End one session."""
    db.execute(delete(SignInSession).where(SignInSession.token_hash == session))


def cookie_value() -> str:
    """Return what the browser sent as its session, "" if nothing."""
    return _sent(request)


def set_cookie(response: Response, value: str) -> None:
    """Hand the session to the browser."""
    secure = request.is_secure
    name = SECURE_COOKIE if secure else COOKIE
    response.set_cookie(name, value, httponly=True, samesite="Lax", secure=secure, path="/")
    if secure and COOKIE in request.cookies:
        _forget(response, COOKIE)


def forget_cookie(response: Response) -> None:
    """Take the session from the browser, under whichever name it has it."""
    for name in (COOKIE, SECURE_COOKIE) if request.is_secure else (COOKIE,):
        _forget(response, name)


class SessionRow(NamedTuple):
    """A session with its account, once for each of the account's grants, once without any."""

    id: UUID
    name: str
    username: str
    made_at: datetime
    session_seen_at: datetime
    expires_at: datetime
    proven_at: datetime | None
    has_second_factor: bool
    role: str | None
    programme_id: UUID | None
    settlement_id: UUID | None
    area: str
    group_code: str
    is_confirmed: bool
    level: int
    revoked_at: datetime | None


_account, _membership, _session = Account.__table__.c, Membership.__table__.c, SignInSession.__table__.c
_SESSION = Query(
    SessionRow,
    select(
        _account.id,
        _account.name,
        _account.username,
        _session.made_at,
        _session.seen_at.label("session_seen_at"),
        _session.expires_at,
        _session.proven_at,
        HAS_SECOND_FACTOR.label("has_second_factor"),
        _membership.role,
        _membership.programme_id,
        _membership.settlement_id,
        _membership.area,
        _membership.group_code,
        IS_CONFIRMED.label("is_confirmed"),
        _membership.level,
        _membership.revoked_at,
    )
    .select_from(SignInSession.__table__)
    .join(Account.__table__, _account.id == _session.account_id)
    .outerjoin(Membership.__table__, (_membership.account_id == _account.id) & HOLDS)
    .where(_session.token_hash == bindparam("session"), _account.revoked_at.is_(None))
    .order_by(_membership.id),
)


@dataclass(frozen=True, slots=True)
class LiveSession:
    """A session as it is stored: whose it is, when it was last used and when it ends."""

    person: SignedInPerson
    seen_at: datetime
    expires_at: datetime
    role_ends_at: datetime | None
    """When the first of the person's roles ends, if one does."""


def _load(asked: Request) -> SignedInPerson | None:
    value = _sent(asked)
    if not value:
        return None
    session, unchanged = hashed(value), known()
    key = (COOKIE, session)
    if key not in unchanged or _has_lost_a_role(unchanged[key]):
        unchanged[key] = _stored(session)
    found: LiveSession | None = unchanged[key]
    if found is None or _is_over(found):
        return None
    if now() - found.seen_at > TOUCH_EVERY:
        _touch(session)
    return found.person


def _stored(session: str) -> LiveSession | None:
    if not (rows := _SESSION.all(connection(), session=session, now=now())):
        return None
    first = rows[0]
    held = [RoleGrantRow(*(getattr(row, name) for name in RoleGrantRow._fields)) for row in rows if row.role]
    grants, stamp = tuple(row.grant for row in held), str(held)
    person = SignedInPerson(
        *first[:3], grants, session, stamp, first.made_at, first.proven_at, bool(first.has_second_factor)
    )
    ends = min((row.revoked_at for row in rows if row.revoked_at), default=None)
    return LiveSession(person, first.session_seen_at, first.expires_at, ends)


def steady_until() -> datetime:
    """Return the first moment at which what is known of this session changes without an act."""
    found: LiveSession | None = known().get((COOKIE, hashed(cookie_value())))
    if found is None:
        return now()
    idle, proven_at = timedelta(minutes=current_app.config["IDLE_MINUTES"]), found.person.proven_at
    ends = [found.expires_at, found.role_ends_at, found.seen_at + idle, found.seen_at + TOUCH_EVERY]
    ends.append(proven_at + PROOF_LASTS if proven_at is not None and found.person.is_proven else None)
    return min(moment for moment in ends if moment is not None)


def _has_lost_a_role(session: LiveSession | None) -> bool:
    # What is kept until the next act knows of no day that comes without one.
    return session is not None and session.role_ends_at is not None and session.role_ends_at <= now()


def _is_over(session: LiveSession) -> bool:
    idle = timedelta(minutes=current_app.config["IDLE_MINUTES"])
    ahead = now() + CLOCKS_DIFFER
    is_of_another_time = max(session.person.begun_at, session.seen_at) > ahead
    return session.expires_at <= now() or session.seen_at <= now() - idle or is_of_another_time


def _is_lately(moment: datetime) -> bool:
    return now() - PROOF_LASTS < moment <= now() + CLOCKS_DIFFER


def _touch(session: str) -> None:
    statement = update(SignInSession).where(SignInSession.token_hash == session).values(seen_at=now())
    if is_writing():
        connection().execute(statement)
        return
    # Whoever reads does not wait for whoever writes: the next page tries again.
    write_if_free(current_engine(), statement)


def _sent(asked: Request) -> str:
    cookies = asked.cookies
    if "renewed_session" in g:
        return str(g.renewed_session)
    # Over HTTPS no other name: a site beside this one could set it, and put its own session under somebody.
    return cookies.get(SECURE_COOKIE if asked.is_secure else COOKIE, "")


def _forget(response: Response, name: str) -> None:
    response.delete_cookie(name, path="/", httponly=True, samesite="Lax", secure=request.is_secure)
