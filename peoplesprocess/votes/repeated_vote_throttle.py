"""How soon a code votes again: at once for a few times, then after a wait that grows to two minutes.

Whoever has seen somebody's code can vote with it too. A limit by the hour would let them use it up and keep
the owner from voting; a wait of two minutes at most keeps nobody away, and holds up who votes without end.
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
"""A vote may be dated so far ahead and count: some have waited for their turn, and clocks differ."""
WAITS = (0, 0, 0, 0, 5, 10, 20, 40, 80, 120)
"""How long the next vote waits after none, one, two in an hour, and so on. Units: seconds."""


class RecentCodeVotes(NamedTuple):
    """How many votes came with a code in the last hour, and the newest of them."""

    votes: int
    newest: datetime | None


_VOTES = Query(
    RecentCodeVotes,
    select(func.count().label("votes"), func.max(ThrottledCodeVote.at).label("newest")).where(
        ThrottledCodeVote.key == bindparam("key"),
        ThrottledCodeVote.at.between(bindparam("since"), bindparam("until")),
    ),
)
"""What a clock that ran ahead has counted is left out: it would keep a voter waiting for years."""


def wait_before(db: Session, secret: bytes, voting_code_id: UUID, now: datetime) -> int:
    """Return how long the next vote with a code has to wait. Units: seconds."""
    voted = _VOTES.one(db, key=_key(secret, voting_code_id), since=now - WINDOW, until=now + CLOCKS_DIFFER)
    if voted.newest is None:
        return 0
    gone = max(0, int((now - voted.newest).total_seconds()))
    return max(0, WAITS[min(voted.votes, len(WAITS) - 1)] - gone)


def count(db: Session, secret: bytes, voting_code_id: UUID, now: datetime) -> None:
    """Count a vote, in its own transaction, and forget those of more than an hour ago."""
    db.execute(
        delete(ThrottledCodeVote).where(
            (ThrottledCodeVote.at < now - WINDOW) | (ThrottledCodeVote.at > now + CLOCKS_DIFFER)
        )
    )
    db.add(ThrottledCodeVote(id=uuid7(), key=_key(secret, voting_code_id), at=now))


def _key(secret: bytes, voting_code_id: UUID) -> str:
    """The key under which votes are counted; it tells nobody of which paper they are."""
    return hmac.digest(secret, f"pace {voting_code_id}".encode(), "sha256").hex()
