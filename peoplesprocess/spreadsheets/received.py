"""What a spreadsheet that was sent holds: sheets of texts, or the sentence that says why it is not read."""

from __future__ import annotations

from dataclasses import dataclass

from peoplesprocess.core.messages import Message

MOST_SENT = 2_000_000
"""So large may a file be, in bytes; it holds all settlements and people of a country."""
MOST_ROWS = 2_000
"""So many rows may a sheet have."""
MOST_COLUMNS = 60
MOST_SHEETS = 6


@dataclass(frozen=True, slots=True)
class Bounds:
    """How large a file may be; with `as_shown` formulas, days and joined cells are read as they are shown."""

    rows: int = MOST_ROWS
    columns: int = MOST_COLUMNS
    sheets: int = MOST_SHEETS
    as_shown: bool = False


USUAL = Bounds()


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
