"""What was read for an earlier request and is known to be still so, because nothing was written since."""

from __future__ import annotations

import sqlite3
from threading import local

from sqlalchemy import Engine

MOST = 500
Kept = dict[tuple[object, ...], object]


class ReadCache:
    """Watches one database for commits, in each thread by a connection that does nothing else.

    SQLite tells a connection how often the file was changed by others, without reading a page of it.
    PostgreSQL tells no such thing, so there nothing is ever known to be still so.
    """

    def __init__(self, engine: Engine) -> None:
        self._file = str(engine.url.database) if engine.dialect.name == "sqlite" else ""
        self._thread = local()

    def unchanged(self) -> Kept:
        """Return what this thread was given to keep since the last commit; put what is read into it."""
        if not self._file:
            return {}
        try:
            return self._unchanged(self._thread)
        except sqlite3.Error:
            # Nothing is known then; whoever asks the database next hears what is wrong with it.
            return {}

    def _unchanged(self, thread: local) -> Kept:
        if not hasattr(thread, "connection"):
            thread.connection = sqlite3.connect(self._file)
            thread.changes, thread.kept = None, {}
        changes = thread.connection.execute("PRAGMA data_version").fetchone()
        if thread.changes != changes or len(thread.kept) > MOST:
            thread.changes, thread.kept = changes, {}
        kept: Kept = thread.kept
        return kept
