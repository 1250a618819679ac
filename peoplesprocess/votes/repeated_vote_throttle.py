"""The wait between votes with the same code: none at first, growing to two minutes.

Anybody who has seen the code can vote with it too. A limit per hour would let them use it up and keep the
owner from voting; a wait of at most two minutes keeps nobody away, and still slows down endless voting.
"""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, delete, func, select
from sqlalchemy.orm import Session

from peoplesprocess.db.column_types import uuid7
from peoplesprocess.db.typed_query import Query
from peoplesprocess.models import ThrottledCodeVote

WINDOW = timedelta(hours=1)
CLOCKS_DIFFER = timedelta(minutes=5)
"""How far in the future a counted vote may be dated: some requests waited in the queue, and clocks differ."""
WAITS = (0, 0, 0, 0, 5, 10, 20, 40, 80, 120)
"""The wait before the next vote after none, one, two … votes within the hour. Units: seconds."""


class RecentCodeVotes(NamedTuple):
    """The number of votes with a code in the last hour, and the time of the newest one."""

    votes: int
    newest: datetime | None


_VOTES = Query(
    RecentCodeVotes,
    select(func.count().label("votes"), func.max(ThrottledCodeVote.at).label("newest")).where(
        ThrottledCodeVote.key == bindparam("key"),
        ThrottledCodeVote.at.between(bindparam("since"), bindparam("until")),
    ),
)
"""Votes counted by a clock that ran ahead are left out: they could make a voter wait for years."""


def wait_before(db: Session, secret: bytes, voting_code_id: UUID, now: datetime) -> int:
    """Return how long the next vote with a code has to wait. Units: seconds."""
    voted = _VOTES.one(db, key=_key(secret, voting_code_id), since=now - WINDOW, until=now + CLOCKS_DIFFER)
    if voted.newest is None:
        return 0
    gone = max(0, int((now - voted.newest).total_seconds()))
    return max(0, WAITS[min(voted.votes, len(WAITS) - 1)] - gone)


def count(db: Session, secret: bytes, voting_code_id: UUID, now: datetime) -> None:
    """Count a vote in the caller's transaction, and delete the counts older than an hour."""
    db.execute(
        delete(ThrottledCodeVote).where(
            (ThrottledCodeVote.at < now - WINDOW) | (ThrottledCodeVote.at > now + CLOCKS_DIFFER)
        )
    )
    db.add(ThrottledCodeVote(id=uuid7(), key=_key(secret, voting_code_id), at=now))


def _key(secret: bytes, voting_code_id: UUID) -> str:
    """Return the key under which votes are counted; it does not reveal the paper."""
    return hmac.digest(secret, f"pace {voting_code_id}".encode(), "sha256").hex()
