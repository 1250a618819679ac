"""Optimistic reads: what a request read before its turn to write, and whether that is still the same."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from typing import NamedTuple, Self, cast

from peoplesprocess.db.driver_errors import as_library_error

READS = "SELECT", "WITH"
"""How statements begin that change nothing."""
_WRITES = re.compile(r"\b(?:INSERT|UPDATE|DELETE|REPLACE)\b")
IGNORED_COLUMNS = frozenset({"head_sequence", "head_digest", "session_seen_at"})
"""Columns of the journal's head and of the session's last use, whose changes do not invalidate an act."""

Row = tuple[object, ...]


class TurnNeeded(Exception):
    """The request has to start again in its turn: it tries to write, or what it has read has changed."""


class NotedStatement(NamedTuple):
    """A statement that was executed, and its result."""

    statement: str
    values: tuple[str, ...]
    rows: list[Row]
    columns: tuple[str, ...]


class OptimisticReads:
    """All statements that a connection executes before its turn; it cannot write meanwhile."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._commits = _commits(connection)
        self.noted: list[NotedStatement] = []

    def is_unchanged(self, connection: sqlite3.Connection) -> bool:
        """Return whether all reads would have the same result; the connection has its turn."""
        if _commits(connection) == self._commits:
            return True
        return all(_is_the_same(connection, noted) for noted in self.noted)


class ReadRecordingCursor(sqlite3.Cursor):
    """A cursor that records what it reads. Errors: TurnNeeded for a statement that writes."""

    def __init__(self, connection: sqlite3.Connection, ahead: OptimisticReads) -> None:
        super().__init__(connection)
        self._ahead = ahead
        self._rows: list[Row] = []

    def execute(self, statement: str, values: object = (), /) -> Self:
        """Execute a statement and fetch all of its rows, since the request may depend on each."""
        if not statement.startswith(READS) or (statement[:4] == "WITH" and _WRITES.search(statement)):
            raise TurnNeeded
        super().execute(statement, _given(values))
        rows = super().fetchall()
        columns = tuple(column[0] for column in self.description)
        self._ahead.noted.append(NotedStatement(statement, _given(values), rows, columns))
        self._rows = rows[::-1]
        return self

    def executemany(self, statement: str, values: object, /) -> Self:
        """Refuse a statement that writes many rows. Errors: TurnNeeded."""
        raise TurnNeeded

    def fetchone(self) -> Row | None:
        """Return the next row, None after the last."""
        return self._rows.pop() if self._rows else None

    def fetchmany(self, size: int | None = 1) -> list[Row]:
        """Return the next `size` rows."""
        return [self._rows.pop() for _ in range(min(size or 1, len(self._rows)))]

    def fetchall(self) -> list[Row]:
        """Return the remaining rows."""
        left, self._rows = self._rows[::-1], []
        return left


def _given(values: object) -> tuple[str, ...]:
    # The driver accepts more types than its stubs say.
    return cast("tuple[str, ...]", values)


def _commits(connection: sqlite3.Connection) -> object:
    """Return a number that changes when another connection commits."""
    return _asked(connection, "PRAGMA data_version", ())[0][0]


def _asked(connection: sqlite3.Connection, statement: str, values: tuple[str, ...]) -> list[Row]:
    """Return the rows of a statement. Errors: SQLAlchemy's, from which the cause can be told."""
    try:
        return connection.execute(statement, values).fetchall()
    except sqlite3.Error as error:
        raise as_library_error(statement, error) from error


def _is_the_same(connection: sqlite3.Connection, noted: NotedStatement) -> bool:
    rows = _asked(connection, noted.statement, noted.values)
    if rows == noted.rows:
        return True
    kept = [place for place, name in enumerate(noted.columns) if name not in IGNORED_COLUMNS]
    if len(kept) == len(noted.columns):
        return False
    return _only(kept, rows) == _only(kept, noted.rows)


def _only(places: Sequence[int], rows: Sequence[Row]) -> list[list[object]]:
    return [[row[place] for place in places] for row in rows]
