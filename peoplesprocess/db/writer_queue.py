"""One writer after the other: SQLite lets one in at a time, and wakes those who wait late and unfairly."""

from __future__ import annotations

import fcntl
import os
import sqlite3
import time
from pathlib import Path
from threading import Lock

from sqlalchemy.exc import OperationalError

MOST_PATIENT = 2
"""So many threads of a process wait their whole time; more soon hear that somebody is saving.

A thread that waits answers nobody: while another program holds the file, others must still read.
"""
IMPATIENT_SECONDS = 0.5
LOOK_EVERY = 0.0005
"""How often a process looks whether another has left. Units: seconds."""


class Turn:
    """The right to write. It ends when it is left, or with the last thing that refers to it."""

    def __init__(self, lock: Lock) -> None:
        self._lock: Lock | None = lock
        self.file: int | None = None

    def leave(self) -> None:
        """Let the next one in, once."""
        lock, self._lock = self._lock, None
        if lock is None:
            return
        try:
            if self.file is not None:
                os.close(self.file)
        finally:
            lock.release()

    __del__ = leave


class WriterQueue:
    """The writers of one database file: the threads of a process first, then the processes."""

    def __init__(self, database: Path, seconds: float) -> None:
        self._gate = database.with_name(database.name + "-queue-next")
        self._path = database.with_name(database.name + "-queue")
        self._seconds = seconds
        self._lock = Lock()
        self._waiting = 0

    def enter(self, patience: float | None = None) -> Turn | None:
        """Wait for a turn and return it; None if it did not come in time. Units: seconds."""
        if patience is None:
            patience = self._seconds if self._waiting < MOST_PATIENT else IMPATIENT_SECONDS
        until = time.monotonic() + patience
        self._waiting += 1
        try:
            if not self._lock.acquire(timeout=patience):
                return None
        finally:
            self._waiting -= 1
        turn = Turn(self._lock)
        try:
            came = self._before_other_processes(turn, until)
        except OSError:
            # Without the files writers are let in as the database does it, and it says what is wrong.
            return turn
        except BaseException:
            turn.leave()
            raise
        if not came:
            turn.leave()
            return None
        return turn

    def _before_other_processes(self, turn: Turn, until: float) -> bool:
        # Who stands at the gate is next: without it the process that has just written would be first again.
        # Opened anew each time: what a forked worker inherited would be one lock for all.
        gate = os.open(self._gate, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            turn.file = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
            return _locked(gate, until) and _locked(turn.file, until)
        finally:
            os.close(gate)


class QueuedConnection(sqlite3.Connection):
    """A connection that takes its turn before it writes, and gives it back when it has written."""

    queue: WriterQueue
    turn: Turn | None = None

    def take_turn(self, patience: float | None = None) -> None:
        """Wait until no other connection of this application writes. Errors: OperationalError, too late."""
        if self.turn is None:
            self.turn = self.queue.enter(patience)
        if self.turn is None:
            raise OperationalError("BEGIN IMMEDIATE", None, sqlite3.OperationalError("database is locked"))

    def give_turn_back(self) -> None:
        """Let the next one in, unless something is written and not yet kept or undone."""
        # A commit that failed leaves its transaction open: the rollback that follows ends the turn.
        if self.turn is not None and not self.in_transaction:
            self.turn.leave()
            self.turn = None

    def commit(self) -> None:
        """Keep what was written."""
        try:
            super().commit()
        finally:
            self.give_turn_back()

    def rollback(self) -> None:
        """Undo what was written."""
        try:
            super().rollback()
        finally:
            self.give_turn_back()

    def close(self) -> None:
        """Close, whatever was going on."""
        try:
            super().close()
        finally:
            if self.turn is not None:
                self.turn.leave()
                self.turn = None


def _locked(file: int, until: float) -> bool:
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            if time.monotonic() >= until:
                return False
            time.sleep(LOOK_EVERY)
