"""Values from JSON, narrowed to one type each: a value from a document is untyped until it is checked.

Each function returns its argument as the type in its name. Errors: WrongJson if it has another type.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction


class WrongJson(ValueError):
    """A value has another type than expected; names the expected one."""


def as_object(value: object) -> Mapping[str, object]:
    """Return an object's values by their keys."""
    if not isinstance(value, dict):
        raise WrongJson(f"no object: {value!r:.40}")
    return value


def as_list(value: object) -> Sequence[object]:
    """Return the values of a list."""
    if not isinstance(value, (list, tuple)):
        raise WrongJson(f"no list: {value!r:.40}")
    return value


def as_text(value: object) -> str:
    """Return a string."""
    if not isinstance(value, str):
        raise WrongJson(f"no text: {value!r:.40}")
    return value


def as_integer(value: object) -> int:
    """Return a whole number."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise WrongJson(f"no whole number: {value!r:.40}")
    return value


def as_flag(value: object) -> bool:
    """Return a boolean."""
    if not isinstance(value, bool):
        raise WrongJson(f"neither true nor false: {value!r:.40}")
    return value


def as_fraction(value: object) -> Fraction:
    """Return a fraction that is written as text: "5/3", "1.25" or "7"."""
    text = as_text(value)
    numerator, slash, denominator = text.partition("/")
    try:
        # Fraction parses text with a regular expression, which is much slower than two integers.
        if not slash and text.isdecimal():
            return Fraction(int(text))
        if numerator.isdecimal() and denominator.isdecimal():
            return Fraction(int(numerator), int(denominator))
        return Fraction(text)
    except (ValueError, ZeroDivisionError):
        raise WrongJson(f"no fraction: {value!r:.40}") from None


def as_texts(value: object) -> tuple[str, ...]:
    """Return a list of strings."""
    return tuple(map(as_text, as_list(value)))


def as_integers(value: object) -> dict[str, int]:
    """Return an object whose values are whole numbers."""
    return {key: as_integer(each) for key, each in as_object(value).items()}


def as_fractions(value: object) -> dict[str, Fraction]:
    """Return an object whose values are fractions."""
    return {key: as_fraction(each) for key, each in as_object(value).items()}
