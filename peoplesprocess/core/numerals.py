"""Numbers as people write them: in the digits of any script, with the separators of any country.

A separator parts thousands or a fraction, and the two differ a thousandfold; so nothing is guessed. What is
doubtful is told apart by what the number may be (`digits` after the point) and by the reader's language,
whose decimal sign is `point`; what stays doubtful is asked back. docs/decisions/0032 has the rule.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from peoplesprocess.core.invisible_characters import without_marks

LONGEST = 30
_GROUP, _POINT = "'", "٫"
"""The signs that can only part thousands (blanks and apostrophes are one) and only a fraction."""
_SIGNS = str.maketrans({"’": _GROUP, "٬": _GROUP, "،": ",", "，": ",", "．": ".", "−": "-"})
_BLANKS, _BESIDE = re.compile(r"\s+"), re.compile(r" ?([-.,'٫]) ?")
_NUMBER = re.compile(r"(-?)(\d+(?:[.,'٫]\d+)*)")
_SEPARATOR = re.compile(r"([.,'٫])")


class NotANumber(ValueError):
    """The text is not a number in any of the ways that we read."""


class TooManyDecimals(NotANumber):
    """The number has more digits after the point than there can be."""


class AmbiguousNumber(NotANumber):
    """The text is one number to some and another to others; `readings` are both, each without a doubt."""

    def __init__(self, *readings: str) -> None:
        super().__init__(*readings)
        self.readings = readings


def western(text: str) -> str:
    """Return `text` with every decimal digit of any script as 0–9, without blanks and unseen marks."""
    return re.sub(r"\s", "", _plain(text)).replace(_GROUP, ",").replace(_POINT, ".")


def whole(text: str) -> int:
    """Return the whole number that `text` writes.

    Separators are read as thousands only where they part threes (or, as in India, twos before the last
    three), so that 1.5 is refused rather than read as 15. Errors: NotANumber.
    """
    return scaled(text, 0)


def scaled(text: str, digits: int, point: str = ".") -> int:
    """Return the number that `text` writes, in units of 10 ** -`digits`.

    `point` is the decimal sign of the reader's language. Errors: NotANumber; AmbiguousNumber, with both
    readings; TooManyDecimals if a fraction has more than `digits` digits, not counting zeros at its end.
    """
    found = _NUMBER.fullmatch(_joined(text))
    if found is None or len(found[0]) > LONGEST:
        raise NotANumber(text)
    pieces = _SEPARATOR.split(found[2])
    numbers, signs = pieces[::2], pieces[1::2]
    units = _units(numbers, signs, digits, point)
    return -units if found[1] else units


def _units(numbers: Sequence[str], signs: Sequence[str], digits: int, point: str) -> int:
    """The number in its units. Errors: as of `scaled`."""
    grouped, parted = _are_thousands(numbers, signs), _is_fraction(numbers, signs)
    if grouped and parted:
        # One separator with three digits behind it, which may be either.
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
    """Return whether the separators part thousands, as everywhere or in India; none is well too."""
    if not signs:
        return True
    first, *middle, last = numbers
    # A sign of fractions that stands twice can only part thousands.
    if len(set(signs)) > 1 or signs == [_POINT] or first.startswith("0") or len(last) != 3:
        return False
    in_threes = len(first) <= 3 and all(len(part) == 3 for part in middle)
    return in_threes or (len(first) <= 2 and all(len(part) == 2 for part in middle))


def _is_fraction(numbers: Sequence[str], signs: Sequence[str]) -> bool:
    """Return whether the last separator can part a fraction: it stands once, behind thousands or digits."""
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
    """The text with the digits 0–9, one spelling of each separator, and no unseen mark."""
    seen = without_marks(text.translate(_SIGNS))
    return "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in seen)


def _joined(text: str) -> str:
    """The text with every gap between digits as one sign, and none beside another separator."""
    # Many blanks are one before anything is looked for beside them: else each of them is begun with anew.
    return _BESIDE.sub(r"\1", _BLANKS.sub(" ", _plain(text).strip())).replace(" ", _GROUP)
