"""What is stored of a secret that only its holder has."""

from __future__ import annotations

import hashlib


def hashed(secret: str) -> str:
    """Return the digest that stands for a long random secret in the database."""
    return hashlib.sha256(secret.encode()).hexdigest()
