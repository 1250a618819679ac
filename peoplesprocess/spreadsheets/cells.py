"""The types of cells, and sheets of cells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

LONGEST_TEXT = 32_767
"""The number of characters that a spreadsheet's cell can hold; longer texts are cut."""


@dataclass(frozen=True, slots=True)
class PercentCell:
    """A percentage, in hundredths of a percent."""

    hundredths: int


Cell = str | int | Decimal | date | PercentCell | None
"""Text, a whole number, a decimal whose digits are all shown, a day, a percentage, or an empty cell."""


@dataclass(frozen=True, slots=True)
class CellChoicesRange:
    """The range of words that cells may contain: `count` cells below the heading of a column of a sheet."""

    sheet: str
    column: int
    count: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its name, its headings in the reader's language, and rows, which can be generated lazily.

    `lists` are suggestions for the columns of a workbook, by column number; other words can be entered, too.
    """

    name: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    lists: Mapping[int, CellChoicesRange] = field(default_factory=dict)


def scaled(amount: int, digits: int) -> Decimal:
    """Return a scaled whole number, like money in minor units, as a decimal with `digits` decimal places."""
    return Decimal(amount).scaleb(-digits)
