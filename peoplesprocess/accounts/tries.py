"""Failed sign-ins, counted in the database: for all workers, and over restarts."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from peoplesprocess.db.types import uuid7
from peoplesprocess.models import Attempt

WINDOW = timedelta(hours=1)
MOST_HERE, MOST_EVERYWHERE = 10, 100


@dataclass(frozen=True, slots=True)
class Try:
    """A try to sign in, failed until it is taken back; `wait` is minutes, above 0 if it has to wait."""

    wait: int = 0
    rows: tuple[UUID, ...] = ()
    here: str = ""


def begin(db: Session, secret: bytes, username: str, address: str, now: datetime) -> Try:
    """Count a try before it is made, so that many at once cannot slip through; or say how long to wait."""
    db.execute(delete(Attempt).where(Attempt.at < now - WINDOW))
    here, everywhere = _key(secret, username, address), _key(secret, username)
    limits = {here: MOST_HERE, everywhere: MOST_EVERYWHERE}
    failed = db.execute(
        select(Attempt.key, func.count(), func.min(Attempt.at))
        .where(Attempt.key.in_(limits))
        .group_by(Attempt.key)
    ).all()
    free_at = [oldest + WINDOW for key, count, oldest in failed if count >= limits[key]]
    if free_at:
        return Try(wait=_minutes(max(free_at) - now))
    rows = (uuid7(), uuid7())
    db.add_all(Attempt(id=row, key=key, at=now) for row, key in zip(rows, limits, strict=True))
    db.flush()
    return Try(rows=rows, here=here)


def succeeded(db: Session, attempt: Try) -> None:
    """Take a try back that was no failure, with the failures of the same account and place before it."""
    db.execute(delete(Attempt).where(Attempt.id.in_(attempt.rows)))
    db.execute(delete(Attempt).where(Attempt.key == attempt.here))


def _minutes(rest: timedelta) -> int:
    return max(1, -(-int(rest.total_seconds()) // 60))


def _key(secret: bytes, *parts: str) -> str:
    return hmac.new(secret, "\n".join(parts).encode(), hashlib.sha256).hexdigest()
