"""Text of which nothing is seen: marks, blanks and the letters that stand for an empty place."""

from __future__ import annotations

import unicodedata

_FILLERS = "\u115f\u1160\u2800\u3164\uffa0"
"""Letters and a sign that no script shows."""


def is_seen(text: str) -> bool:
    """Return whether a reader sees anything of `text`; a mark without a letter below it is nothing."""
    return any(unicodedata.category(sign)[0] in "LNPS" and sign not in _FILLERS for sign in text)


def without_marks(text: str) -> str:
    """Return `text` without the marks that nobody sees, which come with what is pasted."""
    return "".join(sign for sign in text if unicodedata.category(sign) != "Cf")
