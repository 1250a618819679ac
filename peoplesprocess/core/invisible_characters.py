"""Text that shows nothing: format characters, blanks and filler letters."""

from __future__ import annotations

import re
import unicodedata

_FILLERS = "\u115f\u1160\u2800\u3164\uffa0"
"""Characters of the categories of letters and signs that are displayed as nothing."""
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
TURNING = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
"""Invisible characters that change the direction of the text; pages set the direction of people's words."""


def is_seen(text: str) -> bool:
    """Return whether anything of `text` is visible; a combining mark without a letter is not."""
    return any(unicodedata.category(sign)[0] in "LNPS" and sign not in _FILLERS for sign in text)


def without_marks(text: str) -> str:
    """Return `text` without invisible format characters, which pasted text brings along."""
    return "".join(sign for sign in text if unicodedata.category(sign) != "Cf")


def has_control_character(text: str) -> bool:
    """Return whether `text` holds a character that a database cannot store or a page cannot show."""
    return bool(_CONTROL.search(text))
