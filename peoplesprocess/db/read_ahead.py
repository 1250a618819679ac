"""What a request reads before its turn to write, and whether that is still so when its turn has come."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any, NamedTuple, Self

READS = "SELECT", "WITH", "PRAGMA"
"""How a statement begins that changes nothing."""
MOVED_BY_EVERY_ACT = frozenset({"head_sequence", "head_digest"})
"""Columns that say how far a journal has come: pages show them, and no act goes by them."""


class TurnNeeded(Exception):
    """A request has to begin anew, in its turn: it writes already, or what it has read is no longer so."""


class Reading(NamedTuple):
    """A statement that was asked, and what it was answered."""

    statement: str
    values: Sequence[object]
    rows: list[tuple[object, ...]]
    columns: tuple[str, ...]


class ReadAhead:
    """All that a connection reads while it has no turn; nothing can be written through it meanwhile."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._commits = _commits(connection)
        self.readings: list[Reading] = []

    def is_still_so(self, connection: sqlite3.Connection) -> bool:
        """Return whether everything would be read again as it was; the connection has its turn."""
        if _commits(connection) == self._commits:
            return True
        return all(_is_the_same(connection, reading) for reading in self.readings)


class AheadCursor(sqlite3.Cursor):
    """A cursor that notes what it reads. Errors: TurnNeeded if something is to be written."""

    def __init__(self, connection: sqlite3.Connection, ahead: ReadAhead) -> None:
        super().__init__(connection)
        self._ahead = ahead
        self._rows: list[tuple[object, ...]] = []

    def execute(self, statement: str, values: Any = (), /) -> Self:
        """Read all rows at once, as all of them are what the request goes by."""
        if not statement.startswith(READS):
            raise TurnNeeded
        super().execute(statement, values)
        rows = super().fetchall()
        columns = tuple(column[0] for column in self.description)
        self._ahead.readings.append(Reading(statement, values, rows, columns))
        self._rows = rows[::-1]
        return self

    def executemany(self, statement: str, values: Any, /) -> Self:
        """Refuse what writes many rows. Errors: TurnNeeded."""
        raise TurnNeeded

    def fetchone(self) -> Any:
        """Return the next row, None after the last."""
        return self._rows.pop() if self._rows else None

    def fetchmany(self, size: int | None = 1) -> list[Any]:
        """Return the next rows."""
        return [self._rows.pop() for _ in range(min(size or 1, len(self._rows)))]

    def fetchall(self) -> list[Any]:
        """Return all rows that are left."""
        left, self._rows = self._rows[::-1], []
        return left


def _commits(connection: sqlite3.Connection) -> object:
    """A number that stays the same until another connection has committed."""
    return connection.execute("PRAGMA data_version").fetchone()[0]


def _is_the_same(connection: sqlite3.Connection, reading: Reading) -> bool:
    rows = connection.execute(reading.statement, reading.values).fetchall()
    if rows == reading.rows:
        return True
    kept = [place for place, name in enumerate(reading.columns) if name not in MOVED_BY_EVERY_ACT]
    if len(kept) == len(reading.columns):
        return False
    return _only(kept, rows) == _only(kept, reading.rows)


def _only(places: Sequence[int], rows: Sequence[tuple[object, ...]]) -> list[list[object]]:
    return [[row[place] for place in places] for row in rows]
