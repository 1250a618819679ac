"""Secrets that only their holder has, and the digests that are stored of them."""

from __future__ import annotations

import hashlib
import secrets
from string import ascii_letters, digits


def hashed(secret: str) -> str:
    """Return the digest that is stored for a long random secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def new_token() -> str:
    """Return a new random secret of 32 letters and digits, which hold 190 bits.

    Other characters are avoided because messengers cut them off at the end of a link.
    """
    return "".join(secrets.choice(ascii_letters + digits) for _ in range(32))
