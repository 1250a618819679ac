"""The functions of expressions: how many values each takes, and what it returns."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

from peoplesprocess.core.xlsform.expression_values import (
    NO_NUMBER,
    Number,
    Value,
    is_equal,
    is_less,
    number,
    text,
    texts,
    truth,
)
from peoplesprocess.core.xlsform.slow_patterns import LONGEST_MATCHED

_MANY = 99
_FORMATS = {
    "%Y": "{0:%Y}",
    "%y": "{0:%y}",
    "%m": "{0:%m}",
    "%n": "{0.month}",
    "%d": "{0:%d}",
    "%e": "{0.day}",
}


class ExpressionFunction(NamedTuple):
    """A function: the least and the most values that it takes, and how it is computed."""

    least: int
    most: int
    compute: Callable[[Sequence[Value]], Value]


def _add(values: Sequence[Value]) -> Value:
    return number(values[0]) + number(values[1])


def _subtract(values: Sequence[Value]) -> Value:
    return number(values[0]) - number(values[1])


def _multiply(values: Sequence[Value]) -> Value:
    return number(values[0]) * number(values[1])


def _divide(values: Sequence[Value]) -> Value:
    dividend, divisor = number(values[0]), number(values[1])
    if divisor == 0:
        return NO_NUMBER if dividend == 0 or math.isnan(dividend) else math.copysign(math.inf, dividend)
    return dividend / divisor


def _remainder(values: Sequence[Value]) -> Value:
    dividend, divisor = number(values[0]), number(values[1])
    if divisor == 0 or not (math.isfinite(dividend) and math.isfinite(divisor)):
        return NO_NUMBER
    rest = abs(Fraction(dividend)) % abs(Fraction(divisor))
    return -rest if dividend < 0 else rest


def _selected(values: Sequence[Value]) -> Value:
    return text(values[1]).strip() in text(values[0]).split()


def _selected_at(values: Sequence[Value]) -> Value:
    chosen, place = text(values[0]).split(), _whole(values[1])
    return chosen[place] if 0 <= place < len(chosen) else ""


def _coalesce(values: Sequence[Value]) -> Value:
    return next((found for value in values if (found := text(value)) != ""), "")


def _count_non_empty(values: Sequence[Value]) -> Value:
    return Fraction(sum(bool(each) for each in texts(values[0])))


def _sum(values: Sequence[Value]) -> Value:
    return sum((number(each) for each in texts(values[0]) if each != ""), Fraction(0))


def _extreme(choose: Callable[[Sequence[Number]], Number]) -> Callable[[Sequence[Value]], Value]:
    def compute(values: Sequence[Value]) -> Value:
        """Return the chosen number."""
        numbers = [number(each) for value in values for each in texts(value) if each != ""]
        return choose(numbers) if numbers else NO_NUMBER

    return compute


def _int(values: Sequence[Value]) -> Value:
    found = number(values[0])
    return Fraction(math.trunc(found)) if math.isfinite(found) else NO_NUMBER


def _round(values: Sequence[Value]) -> Value:
    found, digits = number(values[0]), _whole(values[1]) if len(values) > 1 else 0
    if not math.isfinite(found) or abs(digits) > 20:
        return NO_NUMBER
    scale = Fraction(10) ** digits
    # Halves are rounded up, as telephones do, not to even.
    return Fraction(math.floor(found * scale + Fraction(1, 2))) / scale


def _power(values: Sequence[Value]) -> Value:
    base, exponent = number(values[0]), number(values[1])
    if exponent in range(13):
        return base ** int(exponent)
    try:
        return _exact(math.pow(base, exponent))
    except (OverflowError, ValueError):
        return NO_NUMBER


def _exact(found: float) -> Value:
    return Fraction(found) if math.isfinite(found) else found


def _absolute(values: Sequence[Value]) -> Value:
    found = number(values[0])
    return -found if found < 0 else found


def _root(values: Sequence[Value]) -> Value:
    found = number(values[0])
    return _exact(math.sqrt(found)) if math.isfinite(found) and found >= 0 else NO_NUMBER


def _substring(values: Sequence[Value]) -> Value:
    whole, start = text(values[0]), _whole(values[1])
    return whole[start : _whole(values[2]) if len(values) > 2 else None]


def _regex(values: Sequence[Value]) -> Value:
    matched, pattern = text(values[0]), text(values[1])
    return len(matched) <= LONGEST_MATCHED and re.fullmatch(pattern, matched) is not None


def _join(values: Sequence[Value]) -> Value:
    return text(values[0]).join(each for value in values[1:] for each in texts(value))


def _concat(values: Sequence[Value]) -> Value:
    return "".join(each for value in values for each in texts(value))


def _date(values: Sequence[Value]) -> Value:
    written = text(values[0])
    if re.match(r"\d{4}-", written):
        return written[:10]
    days = number(values[0])
    try:
        return str(date(1970, 1, 1) + timedelta(days=math.floor(days)))
    except (ValueError, OverflowError):
        return ""


def _format_date(values: Sequence[Value]) -> Value:
    try:
        day = date.fromisoformat(text(values[0])[:10])
    except ValueError:
        return ""
    return re.sub(r"%[A-Za-z]", lambda sign: _FORMATS.get(sign[0], "").format(day), text(values[1]))


def _whole(value: Value) -> int:
    found = number(value)
    return math.trunc(found) if math.isfinite(found) and -(10**9) < found < 10**9 else 0


_ELSEWHERE = """
instance pulldata jr:choice-name jr:itext random uuid area distance enclosed-area geofence digest
randomize  version checklist weighted-checklist cos sin tan acos asin atan atan2 exp exp10 log log10
pi translate  thousands-sep format-date-time time decimal-time extract-signed base64-decode property
position last  current name local-name text node id hash-digest substring ceiling floor comment
intersects  count-items
"""
FUNCTIONS: dict[str, ExpressionFunction] = {
    "or": ExpressionFunction(2, 2, lambda values: truth(values[0]) or truth(values[1])),
    "and": ExpressionFunction(2, 2, lambda values: truth(values[0]) and truth(values[1])),
    "=": ExpressionFunction(2, 2, lambda values: is_equal(*values)),
    "!=": ExpressionFunction(2, 2, lambda values: not is_equal(*values)),
    "<": ExpressionFunction(2, 2, lambda values: is_less(*values)),
    "<=": ExpressionFunction(
        2, 2, lambda values: is_less(*values) or is_equal(number(values[0]), number(values[1]))
    ),
    ">": ExpressionFunction(2, 2, lambda values: is_less(values[1], values[0])),
    ">=": ExpressionFunction(
        2, 2, lambda values: is_less(values[1], values[0]) or is_equal(number(values[0]), number(values[1]))
    ),
    "+": ExpressionFunction(2, 2, _add),
    "-": ExpressionFunction(2, 2, _subtract),
    "*": ExpressionFunction(2, 2, _multiply),
    "div": ExpressionFunction(2, 2, _divide),
    "mod": ExpressionFunction(2, 2, _remainder),
    "not": ExpressionFunction(1, 1, lambda values: not truth(values[0])),
    "true": ExpressionFunction(0, 0, lambda values: True),
    "false": ExpressionFunction(0, 0, lambda values: False),
    "boolean": ExpressionFunction(1, 1, lambda values: truth(values[0])),
    "boolean-from-string": ExpressionFunction(
        1, 1, lambda values: text(values[0]).strip().lower() in ("true", "1")
    ),
    "if": ExpressionFunction(3, 3, lambda values: values[1] if truth(values[0]) else values[2]),
    "coalesce": ExpressionFunction(2, _MANY, _coalesce),
    "selected": ExpressionFunction(2, 2, _selected),
    "selected-at": ExpressionFunction(2, 2, _selected_at),
    "count-selected": ExpressionFunction(1, 1, lambda values: Fraction(len(text(values[0]).split()))),
    "count": ExpressionFunction(
        1, 1, lambda values: Fraction(len(values[0]) if isinstance(values[0], tuple) else 1)
    ),
    "count-non-empty": ExpressionFunction(1, 1, _count_non_empty),
    "sum": ExpressionFunction(1, 1, _sum),
    "max": ExpressionFunction(1, _MANY, _extreme(max)),
    "min": ExpressionFunction(1, _MANY, _extreme(min)),
    "number": ExpressionFunction(1, 1, lambda values: number(values[0])),
    "string": ExpressionFunction(1, 1, lambda values: text(values[0])),
    "int": ExpressionFunction(1, 1, _int),
    "round": ExpressionFunction(1, 2, _round),
    "abs": ExpressionFunction(1, 1, _absolute),
    "pow": ExpressionFunction(2, 2, _power),
    "sqrt": ExpressionFunction(1, 1, _root),
    "string-length": ExpressionFunction(1, 1, lambda values: Fraction(len(text(values[0])))),
    "substr": ExpressionFunction(2, 3, _substring),
    "contains": ExpressionFunction(2, 2, lambda values: text(values[1]) in text(values[0])),
    "starts-with": ExpressionFunction(2, 2, lambda values: text(values[0]).startswith(text(values[1]))),
    "ends-with": ExpressionFunction(2, 2, lambda values: text(values[0]).endswith(text(values[1]))),
    "substring-before": ExpressionFunction(
        2, 2, lambda values: text(values[0]).partition(text(values[1]) or "\0")[0]
    ),
    "substring-after": ExpressionFunction(
        2, 2, lambda values: text(values[0]).partition(text(values[1]) or "\0")[2]
    ),
    "normalize-space": ExpressionFunction(1, 1, lambda values: " ".join(text(values[0]).split())),
    "regex": ExpressionFunction(2, 2, _regex),
    "concat": ExpressionFunction(1, _MANY, _concat),
    "join": ExpressionFunction(2, _MANY, _join),
    "date": ExpressionFunction(1, 1, _date),
    "format-date": ExpressionFunction(2, 2, _format_date),
    "decimal-date-time": ExpressionFunction(1, 1, lambda values: number(values[0])),
    "once": ExpressionFunction(1, 1, lambda values: text(values[0])),
    # The values of these depend on position and time, so `evaluation` computes them.
    "today": ExpressionFunction(0, 0, lambda values: ""),
    "now": ExpressionFunction(0, 0, lambda values: ""),
    "position": ExpressionFunction(1, 1, lambda values: ""),
    "indexed-repeat": ExpressionFunction(3, 3, lambda values: ""),
}
"""Every function that our pages compute, by its name."""
KNOWN_ELSEWHERE = frozenset(_ELSEWHERE.split())
"""Functions that telephones compute and our pages do not."""
