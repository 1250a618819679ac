"""The content of a spreadsheet that was sent: sheets of text, or the reason why it cannot be read."""

from __future__ import annotations

from dataclasses import dataclass

from peoplesprocess.core.messages import Message

MOST_SENT = 2_000_000
"""The largest file, in bytes; it can hold all settlements and people of a country."""
MOST_ROWS = 2_000
"""The most rows of a sheet."""
MOST_COLUMNS = 60


@dataclass(frozen=True, slots=True)
class SheetLimits:
    """Limits of a file in bytes, rows, columns and sheets, and how days and formulas are treated.

    A file may unpack to `unpacked` bytes plus `ratio` times its size. With `as_shown`, formulas and merged
    cells are read as they are shown; without it they are refused.
    """

    sent: int = MOST_SENT
    rows: int = MOST_ROWS
    columns: int = MOST_COLUMNS
    sheets: int = 6
    unpacked: int = 30_000_000
    ratio: int = 0
    days_as_text: bool = False
    as_shown: bool = False


TEMPLATE = SheetLimits()
"""For our own templates, in which all cells are typed in."""
ON_PAGE = SheetLimits(columns=250, sheets=20, unpacked=2_000_000, ratio=40, days_as_text=True)
"""For exports of other programs, sent to a page."""
BY_COMMAND = SheetLimits(40_000_000, 100_000, 250, 20, 2_000_000, 40, True)
"""For exports of other programs, read by a command."""


class UnreadableSpreadsheet(Exception):
    """The file is not a readable spreadsheet; `sentence` says why, where, and what to do."""

    def __init__(self, text: str, **values: object) -> None:
        super().__init__(text)
        self.sentence = Message(text, values)


@dataclass(frozen=True, slots=True)
class ReceivedSheet:
    """A sheet: its name ("" for CSV), and its non-empty rows with their numbers, as text."""

    name: str
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def column_letters(number: int) -> str:
    """Return the letters of a column, 0 being the first: A, B … AA."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
