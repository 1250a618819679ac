"""The current user: the cookie, its session, and the person with all roles, read by one statement."""

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
"""The session's cookie; over HTTPS the prefix of its name binds it to this host and path."""
LONGEST = timedelta(hours=12)
PROOF_LASTS = timedelta(minutes=15)
"""How long a proof by the second factor is valid, and a sign-in counts as recent."""
CLOCKS_DIFFER = timedelta(minutes=5)
"""How far the clocks of an installation may differ; sessions dated further ahead are invalid."""
TOUCH_EVERY = timedelta(minutes=3)
"""How often the use of a session is recorded: rarely, so that reading pages seldom writes."""


@dataclass(frozen=True, slots=True)
class SignedInPerson(UserMixin):
    """A signed-in person with their roles."""

    id: UUID
    name: str
    username: str
    grants: tuple[RoleGrant, ...]
    session: str
    stamp: str
    """The grants as a string, for the versions of pages."""
    begun_at: datetime
    proven_at: datetime | None = None
    has_second_factor: bool = False

    @property
    def actor(self) -> Actor:
        """The person as an actor, at the time of the request."""
        return Actor(self.id, self.grants, self.is_proven)

    @property
    def session_name(self) -> str:
        """The value to which the forms of this session are bound; it does not change with its tokens."""
        return session_name(self.id, self.begun_at)

    @property
    def is_proven(self) -> bool:
        """Return whether the person has recently given a second factor in this session."""
        return self.proven_at is not None and _is_lately(self.proven_at)

    @property
    def is_fresh(self) -> bool:
        """Return whether the password was typed recently."""
        return _is_lately(self.begun_at)

    @property
    def leaving(self) -> str:
        """The token of the sign-out button, which proves that it was on our own page.

        It is bound to the person and not to the session, as cached pages are shown in later sessions too.
        """
        return leave_token(self.id)

    def get_id(self) -> str:
        """Return the account's id for Flask-Login."""
        return str(self.id)


def init(app: Flask) -> None:
    """Let Flask-Login load our sessions; it stores none of its own."""
    manager = LoginManager()
    # Its context processor would load the user on public pages too, with a statement each.
    manager.init_app(app, add_context_processor=False)
    manager.session_protection = None  # type: ignore[assignment]
    manager.request_loader(_load)
    app.session_interface = NoCookieSessions()


class NoCookieSessions(SessionInterface):
    """Flask's own session, which Flask-Login reads; it stays empty and sets no cookie."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession:
        """Return an empty session."""
        return SecureCookieSession()

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Save nothing."""


def current_person() -> SignedInPerson | None:
    """Return the signed-in person, or None."""
    person = current_user._get_current_object()
    return person if isinstance(person, SignedInPerson) else None


def begin(db: Session, account_id: UUID, now: datetime, device: str = "") -> str:
    """Begin a session and return the value of its cookie; the server stores only its hash."""
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
    """Record that the person has given a second factor in this session."""
    db.execute(update(SignInSession).where(SignInSession.token_hash == session).values(proven_at=now))


def end(db: Session, session: str) -> None:
    """End a session."""
    db.execute(delete(SignInSession).where(SignInSession.token_hash == session))


def cookie_value() -> str:
    """Return the session cookie's value, or ""."""
    return _sent(request)


def set_cookie(response: Response, value: str) -> None:
    """Set the session cookie."""
    secure = request.is_secure
    name = SECURE_COOKIE if secure else COOKIE
    response.set_cookie(name, value, httponly=True, samesite="Lax", secure=secure, path="/")
    if secure and COOKIE in request.cookies:
        _forget(response, COOKIE)


def forget_cookie(response: Response) -> None:
    """Delete the session cookie under each of its names."""
    for name in (COOKIE, SECURE_COOKIE) if request.is_secure else (COOKIE,):
        _forget(response, name)


class SessionRow(NamedTuple):
    """A session with its account: one row for each of the account's grants, or one row without any."""

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
    """A stored session: its person, when it was last used, and when it ends."""

    person: SignedInPerson
    seen_at: datetime
    expires_at: datetime
    role_ends_at: datetime | None
    """When the first of the person's roles will end, or None."""


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
    """Return the first moment at which the cached data of this session changes without an act."""
    found: LiveSession | None = known().get((COOKIE, hashed(cookie_value())))
    if found is None:
        return now()
    idle, proven_at = timedelta(minutes=current_app.config["IDLE_MINUTES"]), found.person.proven_at
    ends = [found.expires_at, found.role_ends_at, found.seen_at + idle, found.seen_at + TOUCH_EVERY]
    ends.append(proven_at + PROOF_LASTS if proven_at is not None and found.person.is_proven else None)
    return min(moment for moment in ends if moment is not None)


def _has_lost_a_role(session: LiveSession | None) -> bool:
    # The cached session is valid until the next act, but a role can end without one.
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
    # A reader does not wait for a writer; the next page tries again.
    write_if_free(current_engine(), statement)


def _sent(asked: Request) -> str:
    cookies = asked.cookies
    if "renewed_session" in g:
        return str(g.renewed_session)
    # Over HTTPS only the prefixed name counts: a sibling site could set the other one for its own session.
    return cookies.get(SECURE_COOKIE if asked.is_secure else COOKIE, "")


def _forget(response: Response, name: str) -> None:
    response.delete_cookie(name, path="/", httponly=True, samesite="Lax", secure=request.is_secure)
