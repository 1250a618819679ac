"""A cache of what earlier requests read, valid until the next commit."""

from __future__ import annotations

import sqlite3
from threading import local

from sqlalchemy import Engine

MOST = 500
Kept = dict[tuple[object, ...], object]


class ReadCache:
    """A watcher of one database for commits, with one idle connection in each thread.

    SQLite's `data_version` tells a connection cheaply whether others changed the file. PostgreSQL has nothing
    like it, so there the cache is always empty.
    """

    def __init__(self, engine: Engine) -> None:
        self._file = str(engine.url.database) if engine.dialect.name == "sqlite" else ""
        self._thread = local()

    def unchanged(self) -> Kept:
        """Return this thread's cache, which is empty after each commit; the caller adds to it."""
        if not self._file:
            return {}
        try:
            return self._unchanged(self._thread)
        except sqlite3.Error:
            # The caller's own read of the database will raise the error.
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
