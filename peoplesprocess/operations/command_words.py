"""Words of commands, in English, the language of those who run an installation."""

from __future__ import annotations


def counted(number: int, one: str, more: str) -> str:
    """Return a number with the noun for one, or for more."""
    return f"{number} {one if number == 1 else more}"


def rows_and_photos(rows: int, photos: int) -> str:
    """Return the size of a backup in words."""
    return f"{counted(rows, 'row', 'rows')} and {counted(photos, 'photo', 'photos')}"
