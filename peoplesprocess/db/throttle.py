"""Limits on how often something may be tried, counted in the database for all workers and over restarts.

Flask-Limiter counts in memory or in Redis, cannot take a count back, and would add a service to run.
The delays are those of `attempt_delay`, with the limits below.
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
"""Free failed sign-ins: of all names from one address, and of one name from all addresses."""
FREE_RECEIPTS = 10
"""Free wrong receipts from one address."""
FREE_TOKENS = 30
"""Free wrong device secrets from one address, which a whole village may share."""
FREE_NUMBER_CODES = 3
"""How many codes are sent to one number, or for one account, before the next one has to wait."""
NOTED_EVERY = timedelta(minutes=1)
"""How often at most a failure of one account is written into the journal, which keeps everything."""


def begin_sign_in(
    db: Session, secret: bytes, username: str, address: str, now: datetime, browser: str = ""
) -> CountedAttempt:
    """Count a try to sign in, or return how long it has to wait.

    A `browser` that has signed in to this account before is counted separately, so that somebody who guesses
    elsewhere, or behind the same address, does not delay the owner.
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
    """Count a try with a second factor, or return how long it has to wait."""
    owner = digest(secret, "account", username)
    return attempt_delay.begin(
        db, [AttemptLimit(digest(secret, "second factor", str(account_id)), owner)], now
    )


def begin_receipt(db: Session, secret: bytes, address: str, now: datetime) -> CountedAttempt:
    """Count a try with a complaint's receipt, or return how long it has to wait."""
    return attempt_delay.begin(
        db, [AttemptLimit(digest(secret, "receipt", line_of(address)), "", FREE_RECEIPTS, WINDOW)], now
    )


def begin_token(db: Session, secret: bytes, address: str, now: datetime) -> CountedAttempt:
    """Count a device's wrong secret, or return how long the next has to wait; right ones never wait."""
    return attempt_delay.begin(
        db, [AttemptLimit(digest(secret, "device", line_of(address)), "", FREE_TOKENS, WINDOW)], now
    )


def begin_number(db: Session, secret: bytes, account_id: UUID, number: str, now: datetime) -> CountedAttempt:
    """Count a code sent to a number, or return how long the next has to wait, so that no phone is flooded."""
    keys = (digest(secret, "number of", str(account_id)), digest(secret, "number", number))
    return attempt_delay.begin(db, [AttemptLimit(key, "", FREE_NUMBER_CODES) for key in keys], now)


def begin_number_code(db: Session, secret: bytes, name: UUID, now: datetime) -> CountedAttempt:
    """Count a try with the code that was sent to a number, or return how long it has to wait."""
    return attempt_delay.begin(db, [AttemptLimit(digest(secret, "number code", str(name)))], now)


def is_noted_now(db: Session, secret: bytes, what: str, of: str, now: datetime) -> bool:
    """Return whether a failure is to be written into the journal: at most once a minute for each account."""
    return attempt_delay.is_due(db, digest(secret, "noted", what, of), NOTED_EVERY, now)


def unlock(db: Session, secret: bytes, username: str) -> int:
    """Free an account, and all addresses, from waiting; return how many of its failures are forgotten."""
    return attempt_delay.forget_failures(db, digest(secret, "account", username))


def too_many(minutes: int) -> Sentence:
    """Return the sentence for somebody who has to wait."""
    return Plural(
        "Too many tries. Wait %(count)s minute, then try again.",
        "Too many tries. Wait %(count)s minutes, then try again.",
        minutes,
    )


def wait_sentence(seconds: int) -> Sentence:
    """Return the sentence for somebody who has to wait, in whole minutes rounded up."""
    return too_many(-(-seconds // 60))


def line_of(address: str) -> str:
    """Return what an address is counted by: for IPv6 its first half, since anybody can vary the other."""
    try:
        read = ip_address(address)
    except ValueError:
        return address
    if not isinstance(read, IPv6Address):
        return address
    return str(read.ipv4_mapped or IPv6Address(int(read) >> 64 << 64))
