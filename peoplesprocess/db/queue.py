"""One writer after the other: SQLite lets one in at a time, and wakes those who wait late and unfairly."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from pathlib import Path
from threading import Lock


class WriterQueue:
    """The writers of one database file: the threads of a process first, then the processes."""

    def __init__(self, database: Path, seconds: float) -> None:
        self._path = database.with_name(database.name + "-queue")
        self._seconds = seconds
        self._lock = Lock()

    def enter(self) -> int | None:
        """Wait for a turn and return it. Who waited too long gets none, and hears it from the database."""
        if not self._lock.acquire(timeout=self._seconds):
            return None
        # Opened anew each time: what a forked worker inherited would be one lock for all.
        turn = os.open(self._path, os.O_WRONLY | os.O_CREAT, 0o600)
        fcntl.flock(turn, fcntl.LOCK_EX)
        return turn

    def leave(self, turn: int) -> None:
        """Let the next one in."""
        os.close(turn)
        self._lock.release()


class QueuedConnection(sqlite3.Connection):
    """A connection that takes its turn before it writes, and gives it back when it has written."""

    queue: WriterQueue
    turn: int | None = None

    def take_turn(self) -> None:
        """Wait until no other connection of this application writes."""
        self.turn = self.queue.enter()

    def commit(self) -> None:
        """Keep what was written."""
        try:
            super().commit()
        finally:
            self._give_turn_back()

    def rollback(self) -> None:
        """Undo what was written."""
        try:
            super().rollback()
        finally:
            self._give_turn_back()

    def _give_turn_back(self) -> None:
        # A commit that failed leaves its transaction open: the rollback that follows ends the turn.
        if self.turn is not None and not self.in_transaction:
            self.queue.leave(self.turn)
            self.turn = None
