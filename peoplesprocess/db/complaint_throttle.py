"""How many complaints came in, counted for all workers in a way that finds nobody who complained.

A row is a keyed digest that stands for an hour or a day, and a number; it is dated by the day alone. An
address stands in it by two bytes of a digest: thousands of addresses have the same. Copies leave it out.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from peoplesprocess.core.complaint_pace import RecentComplaintCounts, complaint_wait, hour_of
from peoplesprocess.db import attempt_delay
from peoplesprocess.db.attempt_delay import digest
from peoplesprocess.db.throttle import line_of

LETTERS = 4
"""Of the digest of an address."""


def count_complaint(
    db: Session, secret: bytes, address: str, settlement_id: UUID, now: datetime
) -> timedelta:
    """Count a complaint that is saved in this transaction, or return how long it has to wait."""
    hour, day = hour_of(now), now.replace(hour=0, minute=0, second=0, microsecond=0)
    connection = digest(secret, "complaints from", line_of(address))[:LETTERS]
    keys = (
        digest(secret, "complaints in an hour", connection, hour.isoformat()),
        digest(secret, "complaints in a day", connection, day.isoformat()),
        digest(secret, "complaints in a place", str(settlement_id), hour.isoformat()),
    )
    counts = attempt_delay.counts(db, keys, now)
    free = [int(digest(secret, "complaints that are free", key)[:8], 16) for key in (keys[0], keys[2])]
    wait = complaint_wait(RecentComplaintCounts(*(counts.get(key, 0) for key in keys), *free), now)
    if not wait:
        attempt_delay.count(db, keys, counts, day)
    return wait
