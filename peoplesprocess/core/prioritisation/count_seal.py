"""The seal of a count, to be compared by eye: it proves what was counted and tells nothing of it."""

from __future__ import annotations

import hashlib

LETTERS = 16


def seal(digest: str, salt: str = "") -> str:
    """Return the seal of a count by its digest.

    A digest alone is no secret: who knows nearly all of a small count tries what is missing until the digest
    fits. `salt` is in the file of the count, which only those get who may see the count, and stands against
    that; files of others have none.
    """
    whole = hashlib.sha256(f"{salt} {digest}".encode()).hexdigest() if salt else digest
    return whole[:LETTERS]
