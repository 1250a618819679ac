"""The values of expressions: texts, exact numbers, booleans, and lists of answers."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import date, datetime
from fractions import Fraction

Number = Fraction | float
"""An exact number; a float only for what no fraction can be, such as the result of a division by 0."""
Value = str | bool | Fraction | float | tuple[str, ...]
NO_NUMBER = math.nan
_NUMBER = re.compile(r"\s*[-+]?(?:\d{1,40}(?:\.\d{0,40})?|\.\d{1,40})\s*")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_FIRST_DAY = date(1970, 1, 1).toordinal()
_SECONDS_A_DAY = 86_400
_MOST_BITS = 1_000
"""Exact numbers with more bits become NaN; the floats that some functions use end slightly above this."""
_MOST_SIGNS = 10_000


def text(value: Value) -> str:
    """Return a value as text."""
    match value:
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case tuple():
            return value[0] if value else ""
        case Fraction():
            return str(value.numerator) if value.denominator == 1 else repr(float(value))
        case _:
            return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


def number(value: Value) -> Number:
    """Return a value as a number, a day as days since 1970; NaN if it is not a number."""
    match value:
        case bool():
            return Fraction(int(value))
        case Fraction() | float():
            return value
    written = text(value)
    if _NUMBER.fullmatch(written):
        return Fraction(written.strip())
    return _days(written) if _DAY.match(written) else NO_NUMBER


def truth(value: Value) -> bool:
    """Return a value as a boolean."""
    match value:
        case bool():
            return value
        case tuple():
            return any(value)
        case str():
            return bool(value)
        case _:
            return not math.isnan(value) and value != 0


def texts(value: Value) -> Sequence[str]:
    """Return every text of a list, or any other value as one text."""
    return value if isinstance(value, tuple) else (text(value),)


def bounded(value: Value) -> Value:
    """Return a value unchanged, except that huge numbers become NaN and long texts are cut."""
    match value:
        case Fraction() if max(value.numerator.bit_length(), value.denominator.bit_length()) > _MOST_BITS:
            return NO_NUMBER
        case str():
            return value[:_MOST_SIGNS]
    return value


def is_equal(left: Value, right: Value) -> bool:
    """Return whether two values are equal; of lists, whether any two of their members are."""
    if isinstance(left, bool) or isinstance(right, bool):
        return truth(left) == truth(right)
    if not isinstance(left, (str, tuple)) or not isinstance(right, (str, tuple)):
        return any(number(a) == number(b) for a in _each(left) for b in _each(right))
    return any(_same(a, b) for a in texts(left) for b in texts(right))


def is_less(left: Value, right: Value) -> bool:
    """Return whether one value is less than another, as numbers; of lists, whether any member is."""
    return any(number(a) < number(b) for a in _each(left) for b in _each(right))


def _same(left: str, right: str) -> bool:
    if left == right:
        return True
    return bool(_NUMBER.fullmatch(left) and _NUMBER.fullmatch(right)) and number(left) == number(right)


def _each(value: Value) -> Sequence[Value]:
    return value if isinstance(value, tuple) else (value,)


def _days(written: str) -> Number:
    try:
        moment = datetime.fromisoformat(written.strip())
    except ValueError:
        return NO_NUMBER
    seconds = moment.hour * 3600 + moment.minute * 60 + moment.second
    return moment.toordinal() - _FIRST_DAY + Fraction(seconds, _SECONDS_A_DAY)
