"""Free text is where names and numbers leak; this notices what looks like a number of a person."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_DIGIT = re.compile(r"\d")
_FEWEST_DIGITS = 8
_LONG_NUMBER = re.compile(r"\d(?:[ \-/.]?\d){7,}")
_ADDRESS = re.compile(r"[\w.+-]@[\w-]+\.\w")
_DAY = re.compile(
    r"(?<![\d\-/.])(?:\d{4}([-/.])\d{1,2}\1\d{1,2}|\d{1,2}([-/.])\d{1,2}\2\d{4})(?![\d\-/.]*\d)"
)
_AMOUNT = re.compile(r"(?<![\d.])\d{1,3}(?:\.\d{3})+(?![\d.]*\d)")


def looks_personal(text: str) -> bool:
    """Return whether `text` holds something like a telephone or identity number or an e-mail address.

    A day and an amount with dots between its thousands are neither. The time grows with the length alone.
    """
    # Nearly every text has neither: to look at each of its signs takes twenty times as long.
    if "@" in text and _ADDRESS.search(text):
        return True
    if len(_DIGIT.findall(text)) < _FEWEST_DIGITS:
        return False
    digits = "".join(map(_digit_or_gap, text))
    return bool(_LONG_NUMBER.search(_AMOUNT.sub("#", _DAY.sub("#", digits))))


@lru_cache(maxsize=2048)
def _digit_or_gap(sign: str) -> str:
    if sign.isdecimal():
        return str(unicodedata.decimal(sign))
    if sign in "-/.#":
        return sign
    return " " if sign.isspace() or unicodedata.category(sign) == "Cf" else "#"
