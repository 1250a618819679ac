"""Failed sign-ins: few for an account at one place, more at all places together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from peoplesprocess.db import tries

MOST_HERE, MOST_EVERYWHERE = 10, 100


@dataclass(frozen=True, slots=True)
class Try:
    """A try to sign in, failed until it is taken back; `wait` is minutes, above 0 if it has to wait."""

    wait: int = 0
    rows: tuple[UUID, ...] = ()
    here: str = ""


def begin(db: Session, secret: bytes, username: str, address: str, now: datetime) -> Try:
    """Count a try before it is made, so that many at once cannot slip through; or say how long to wait."""
    here, everywhere = tries.key(secret, username, address), tries.key(secret, username)
    minutes = tries.wait(db, {here: MOST_HERE, everywhere: MOST_EVERYWHERE}, now)
    return Try(wait=minutes) if minutes else Try(rows=tries.count(db, (here, everywhere), now), here=here)


def succeeded(db: Session, attempt: Try) -> None:
    """Take a try back that was no failure, with the failures of the same account and place before it."""
    tries.take_back(db, attempt.rows, attempt.here)
