"""A growing delay after repeated failures, counted in the database for all workers.

The first failures are free; after that, the next try has to wait 1, 2, 4, 8 and at most 15 minutes from the
last failure. Nobody is ever locked out, and a wrong clock delays nobody: failures dated in the future are
redated to now.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.orm import Session

from peoplesprocess.db.typed_query import Query, ScalarQuery
from peoplesprocess.models.accounts import FailureStreak

FREE_FAILURES = 5
"""How many failures in a row cost no wait."""
LONGEST_WAIT = timedelta(minutes=15)
COUNTED_FOR = timedelta(days=1)
"""After this time without a failure, the first ones are free again."""


@dataclass(frozen=True, slots=True)
class AttemptLimit:
    """Something whose failures are counted: its key, owner, number of free failures, and how long they count.

    A limit that is `shared` by many people is not reset when one of them succeeds.
    """

    key: str
    owner: str = ""
    free: int = FREE_FAILURES
    kept: timedelta = COUNTED_FOR
    shared: bool = False


class FailureStreakRow(NamedTuple):
    """A stored streak of failures."""

    key: str
    failures: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class CountedAttempt:
    """A try that was counted as a failure in advance; if `wait` (seconds) is above 0, it must not be made."""

    wait: int = 0
    limits: tuple[AttemptLimit, ...] = ()
    before: tuple[FailureStreakRow, ...] = ()


_ROWS = Query(
    FailureStreakRow,
    select(FailureStreak.key, FailureStreak.failures, FailureStreak.last_at).where(
        FailureStreak.key.in_(bindparam("keys", expanding=True))
    ),
)


_FAILURES = ScalarQuery(
    select(func.sum(FailureStreak.failures)).where(FailureStreak.owner == bindparam("owner"))
)


def digest(secret: bytes, *parts: str) -> str:
    """Return the key under which something is counted; it does not reveal who or what was tried."""
    return hmac.new(secret, "\n".join(parts).encode(), hashlib.sha256).hexdigest()


def begin(db: Session, limits: Sequence[AttemptLimit], now: datetime) -> CountedAttempt:
    """Count a try as a failure before it is made, or return how long it has to wait.

    The caller commits at once and then tries, so that concurrent tries cannot slip through.
    """
    _lock(db, [limit.key for limit in limits])
    _tidy(db, now)
    rows = {row.key: row for row in _ROWS.all(db, keys=[limit.key for limit in limits])}
    counted = {limit.key: _failures(rows.get(limit.key), limit, now) for limit in limits}
    waits = [_wait(rows[each.key], counted[each.key], each, now) for each in limits if each.key in rows]
    if wait := max(waits, default=0):
        return CountedAttempt(wait)
    for limit in limits:
        _store(db, limit, counted[limit.key] + 1, now, is_new=limit.key not in rows)
    return CountedAttempt(0, tuple(limits), tuple(rows.values()))


def succeeded(db: Session, tried: CountedAttempt) -> None:
    """Forget the owner's failures after a success; for shared limits, only uncount this try."""
    own = [limit.key for limit in tried.limits if not limit.shared]
    db.execute(delete(FailureStreak).where(FailureStreak.key.in_(own)))
    _give_back(db, tried, shared_only=True)


def take_back(db: Session, tried: CountedAttempt) -> None:
    """Uncount a try that could not be made."""
    _give_back(db, tried, shared_only=False)


def is_due(db: Session, key: str, every: timedelta, now: datetime) -> bool:
    """Return whether something was last done at least `every` ago, and if so record that it is done now."""
    _lock(db, [key])
    _tidy(db, now)
    rows = _ROWS.all(db, keys=[key])
    if rows and rows[0].last_at > now - every:
        return False
    _store(db, AttemptLimit(key), 0, now, is_new=not rows)
    return True


def counts(db: Session, keys: Sequence[str], now: datetime) -> dict[str, int]:
    """Return the counts under some keys, and lock these until the transaction ends."""
    _lock(db, keys)
    _tidy(db, now)
    return {row.key: row.failures for row in _ROWS.all(db, keys=list(keys))}


def count(db: Session, keys: Sequence[str], before: Mapping[str, int], at: datetime) -> None:
    """Add one to the count under each key; `before` is what `counts` returned."""
    for key in keys:
        _store(db, AttemptLimit(key), before.get(key, 0) + 1, at, is_new=key not in before)


def forget_failures(db: Session, owner: str) -> int:
    """Forget the failures of an account and of all addresses; return how many were the account's."""
    failures = _FAILURES.get(db, owner=owner)
    db.execute(delete(FailureStreak).where(FailureStreak.owner.in_((owner, ""))))
    return int(failures or 0)


def _lock(db: Session, keys: Sequence[str]) -> None:
    # SQLite has a single writer, so no lock is needed.
    if db.connection().dialect.name == "postgresql":
        for number in sorted(int(key[:15], 16) for key in keys):
            db.execute(select(func.pg_advisory_xact_lock(number)))


def _tidy(db: Session, now: datetime) -> None:
    """Redate failures from the future to now, and delete expired ones."""
    db.execute(update(FailureStreak).where(FailureStreak.last_at > now).values(last_at=now))
    db.execute(delete(FailureStreak).where(FailureStreak.last_at < now - COUNTED_FOR))


def _failures(row: FailureStreakRow | None, limit: AttemptLimit, now: datetime) -> int:
    return 0 if row is None or row.last_at < now - limit.kept else row.failures


def _wait(row: FailureStreakRow, failures: int, limit: AttemptLimit, now: datetime) -> int:
    """Return how many seconds are left to wait."""
    if failures < limit.free:
        return 0
    delay = min(timedelta(minutes=2 ** min(failures - limit.free, 10)), LONGEST_WAIT)
    left = (min(row.last_at, now) + delay - now).total_seconds()
    return max(0, -int(-left // 1))


def _store(db: Session, limit: AttemptLimit, failures: int, now: datetime, *, is_new: bool) -> None:
    if is_new:
        db.add(FailureStreak(key=limit.key, owner=limit.owner, failures=failures, last_at=now))
        db.flush()
        return
    changed = (
        update(FailureStreak).where(FailureStreak.key == limit.key).values(failures=failures, last_at=now)
    )
    db.execute(changed.execution_options(synchronize_session=False))


def _give_back(db: Session, tried: CountedAttempt, *, shared_only: bool) -> None:
    before = {row.key: row for row in tried.before}
    for limit in tried.limits:
        if limit.shared or not shared_only:
            values: dict[str, object] = {"failures": FailureStreak.failures - 1}
            if limit.key in before:
                values["last_at"] = before[limit.key].last_at
            undone = (
                update(FailureStreak)
                .where(FailureStreak.key == limit.key, FailureStreak.failures > 0)
                .values(values)
            )
            db.execute(undone.execution_options(synchronize_session=False))
