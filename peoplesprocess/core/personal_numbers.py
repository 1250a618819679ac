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
    r"(?<![\d\-/.])(?:\d{4}([-/.])\d{1,2}\1\d{1,2}|\d{1,2}([-/.])\d{1,2}\2\d{4}"
    r"|(?:0?[1-9]|[12]\d|3[01]) (?:0?[1-9]|1[0-2]) (?:19|20)\d\d)(?![\d\-/.]*\d)"
)
_YEARS = re.compile(r"(?<![\d\-/.])(?<!\d )(?:19|20)\d\d(?:[ \-/](?:19|20)\d\d)+(?![\d\-/.]*\d)")
_AMOUNT = re.compile(r"(?<![\d.])\d{1,3}(?:\.\d{3})+(?![\d.]*\d)")
_ROUND_SUM = re.compile(r"(?<![\d\-/.])(?<!\d )[1-9]\d{0,2}(?: \d{3})* 000(?![ \-/.]?\d)")
_BENIGN = (_DAY, _YEARS, _AMOUNT, _ROUND_SUM)


def looks_personal(text: str) -> bool:
    """Return whether `text` holds something like a telephone or identity number or an e-mail address.

    Days, years beside each other, and amounts are neither: with dots between their thousands, or with blanks
    if they end in a whole thousand. Brackets and unseen marks within a number part nothing. The time grows
    with the length alone.
    """
    # Nearly every text has neither: to look at each of its signs takes twenty times as long.
    if "@" in text and _ADDRESS.search(text):
        return True
    if len(_DIGIT.findall(text)) < _FEWEST_DIGITS:
        return False
    digits = re.sub(" +", " ", "".join(map(_digit_or_gap, text)))
    for benign in _BENIGN:
        digits = benign.sub("#", digits)
    return bool(_LONG_NUMBER.search(digits))


@lru_cache(maxsize=2048)
def _digit_or_gap(sign: str) -> str:
    if sign.isdecimal():
        return str(unicodedata.decimal(sign))
    if sign in "/.#":
        return sign
    if sign.isspace():
        return " " if sign not in "\r\n" else "#"
    match unicodedata.category(sign):
        case "Pd":
            return "-"
        case "Cf":
            return ""
        case _:
            return "-" if sign in "_\u2212" else "" if sign in "()[]" else "#"
