"""Tries that are limited, counted in the database: for all workers, and over restarts."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from peoplesprocess.db.types import uuid7
from peoplesprocess.models.accounts import Attempt

WINDOW = timedelta(hours=1)


def key(secret: bytes, *parts: str) -> str:
    """Return the name under which a try is counted; it tells nobody who or what was tried."""
    return hmac.new(secret, "\n".join(parts).encode(), hashlib.sha256).hexdigest()


def wait(db: Session, limits: Mapping[str, int], now: datetime) -> int:
    """Return how long to wait, given how often each key may be tried in an hour. Units: minutes."""
    counted = db.execute(
        select(Attempt.key, func.count(), func.min(Attempt.at))
        .where(Attempt.key.in_(limits), Attempt.at >= now - WINDOW)
        .group_by(Attempt.key)
    ).all()
    free_at = [oldest + WINDOW for name, count, oldest in counted if count >= limits[name]]
    return max(1, -(-int((max(free_at) - now).total_seconds()) // 60)) if free_at else 0


def count(db: Session, keys: Iterable[str], now: datetime) -> tuple[UUID, ...]:
    """Count a try under each key, forget those of more than an hour ago, and return what takes it back."""
    db.execute(delete(Attempt).where(Attempt.at < now - WINDOW))
    found = [Attempt(id=uuid7(), key=name, at=now) for name in keys]
    db.add_all(found)
    db.flush()
    return tuple(attempt.id for attempt in found)


def take_back(db: Session, rows: Iterable[UUID], name: str = "") -> None:
    """Forget tries that were no failures, and all others under a key."""
    db.execute(delete(Attempt).where(Attempt.id.in_(list(rows)) | (Attempt.key == name)))
