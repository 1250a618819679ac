"""The passwords that are tried first, as far as they are long enough to be chosen here."""

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
"""Words of the product: whoever guesses a password here thinks of them."""


def is_common(password: str) -> bool:
    """Return whether a password in small letters is one that many use, or a word of ours with figures."""
    letters = "".join(letter for letter in password if letter.isalpha())
    return password in _listed() or letters in PRODUCT


@lru_cache(maxsize=1)
def _listed() -> frozenset[str]:
    # Ten thousand words that only somebody who chooses a password needs.
    lines = _FILE.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))
