"""Text of which nothing is seen: marks, blanks and the letters that stand for an empty place."""

from __future__ import annotations

import re
import unicodedata

_FILLERS = "\u115f\u1160\u2800\u3164\uffa0"
"""Letters and a sign that no script shows."""
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
TURNING = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
"""Unseen signs that turn the direction of what follows: pages set the direction of people's words."""


def is_seen(text: str) -> bool:
    """Return whether a reader sees anything of `text`; a mark without a letter below it is nothing."""
    return any(unicodedata.category(sign)[0] in "LNPS" and sign not in _FILLERS for sign in text)


def without_marks(text: str) -> str:
    """Return `text` without the marks that nobody sees, which come with what is pasted."""
    return "".join(sign for sign in text if unicodedata.category(sign) != "Cf")


def has_control_character(text: str) -> bool:
    """Return whether `text` holds what a database cannot store or a page cannot show."""
    return bool(_CONTROL.search(text))
