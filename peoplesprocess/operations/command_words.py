"""What commands say in English, which is the language of those who run an installation."""

from __future__ import annotations


def counted(number: int, one: str, more: str) -> str:
    """Return how many there are of something, with its word for one or for more."""
    return f"{number} {one if number == 1 else more}"


def rows_and_photos(rows: int, photos: int) -> str:
    """Return what a copy holds."""
    return f"{counted(rows, 'row', 'rows')} and {counted(photos, 'photo', 'photos')}"
