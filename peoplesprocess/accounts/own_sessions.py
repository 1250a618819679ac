"""The list of one's own sessions, and ending them."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, delete, select

from peoplesprocess.act import Act
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.permissions import Forbidden
from peoplesprocess.db import journal
from peoplesprocess.db.typed_query import Query
from peoplesprocess.models import SignInSession

SHOWN = 20
MARK_LENGTH = 16


class OwnSession(NamedTuple):
    """A session of an account."""

    token_hash: str
    made_at: datetime
    seen_at: datetime
    device: str

    @property
    def mark(self) -> str:
        """The part of the token's digest that names the session in an address; it opens nothing."""
        return self.token_hash[:MARK_LENGTH]


OWN_SESSIONS = Query(
    OwnSession,
    select(SignInSession.token_hash, SignInSession.made_at, SignInSession.seen_at, SignInSession.device)
    .where(
        SignInSession.account_id == bindparam("account"),
        SignInSession.expires_at > bindparam("now"),
        SignInSession.seen_at > bindparam("idle_since"),
    )
    .order_by(SignInSession.seen_at.desc())
    .limit(SHOWN),
)
"""The open sessions of an account, last used first."""


def end_session(act: Act, mark: str) -> None:
    """End one of the actor's sessions.

    It asks no action of the table: everybody may end their own sessions. Errors: Forbidden; Refused if it has
    already ended.
    """
    whole = SignInSession.token_hash.startswith(mark.ljust(MARK_LENGTH), autoescape=True)
    chosen = delete(SignInSession).where(SignInSession.account_id == _own(act), whole)
    if act.db.scalar(chosen.returning(SignInSession.token_hash)) is None:
        raise Refused(Message(N_("This sign-in has already ended.")))
    act.note_in(journal.INSTALLATION, "sessions.end", "account", ended=1)


def end_other_sessions(act: Act, session: str) -> None:
    """End all of the actor's sessions but this one. It asks no action of the table, as `end_session`."""
    ended = act.db.scalars(
        delete(SignInSession)
        .where(SignInSession.account_id == _own(act), SignInSession.token_hash != session)
        .returning(SignInSession.token_hash)
    ).all()
    act.note_in(journal.INSTALLATION, "sessions.end", "account", ended=len(ended))


def _own(act: Act) -> UUID:
    if act.actor.id is None:
        raise Forbidden("the installation has no session")
    return act.actor.id
