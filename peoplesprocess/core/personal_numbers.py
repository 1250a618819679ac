"""Detection of people's numbers and addresses in free text, where they leak most easily."""

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

    Days, adjacent years and amounts do not count; amounts have dots between their thousands, or blanks if
    they end in a whole thousand. Brackets and invisible characters within a number do not divide it. The
    running time is linear in the length of the text.
    """
    # A fast path for most texts: to normalise each character takes twenty times as long.
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
