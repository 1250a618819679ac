"""What fails again and again waits longer and longer, and never for long: a growing delay, for all workers.

The first failures are free; then the next try waits 1, 2, 4, 8 minutes from the last failure, and never
more than 15. Nobody is locked out, and a wrong clock holds nobody up: a failure dated in the future was now.
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

FREE = 5
"""So many failures in a row cost no wait."""
LONGEST = timedelta(minutes=15)
KEPT = timedelta(days=1)
"""After so long without a failure the first ones are free again."""


@dataclass(frozen=True, slots=True)
class AttemptLimit:
    """One thing whose failures are counted: its key, whose it is, how many are free, and how long it counts.

    What is `shared` by many people is not forgiven when one of them succeeds.
    """

    key: str
    owner: str = ""
    free: int = FREE
    kept: timedelta = KEPT
    shared: bool = False


class FailureStreakRow(NamedTuple):
    """Failures in a row, as they are stored."""

    key: str
    failures: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class CountedAttempt:
    """A try that was counted as a failure before it was made; `wait` is in seconds, above 0 if it waits."""

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
    """Return the key under which something is counted; it tells nobody who or what was tried."""
    return hmac.new(secret, "\n".join(parts).encode(), hashlib.sha256).hexdigest()


def begin(db: Session, limits: Sequence[AttemptLimit], now: datetime) -> CountedAttempt:
    """Count a try before it is made, so that many at once cannot slip through; or say how long it waits.

    The caller commits at once and then tries.
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
    """Forget the failures before a success, and take it back where its failures are shared by many."""
    own = [limit.key for limit in tried.limits if not limit.shared]
    db.execute(delete(FailureStreak).where(FailureStreak.key.in_(own)))
    _give_back(db, tried, shared_only=True)


def take_back(db: Session, tried: CountedAttempt) -> None:
    """Take back a try that could not be made."""
    _give_back(db, tried, shared_only=False)


def is_due(db: Session, key: str, every: timedelta, now: datetime) -> bool:
    """Return whether something was not done for `every` long, and remember that it is done now."""
    _lock(db, [key])
    _tidy(db, now)
    rows = _ROWS.all(db, keys=[key])
    if rows and rows[0].last_at > now - every:
        return False
    _store(db, AttemptLimit(key), 0, now, is_new=not rows)
    return True


def counts(db: Session, keys: Sequence[str], now: datetime) -> dict[str, int]:
    """Return what was counted under some keys; until the transaction ends nobody else counts there."""
    _lock(db, keys)
    _tidy(db, now)
    return {row.key: row.failures for row in _ROWS.all(db, keys=list(keys))}


def count(db: Session, keys: Sequence[str], before: Mapping[str, int], at: datetime) -> None:
    """Count one more under each key, after `counts` has told what there was."""
    for key in keys:
        _store(db, AttemptLimit(key), before.get(key, 0) + 1, at, is_new=key not in before)


def free(db: Session, owner: str) -> int:
    """Forget the failures of an account and of all addresses; return how many were the account's."""
    failures = _FAILURES.get(db, owner=owner)
    db.execute(delete(FailureStreak).where(FailureStreak.owner.in_((owner, ""))))
    return int(failures or 0)


def _lock(db: Session, keys: Sequence[str]) -> None:
    # SQLite's writer is alone already.
    if db.connection().dialect.name == "postgresql":
        for number in sorted(int(key[:15], 16) for key in keys):
            db.execute(select(func.pg_advisory_xact_lock(number)))


def _tidy(db: Session, now: datetime) -> None:
    """Date what lies in the future now, and drop what is forgotten."""
    db.execute(update(FailureStreak).where(FailureStreak.last_at > now).values(last_at=now))
    db.execute(delete(FailureStreak).where(FailureStreak.last_at < now - KEPT))


def _failures(row: FailureStreakRow | None, limit: AttemptLimit, now: datetime) -> int:
    return 0 if row is None or row.last_at < now - limit.kept else row.failures


def _wait(row: FailureStreakRow, failures: int, limit: AttemptLimit, now: datetime) -> int:
    """How long to wait yet. Units: seconds."""
    if failures < limit.free:
        return 0
    delay = min(timedelta(minutes=2 ** min(failures - limit.free, 10)), LONGEST)
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
