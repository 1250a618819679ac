"""The seal of a count, to be compared by eye: it proves what was counted without revealing it."""

from __future__ import annotations

import hashlib

LETTERS = 16


def seal(digest: str, salt: str = "") -> str:
    """Return the seal of a count by its digest.

    A digest alone does not hide a count: somebody who knows nearly all of a small count can try what is
    missing until the digest matches. `salt` prevents that; it is in the file of the count, which only those
    receive who may see the count. Files of others have none.
    """
    whole = hashlib.sha256(f"{salt} {digest}".encode()).hexdigest() if salt else digest
    return whole[:LETTERS]
