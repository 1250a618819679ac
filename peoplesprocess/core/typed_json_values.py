"""Values as JSON holds them, narrowed to one type each: what is read from a document is nothing yet.

Each function returns its argument as the type in its name. Errors: WrongJson if it is another one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction


class WrongJson(ValueError):
    """A value of another type than belongs there; names the type that does."""


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
    """Return a text."""
    if not isinstance(value, str):
        raise WrongJson(f"no text: {value!r:.40}")
    return value


def as_integer(value: object) -> int:
    """Return a whole number."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise WrongJson(f"no whole number: {value!r:.40}")
    return value


def as_flag(value: object) -> bool:
    """Return true or false."""
    if not isinstance(value, bool):
        raise WrongJson(f"neither true nor false: {value!r:.40}")
    return value


def as_fraction(value: object) -> Fraction:
    """Return a fraction that is written as text: "5/3", "1.25" or "7"."""
    text = as_text(value)
    numerator, slash, denominator = text.partition("/")
    try:
        # Fraction's own grammar is a regular expression: much slower than two whole numbers.
        if not slash and text.isdecimal():
            return Fraction(int(text))
        if numerator.isdecimal() and denominator.isdecimal():
            return Fraction(int(numerator), int(denominator))
        return Fraction(text)
    except (ValueError, ZeroDivisionError):
        raise WrongJson(f"no fraction: {value!r:.40}") from None


def as_texts(value: object) -> tuple[str, ...]:
    """Return a list of texts."""
    return tuple(map(as_text, as_list(value)))


def as_integers(value: object) -> dict[str, int]:
    """Return an object of whole numbers."""
    return {key: as_integer(each) for key, each in as_object(value).items()}


def as_fractions(value: object) -> dict[str, Fraction]:
    """Return an object of fractions."""
    return {key: as_fraction(each) for key, each in as_object(value).items()}
