"""Passwords: hashed with argon2id, few at a time, and with the same delay if there is no account."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from peoplesprocess.accounts.common_passwords import is_common
from peoplesprocess.core.messages import N_, Message, Refused

LEAST, MOST = 8, 128
# Each hash takes 19 MiB, so a crowd of strangers could exhaust the memory without this limit.
_two_at_once = BoundedSemaphore(2)
TURN_SECONDS = 2.0
"""How long a hash waits for its turn before it gives up and frees the thread."""


class TooManyPasswordChecks(Exception):
    """Too many passwords are being checked for this one to get a turn."""

    sentence = Message(
        N_("Many people are signing in just now. Nothing was lost: send it again in a minute.")
    )


def hash(password: str, fast: bool) -> str:
    """Return the hash of a password; `fast` is for tests only. Errors: TooManyPasswordChecks."""
    with _turn():
        return _hasher(fast).hash(_written(password))


def matches(password: str, stored: str | None, fast: bool) -> bool:
    """Return whether `stored` is the hash of `password`; with None it takes as long and returns False.

    Errors: TooManyPasswordChecks.
    """
    with _turn():
        try:
            _hasher(fast).verify(stored or _nobodys(fast), _written(password))
        except (VerifyMismatchError, InvalidHashError):
            return False
    return stored is not None


def is_outdated(stored: str, fast: bool) -> bool:
    """Return whether a hash was made with other parameters than the present ones."""
    return _hasher(fast).check_needs_rehash(stored)


def checked(password: str, username: str, field: str) -> str:
    """Return the password if it may be chosen. Errors: Refused at `field`."""
    length = len(password)
    if length < LEAST:
        raise Refused(
            Message(
                N_("Use at least %(least)s characters. A few words together are good."), {"least": LEAST}
            ),
            field,
        )
    plain = _written(password).casefold()
    if username and username.casefold() in (plain, _without_figures(plain)):
        raise Refused(Message(N_("The password cannot be the user name. Choose another.")), field)
    if is_common(plain) or len(set(plain)) == 1:
        raise Refused(
            Message(N_("Many people use this password, so it is easy to guess. Choose another.")), field
        )
    return password


@contextmanager
def _turn() -> Iterator[None]:
    if not _two_at_once.acquire(timeout=TURN_SECONDS):
        raise TooManyPasswordChecks
    try:
        yield
    finally:
        _two_at_once.release()


def _without_figures(plain: str) -> str:
    return plain.strip("0123456789!?.-_ ")


@lru_cache
def _hasher(fast: bool) -> PasswordHasher:
    if fast:
        return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    return PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


@lru_cache
def _nobodys(fast: bool) -> str:
    return _hasher(fast).hash("nobody's")


def _written(password: str) -> str:
    # Keyboards compose the same letter in different ways.
    return unicodedata.normalize("NFKC", password)
