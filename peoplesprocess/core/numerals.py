"""Numbers as people write them: in the digits of any script, with the separators of any country."""

from __future__ import annotations

import re
import unicodedata

_GAPS = re.compile(r"[\s\u00a0\u202f\u2009\u200e\u200f\u061c'’]")
_MARKS = str.maketrans({"٫": ".", "٬": ",", "،": ",", "−": "-"})
_WHOLE = re.compile(r"-?\d+|-?\d{1,3}(?:[.,]\d{2,3})*[.,]\d{3}")
LONGEST = 30
_PARTED = re.compile(r"(-?[\d.,]*\d)[.,](\d+)")


class NotANumber(ValueError):
    """The text is not a number in any of the ways that we read."""


def western(text: str) -> str:
    """Return `text` with every decimal digit of any script as 0–9 and one spelling of each separator."""
    if text.isascii():
        return _GAPS.sub("", text)
    digits = "".join(str(unicodedata.digit(c)) if c.isdigit() and c.isdecimal() else c for c in text)
    return _GAPS.sub("", digits.translate(_MARKS))


def whole(text: str) -> int:
    """Return the whole number that `text` writes.

    Separators are read as thousands only where three digits follow the last of them, so that 1.5 is
    refused rather than read as 15. Errors: NotANumber.
    """
    written = western(text)
    if len(written) > LONGEST or not _WHOLE.fullmatch(written):
        raise NotANumber(text)
    return int(written.replace(",", "").replace(".", ""))


def scaled(text: str, digits: int) -> int:
    """Return the number that `text` writes, in units of 10 ** -`digits`.

    The last separator parts a fraction when it is followed by 1 to `digits` digits and not by exactly
    three, or when an earlier separator of the other kind shows that it must. Errors: NotANumber.
    """
    written = western(text)
    parted = _PARTED.fullmatch(written)
    if parted and _is_fraction(written, parted[2], digits):
        sign = -1 if written.startswith("-") else 1
        units = int(whole(parted[1]) * 10**digits)
        return units + sign * int(parted[2].ljust(digits, "0"))
    return int(whole(written) * 10**digits)


def _is_fraction(written: str, tail: str, digits: int) -> bool:
    if not 1 <= len(tail) <= digits:
        return False
    return len(tail) != 3 or len({c for c in written if c in ".,"}) == 2
