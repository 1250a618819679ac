"""Secrets that only their holder has, and what is stored of them."""

from __future__ import annotations

import hashlib
import secrets
from string import ascii_letters, digits


def hashed(secret: str) -> str:
    """Return the digest that stands for a long random secret in the database."""
    return hashlib.sha256(secret.encode()).hexdigest()


def new_token() -> str:
    """Return a new secret of letters and digits: what ends in another sign is cut off by messengers.

    32 of them hold 190 bits.
    """
    return "".join(secrets.choice(ascii_letters + digits) for _ in range(32))
