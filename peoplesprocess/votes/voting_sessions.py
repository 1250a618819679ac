"""The short session of a voter who typed in a code: it shows the ballot, then the receipt.

No address contains a code or a receipt: addresses stay in the telephone's history and in logs.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from peoplesprocess.core.secrets import hashed
from peoplesprocess.models import VoterSession
from peoplesprocess.votes import queries
from peoplesprocess.votes.queries import VotingCodeRow

COOKIE = "vote"
LONGEST = timedelta(minutes=10)


class VotingSessionPurpose(StrEnum):
    """The page that a session shows."""

    BALLOT = "ballot"
    RECEIPT = "receipt"


def begin(db: Session, value: str, voting_code_id: UUID, purpose: VotingSessionPurpose, now: datetime) -> str:
    """Begin a session in place of the one that `value` names, and return the new session's token.

    Expired sessions are deleted, so that no row shows for long when a code was used.
    """
    end(db, value)
    db.execute(delete(VoterSession).where(VoterSession.expires_at <= now))
    value = secrets.token_urlsafe(24)
    db.add(
        VoterSession(
            token_hash=hashed(value), voting_code_id=voting_code_id, purpose=purpose, expires_at=now + LONGEST
        )
    )
    return value


def end(db: Session, value: str) -> None:
    """End a session on the server, even if a browser still has its cookie."""
    db.execute(delete(VoterSession).where(VoterSession.token_hash == hashed(value)))


def paper_of(db: Session, value: str, purpose: VotingSessionPurpose, now: datetime) -> VotingCodeRow | None:
    """Return the paper of a session with this purpose, or None if there is none or it is over."""
    return (
        queries.PAPER_OF_SESSION.first(db, token=hashed(value), purpose=purpose, now=now) if value else None
    )
