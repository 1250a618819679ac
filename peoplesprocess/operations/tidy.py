"""Deleting what has passed its retention time: rows without historical value, and unreferenced files.

docs/threat-model.md lists the periods. Acts, roles and invitations are history and are kept.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Engine
from sqlalchemy.orm import InstrumentedAttribute

from peoplesprocess.core.mobile_numbers import CODE_HOLDS
from peoplesprocess.db.session import open_connection
from peoplesprocess.db.throttle import WINDOW
from peoplesprocess.models import (
    Base,
    NumberConfirmation,
    Reminder,
    SignInSession,
    ThrottledCodeVote,
    VoterSession,
    WebFormSubmission,
)
from peoplesprocess.operations.backup import PHOTO_TABLES
from peoplesprocess.operations.drill import TEMPORARY
from peoplesprocess.operations.exact_points import coarsen_exact_points
from peoplesprocess.operations.replaced_by_restore import keeps_replaced
from peoplesprocess.photos.store import PhotoStore

ANSWERS_KEPT = timedelta(days=30)
"""How long a form that is sent again is redirected to the place of its first submission."""
REMINDERS_KEPT = timedelta(days=30)
"""How long sent reminders are kept; the next one depends on them."""
ABANDONED = timedelta(days=1)
"""How long an unreferenced photo is kept, since its form may still be on its way."""
WRONG_CLOCK = timedelta(days=1)
"""A time more than this in the future comes from a wrong clock."""
BATCH_SIZE = 500
"""How many rows are deleted in one transaction, so that writers need not wait long."""

MappedKey = InstrumentedAttribute[UUID] | InstrumentedAttribute[str]


@dataclass(frozen=True, slots=True)
class TidySummary:
    """The counts of what was deleted."""

    form_submissions: int
    sign_ins: int
    attempts: int
    voting_sessions: int
    reminders: int
    unconfirmed_numbers: int
    exact_points: int
    photos: int
    temporary_files: int


def tidy(engine: Engine, instance: Path, photos: PhotoStore, idle: timedelta, now: datetime) -> TidySummary:
    """Delete what has passed its retention time and return the counts; `idle` ends unused sign-ins."""
    over = (
        (SignInSession.expires_at <= now)
        | (SignInSession.seen_at <= now - idle)
        | (SignInSession.seen_at > now + WRONG_CLOCK)
    )
    long_ago = (ThrottledCodeVote.at < now - WINDOW) | (ThrottledCodeVote.at > now + WRONG_CLOCK)
    return TidySummary(
        form_submissions=_delete(
            engine, WebFormSubmission.form_id, WebFormSubmission.made_at < now - ANSWERS_KEPT
        ),
        sign_ins=_delete(engine, SignInSession.token_hash, over),
        attempts=_delete(engine, ThrottledCodeVote.id, long_ago),
        voting_sessions=_delete(engine, VoterSession.token_hash, VoterSession.expires_at <= now),
        reminders=_delete(
            engine,
            Reminder.id,
            sa.func.coalesce(Reminder.sent_at, Reminder.given_up_at) < now - REMINDERS_KEPT,
        ),
        unconfirmed_numbers=_delete(
            engine, NumberConfirmation.id, NumberConfirmation.made_at < now - CODE_HOLDS
        ),
        exact_points=coarsen_exact_points(engine, now),
        temporary_files=_remove_temporary(instance),
        # Last, because a bucket may not answer.
        photos=_remove_photos(engine, photos, now - ABANDONED),
    )


def _delete(engine: Engine, key: MappedKey, due: ColumnElement[bool]) -> int:
    column = key.property.columns[0]
    table, count = column.table, 0
    while True:
        with engine.connect() as connection:
            keys = connection.execute(sa.select(column).where(due).limit(BATCH_SIZE)).scalars().all()
        if not keys:
            return count
        with open_connection(engine, writes=True) as connection:
            count += connection.execute(sa.delete(table).where(column.in_(keys))).rowcount
            connection.commit()


def _remove_photos(engine: Engine, photos: PhotoStore, abandoned: datetime) -> int:
    if keeps_replaced(engine):
        return 0
    count = 0
    for shelf, old in groupby(photos.older_than(abandoned), key=lambda digest: digest[:2]):
        for digest in sorted(set(old) - _named(engine, shelf)):
            count += photos.remove(digest, abandoned)
    return count


def _named(engine: Engine, shelf: str) -> set[str]:
    with engine.connect() as connection:
        return {
            digest
            for name in PHOTO_TABLES
            for column in [Base.metadata.tables[name].c.digest]
            for digest in connection.execute(sa.select(column).where(column.startswith(shelf))).scalars()
        }


def _remove_temporary(instance: Path) -> int:
    count = 0
    for path in _temporary(instance):
        if _is_abandoned(path):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
            count += 1
    return count


def _temporary(instance: Path) -> Iterator[Path]:
    """Yield what killed processes leave behind: parts of photos, backups or databases."""
    yield from (path for path in instance.glob("photos/*/*") if path.suffix != ".jpg")
    yield from instance.glob("*.restoring*")
    yield from instance.glob("*.part")
    yield from instance.glob(f"{TEMPORARY}*")


def _is_abandoned(path: Path) -> bool:
    with suppress(FileNotFoundError):
        return path.stat().st_mtime < time.time() - ABANDONED.total_seconds()
    return False
