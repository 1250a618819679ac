"""Settlements of one list that are called the same."""

from collections.abc import Iterable
from typing import Protocol


class NamedPlace(Protocol):
    """A row of a list that is about one settlement."""

    @property
    def name(self) -> str: ...

    @property
    def code(self) -> str: ...


def namesakes(rows: Iterable[NamedPlace]) -> set[str]:
    """Return the names that settlements of several codes bear; a settlement may come twice."""
    codes: dict[str, str] = {}
    return {row.name for row in rows if codes.setdefault(row.name, row.code) != row.code}
