"""Settlements in one list that have the same name."""

from collections.abc import Iterable
from typing import Protocol


class NamedPlace(Protocol):
    """A row of a list with the name and code of a settlement."""

    @property
    def name(self) -> str: ...

    @property
    def code(self) -> str: ...


def namesakes(rows: Iterable[NamedPlace]) -> set[str]:
    """Return the names that belong to several codes; a settlement may occur more than once."""
    codes: dict[str, str] = {}
    return {row.name for row in rows if codes.setdefault(row.name, row.code) != row.code}
