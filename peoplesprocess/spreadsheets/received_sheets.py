"""What a spreadsheet that was sent holds: sheets of texts, or the sentence that says why it is not read."""

from __future__ import annotations

from dataclasses import dataclass

from peoplesprocess.core.messages import Message

MOST_SENT = 2_000_000
"""So large may a file be, in bytes; it holds all settlements and people of a country."""
MOST_ROWS = 2_000
"""So many rows may a sheet have."""
MOST_COLUMNS = 60


@dataclass(frozen=True, slots=True)
class SheetLimits:
    """How large a file may be, in bytes, rows, columns and sheets, and what is done with days in cells.

    `ratio` is how many times its size a file may unpack to, beyond `unpacked` bytes that any file may. With
    `as_shown` formulas and joined cells say what they show; without it they are refused.
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
"""Of our own templates, whose cells are all typed in."""
ON_PAGE = SheetLimits(columns=250, sheets=20, unpacked=2_000_000, ratio=40, days_as_text=True)
"""Of what other programs export and people send to a page."""
BY_COMMAND = SheetLimits(40_000_000, 100_000, 250, 20, 2_000_000, 40, True)
"""Of what other programs export and a command reads."""


class UnreadableSpreadsheet(Exception):
    """A file that is no spreadsheet we read; `sentence` says why, where, and what to do."""

    def __init__(self, text: str, **values: object) -> None:
        super().__init__(text)
        self.sentence = Message(text, values)


@dataclass(frozen=True, slots=True)
class ReceivedSheet:
    """A sheet: its name, "" in CSV, and its rows that hold something, with their numbers, as texts."""

    name: str
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def column_letters(number: int) -> str:
    """Return what a spreadsheet calls its column `number`, 0 for the first: A, B … AA."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
