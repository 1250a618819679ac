"""What may be done only so often, counted in the database: for all workers, and over restarts.

Flask-Limiter counts in memory or in Redis, cannot take a count back, and would add a service to run.
Signing in and second factors wait as `growing_delay` says, with the limits below.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address
from uuid import UUID

from sqlalchemy.orm import Session

from peoplesprocess.core.messages import Plural, Sentence
from peoplesprocess.db import attempt_delay
from peoplesprocess.db.attempt_delay import AttemptLimit, CountedAttempt, digest

WINDOW = timedelta(hours=1)
FREE_AT_ADDRESS, FREE_EVERYWHERE = 30, 100
"""Failed sign-ins that cost nothing: of all names at one address, and of one name at all addresses."""
FREE_RECEIPTS = 10
"""Wrong receipts that cost nothing at one address."""
FREE_TOKENS = 30
"""Wrong secrets of devices that cost nothing at one address, which a whole village may share."""
FREE_NUMBER_CODES = 3
"""So many codes go to one number, or are asked for by one account, before the next one waits."""
NOTED_EVERY = timedelta(minutes=1)
"""So often at most a failure of one account goes into the journal, which keeps everything for ever."""


def begin_sign_in(
    db: Session, secret: bytes, username: str, address: str, now: datetime, browser: str = ""
) -> CountedAttempt:
    """Count a try to sign in, or say how long it waits.

    A `browser` that has signed in to this account before is counted by itself: who guesses elsewhere, or
    behind the same address, does not hold up the owner.
    """
    owner = digest(secret, "account", username)
    if browser:
        return attempt_delay.begin(
            db, [AttemptLimit(digest(secret, "browser", username, browser), owner)], now
        )
    address = line_of(address)
    limits = [
        AttemptLimit(digest(secret, "here", username, address), owner),
        AttemptLimit(digest(secret, "everywhere", username), owner, FREE_EVERYWHERE, WINDOW, shared=True),
        AttemptLimit(digest(secret, "address", address), "", FREE_AT_ADDRESS, WINDOW, shared=True),
    ]
    return attempt_delay.begin(db, limits, now)


def begin_proof(db: Session, secret: bytes, username: str, account_id: UUID, now: datetime) -> CountedAttempt:
    """Count a try with a second factor, or say how long it waits."""
    owner = digest(secret, "account", username)
    return attempt_delay.begin(
        db, [AttemptLimit(digest(secret, "second factor", str(account_id)), owner)], now
    )


def begin_receipt(db: Session, secret: bytes, address: str, now: datetime) -> CountedAttempt:
    """Count a try with the receipt of a complaint, or say how long it waits."""
    return attempt_delay.begin(
        db, [AttemptLimit(digest(secret, "receipt", line_of(address)), "", FREE_RECEIPTS, WINDOW)], now
    )


def begin_token(db: Session, secret: bytes, address: str, now: datetime) -> CountedAttempt:
    """Count a wrong secret of a device, or say how long the next one waits; right ones never wait."""
    return attempt_delay.begin(
        db, [AttemptLimit(digest(secret, "device", line_of(address)), "", FREE_TOKENS, WINDOW)], now
    )


def begin_number(db: Session, secret: bytes, account_id: UUID, number: str, now: datetime) -> CountedAttempt:
    """Count a code that is sent to a number, or say how long the next one waits: no telephone is flooded."""
    keys = (digest(secret, "number of", str(account_id)), digest(secret, "number", number))
    return attempt_delay.begin(db, [AttemptLimit(key, "", FREE_NUMBER_CODES) for key in keys], now)


def begin_number_code(db: Session, secret: bytes, name: UUID, now: datetime) -> CountedAttempt:
    """Count a try with the code that was sent to a number, or say how long it waits."""
    return attempt_delay.begin(db, [AttemptLimit(digest(secret, "number code", str(name)))], now)


def is_noted_now(db: Session, secret: bytes, what: str, of: str, now: datetime) -> bool:
    """Return whether a failure goes into the journal: at most once a minute for each account."""
    return attempt_delay.is_due(db, digest(secret, "noted", what, of), NOTED_EVERY, now)


def unlock(db: Session, secret: bytes, username: str) -> int:
    """Free an account, and the addresses, from waiting; return how many failures were forgotten."""
    return attempt_delay.free(db, digest(secret, "account", username))


def too_many(minutes: int) -> Sentence:
    """Return what is said to somebody who has to wait."""
    return Plural(
        "Too many tries. Wait %(count)s minute, then try again.",
        "Too many tries. Wait %(count)s minutes, then try again.",
        minutes,
    )


def wait_sentence(seconds: int) -> Sentence:
    """Return what is said to somebody who has to wait for so many seconds: whole minutes."""
    return too_many(-(-seconds // 60))


def line_of(address: str) -> str:
    """Return what a line to the net is counted by: of IPv6 the first half, as the other one is free."""
    try:
        read = ip_address(address)
    except ValueError:
        return address
    if not isinstance(read, IPv6Address):
        return address
    return str(read.ipv4_mapped or IPv6Address(int(read) >> 64 << 64))
