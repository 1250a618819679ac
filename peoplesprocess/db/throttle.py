"""What may be done only so often, counted in the database: for all workers, and over restarts.

Flask-Limiter counts in memory or in Redis, cannot take a count back, and would add a service to run.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, delete, func, select
from sqlalchemy.orm import Session

from peoplesprocess.core.messages import Plural, Sentence
from peoplesprocess.db.query import Query
from peoplesprocess.db.types import uuid7
from peoplesprocess.models.accounts import Attempt

WINDOW = timedelta(hours=1)
SIGN_INS_HERE, SIGN_INS_EVERYWHERE = 10, 100
"""Failed sign-ins in an hour: few for an account at one address, more at all addresses together."""


class AttemptCount(NamedTuple):
    """How often a key was tried in the last hour, and when first."""

    key: str
    tries: int
    oldest: datetime


_COUNTED = Query(
    AttemptCount,
    select(Attempt.key, func.count().label("tries"), func.min(Attempt.at).label("oldest"))
    .where(Attempt.key.in_(bindparam("keys", expanding=True)), Attempt.at >= bindparam("since"))
    .group_by(Attempt.key),
)


@dataclass(frozen=True, slots=True)
class SignInAttempt:
    """A try to sign in, failed until it is taken back; `wait` is minutes, above 0 if it has to wait."""

    wait: int = 0
    rows: tuple[UUID, ...] = ()
    key: str = ""


def begin_sign_in(db: Session, secret: bytes, username: str, address: str, now: datetime) -> SignInAttempt:
    """Count a try before it is made, so that many at once cannot slip through; or say how long to wait."""
    here, everywhere = _key(secret, username, address), _key(secret, username)
    minutes = _wait(db, {here: SIGN_INS_HERE, everywhere: SIGN_INS_EVERYWHERE}, now)
    return (
        SignInAttempt(wait=minutes) if minutes else SignInAttempt(0, _add(db, (here, everywhere), now), here)
    )


def sign_in_succeeded(db: Session, attempt: SignInAttempt) -> None:
    """Take back the try, which was no failure, and earlier failures of the account at this address."""
    db.execute(delete(Attempt).where(Attempt.id.in_(attempt.rows) | (Attempt.key == attempt.key)))


def too_many(minutes: int) -> Sentence:
    """Return what is said to somebody who has to wait."""
    return Plural(
        "Too many tries. Wait %(count)s minute, then try again.",
        "Too many tries. Wait %(count)s minutes, then try again.",
        minutes,
    )


def _key(secret: bytes, *parts: str) -> str:
    """The key under which a try is counted; it tells nobody who or what was tried."""
    return hmac.new(secret, "\n".join(parts).encode(), hashlib.sha256).hexdigest()


def _wait(db: Session, limits: Mapping[str, int], now: datetime) -> int:
    """How long to wait, given how often each key may be tried in an hour. Units: minutes."""
    counted = _COUNTED.all(db, keys=list(limits), since=now - WINDOW)
    free_at = [row.oldest + WINDOW for row in counted if row.tries >= limits[row.key]]
    return max(1, -(-int((max(free_at) - now).total_seconds()) // 60)) if free_at else 0


def _add(db: Session, keys: Iterable[str], now: datetime) -> tuple[UUID, ...]:
    """Count a try under each key, forget those of more than an hour ago, and return what takes it back."""
    db.execute(delete(Attempt).where(Attempt.at < now - WINDOW))
    found = [Attempt(id=uuid7(), key=name, at=now) for name in keys]
    db.add_all(found)
    db.flush()
    return tuple(attempt.id for attempt in found)
