"""What stands in a cell, and sheets of such cells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

LONGEST_TEXT = 32_767
"""So many characters a cell of a spreadsheet holds; the rest of a longer text is left."""


@dataclass(frozen=True, slots=True)
class PercentCell:
    """A percentage, in hundredths of a percent."""

    hundredths: int


Cell = str | int | Decimal | date | PercentCell | None
"""Text, a whole number, a number with as many digits as are shown, a day, a percentage, or nothing."""


@dataclass(frozen=True, slots=True)
class CellChoicesRange:
    """Words that cells may hold: below the heading of a column of a sheet, so many of them."""

    sheet: str
    column: int
    count: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its name, its headings in the reader's language, and rows, which may be read while written.

    `lists` are the words to choose from in a column of a workbook, by its number; others can be written too.
    """

    name: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    lists: Mapping[int, CellChoicesRange] = field(default_factory=dict)


def scaled(amount: int, digits: int) -> Decimal:
    """Return a number that is kept whole, like money in minor units, with its digits after the point."""
    return Decimal(amount).scaleb(-digits)
