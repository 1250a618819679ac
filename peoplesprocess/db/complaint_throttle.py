"""Limits on complaints, counted for all workers without storing who complained.

A row is a keyed digest that stands for an hour or a day, with a count, dated by the day only. The address is
reduced to two bytes of a digest, which thousands of addresses share. Backups leave these rows out.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from peoplesprocess.core.complaint_pace import RecentComplaintCounts, complaint_wait, hour_of
from peoplesprocess.db import attempt_delay
from peoplesprocess.db.attempt_delay import digest
from peoplesprocess.db.throttle import line_of

ADDRESS_DIGITS = 4
"""How many hexadecimal digits of an address's digest are used."""


def count_complaint(
    db: Session, secret: bytes, address: str, settlement_id: UUID, now: datetime
) -> timedelta:
    """Count a complaint that this transaction saves; if there were too many, only return the time to wait."""
    hour, day = hour_of(now), now.replace(hour=0, minute=0, second=0, microsecond=0)
    connection = digest(secret, "complaints from", line_of(address))[:ADDRESS_DIGITS]
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
