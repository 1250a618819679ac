"""Common passwords that are long enough to be allowed otherwise."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

_FILE = Path(__file__).with_name("common_passwords.txt")
PRODUCT = frozenset(
    {
        *(
            "peoplesprocess",
            "peopleprocess",
            "unhabitat",
            "habitat",
            "settlement",
            "community",
            "facilitator",
        ),
        *("committee", "manager", "administrator", "authority", "programme", "recovery", "demonstration"),
    }
)
"""Words of this product, which somebody who guesses passwords here would try."""


def is_common(password: str) -> bool:
    """Return whether a password in lower case is common, or a product word with figures or signs."""
    letters = "".join(letter for letter in password if letter.isalpha())
    return password in _listed() or letters in PRODUCT


@lru_cache(maxsize=1)
def _listed() -> frozenset[str]:
    # Loaded on first use, as only somebody who chooses a password needs these ten thousand words.
    lines = _FILE.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))
