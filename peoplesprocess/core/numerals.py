"""Numbers as people write them: in the digits of any script, with the separators of any country.

A separator marks either thousands or a fraction, and mistaking one for the other changes the number a
thousandfold; so nothing is guessed. Doubtful text is decided by what the number may be (`digits` after the
point) and by the decimal sign of the reader's language (`point`); if it is still doubtful, it is refused with
both readings. docs/decisions/0032 has the rule.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from peoplesprocess.core.invisible_characters import without_marks

LONGEST = 30
_GROUP, _POINT = "'", "٫"
"""The sign that only separates thousands (blanks become it), and the one that only marks a fraction."""
_SIGNS = str.maketrans({"’": _GROUP, "٬": _GROUP, "،": ",", "，": ",", "．": ".", "−": "-"})
_BLANKS, _BESIDE = re.compile(r"\s+"), re.compile(r" ?([-.,'٫]) ?")
_NUMBER = re.compile(r"(-?)(\d+(?:[.,'٫]\d+)*)")
_SEPARATOR = re.compile(r"([.,'٫])")


class NotANumber(ValueError):
    """The text is not a number in any notation that is read here."""


class TooManyDecimals(NotANumber):
    """The number has more decimals than are allowed."""


class AmbiguousNumber(NotANumber):
    """The text has two possible meanings; `readings` are both of them, written without ambiguity."""

    def __init__(self, *readings: str) -> None:
        super().__init__(*readings)
        self.readings = readings


def western(text: str) -> str:
    """Return `text` with the decimal digits of any script as 0–9, without blanks and invisible characters."""
    return re.sub(r"\s", "", _plain(text)).replace(_GROUP, ",").replace(_POINT, ".")


def whole(text: str) -> int:
    """Return the whole number that `text` writes.

    Separators are read as thousands only between groups of three digits (or, as in India, groups of two
    before the last three), so that 1.5 is refused rather than read as 15. Errors: NotANumber.
    """
    return scaled(text, 0)


def scaled(text: str, digits: int, point: str = ".") -> int:
    """Return the number that `text` writes, in units of 10 ** -`digits`.

    `point` is the decimal sign of the reader's language. Errors: NotANumber; AmbiguousNumber, with both
    readings; TooManyDecimals if a fraction has more than `digits` digits, not counting trailing zeros.
    """
    found = _NUMBER.fullmatch(_joined(text))
    if found is None or len(found[0]) > LONGEST:
        raise NotANumber(text)
    pieces = _SEPARATOR.split(found[2])
    numbers, signs = pieces[::2], pieces[1::2]
    units = _units(numbers, signs, digits, point)
    return -units if found[1] else units


def _units(numbers: Sequence[str], signs: Sequence[str], digits: int, point: str) -> int:
    """Return the number in units of `digits`. Errors: as for `scaled`."""
    grouped, parted = _are_thousands(numbers, signs), _is_fraction(numbers, signs)
    if grouped and parted:
        # A single separator followed by three digits, which may be either.
        is_point = signs[0] == point
        if digits and is_point is (digits < 3):
            fraction = _tail(numbers, digits).ljust(digits, "0") if is_point else numbers[-1]
            raise _doubtful([*numbers[:-1], fraction], numbers, point)
        parted = bool(digits) and is_point
    if parted:
        return _with_fraction(numbers, digits)
    if grouped:
        return int("".join(numbers) + "0" * digits)
    raise _doubtful(numbers, numbers, point) if digits else NotANumber("grouped as nowhere")


def _are_thousands(numbers: Sequence[str], signs: Sequence[str]) -> bool:
    """Return whether the separators can mark thousands, in threes or as in India; True if there are none."""
    if not signs:
        return True
    first, *middle, last = numbers
    # A decimal sign that appears twice can only separate thousands.
    if len(set(signs)) > 1 or signs == [_POINT] or first.startswith("0") or len(last) != 3:
        return False
    in_threes = len(first) <= 3 and all(len(part) == 3 for part in middle)
    return in_threes or (len(first) <= 2 and all(len(part) == 2 for part in middle))


def _is_fraction(numbers: Sequence[str], signs: Sequence[str]) -> bool:
    """Return whether the last separator can mark a fraction: it appears once, after digits or thousands."""
    if not signs or signs[-1] == _GROUP or signs[-1] in signs[:-1]:
        return False
    return _are_thousands(numbers[:-1], signs[:-1])


def _with_fraction(numbers: Sequence[str], digits: int) -> int:
    return int("".join(numbers[:-1]) + _tail(numbers, digits).ljust(digits, "0"))


def _tail(numbers: Sequence[str], digits: int) -> str:
    tail = numbers[-1].rstrip("0")
    if len(tail) > digits:
        raise TooManyDecimals(numbers[-1])
    return tail


def _doubtful(parted: Sequence[str], numbers: Sequence[str], point: str) -> AmbiguousNumber:
    return AmbiguousNumber("".join(numbers), "".join(parted[:-1]) + point + parted[-1])


def _plain(text: str) -> str:
    """Return the text with the digits 0–9, one spelling of each separator, and no invisible characters."""
    seen = without_marks(text.translate(_SIGNS))
    return "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in seen)


def _joined(text: str) -> str:
    """Return the text with each gap between digits as one sign, and no blanks beside other separators."""
    # Runs of blanks are collapsed first: otherwise the next search starts anew at each blank, in quadratic
    # time.
    return _BESIDE.sub(r"\1", _BLANKS.sub(" ", _plain(text).strip())).replace(" ", _GROUP)
