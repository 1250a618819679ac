"""A fair queue of writers for SQLite, which admits one at a time and wakes waiting ones late and unfairly."""

from __future__ import annotations

import fcntl
import os
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy.exc import OperationalError

from peoplesprocess.db.reads_before_write import OptimisticReads, ReadRecordingCursor

MOST_PATIENT = 2
"""How many threads of a process may wait for the full time; others are soon refused as busy.

A waiting thread serves nobody, and while another program holds the file, others must still be able to read.
"""
IMPATIENT_SECONDS = 0.5
LOOK_EVERY, LOOK_FIRST = 0.0002, 0.0001
"""Seconds between looks whether another process has left: the longest, and the first."""


class WriterTurn:
    """A place in the queue, first among the threads of a process, then the right to write.

    It ends with `leave`, or when nothing refers to it any longer.
    """

    def __init__(self, lock: Lock) -> None:
        self._lock: Lock | None = lock
        self.file: int | None = None
        self.is_granted = False

    def leave(self) -> None:
        """Let the next one in; further calls do nothing."""
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
    """The queue of writers to one database file: first among the threads of a process, then processes."""

    def __init__(self, database: Path, seconds: float, waited: Callable[[float], None] | None = None) -> None:
        """`waited` is called with the seconds that each writer waited until it could write."""
        self.waited = waited
        self._gate = database.with_name(database.name + "-queue-next")
        self._path = database.with_name(database.name + "-queue")
        self._seconds = seconds
        self._lock = Lock()
        self._waiting = 0

    def line_up(self, patience: float | None = None) -> WriterTurn | None:
        """Wait to be first in this process; return the coming turn, or None after `patience` seconds.

        One at a time, since threads of one process would only slow each other down while preparing to write.
        """
        if patience is None:
            patience = self._seconds if self._waiting < MOST_PATIENT else IMPATIENT_SECONDS
        self._waiting += 1
        try:
            if not self._lock.acquire(timeout=patience):
                return None
        finally:
            self._waiting -= 1
        return WriterTurn(self._lock)

    def enter(self, patience: float | None = None) -> WriterTurn | None:
        """Wait for a turn and return it, or None if it did not come within `patience` seconds."""
        until = time.monotonic() + (self._seconds if patience is None else patience)
        turn = self.line_up(patience)
        return turn if turn is not None and self.wait_for_processes(turn, until - time.monotonic()) else None

    def wait_for_processes(self, turn: WriterTurn, patience: float | None = None) -> bool:
        """Wait until no other process writes; return whether the turn came within `patience` seconds."""
        until = time.monotonic() + (self._seconds if patience is None else patience)
        try:
            turn.is_granted = self._before_other_processes(turn, until)
        except OSError:
            # Without the lock files, the database's own lock decides and its error tells what is wrong.
            turn.is_granted = True
        except BaseException:
            turn.leave()
            raise
        if not turn.is_granted:
            turn.leave()
        return turn.is_granted

    def _before_other_processes(self, turn: WriterTurn, until: float) -> bool:
        # Whoever holds the gate is next; without it, the process that has just written would be first again.
        # The files are opened each time: forked workers would share an inherited one as a single lock.
        gate = os.open(self._gate, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            turn.file = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
            return _locked(gate, until) and _locked(turn.file, until)
        finally:
            os.close(gate)


class QueuedConnection(sqlite3.Connection):
    """A connection that takes its turn before it writes, and gives it back afterwards."""

    queue: WriterQueue
    turn: WriterTurn | None = None
    ahead: OptimisticReads | None = None
    waited_in_line: float | None = None
    """Seconds that it waited to read ahead and that have not been reported yet."""

    def cursor(self, factory: Any = None) -> Any:
        """Return a cursor; while the connection reads ahead of its turn, one that records what it reads."""
        if self.ahead is not None:
            return ReadRecordingCursor(self, self.ahead)
        return super().cursor() if factory is None else super().cursor(factory)

    def take_turn(self, patience: float | None = None) -> None:
        """Wait until no other connection of this application writes. Errors: OperationalError, too late."""
        if self.turn is None:
            self.turn = self.queue.enter(patience)
        elif not self.turn.is_granted and not self.queue.wait_for_processes(self.turn, patience):
            self.turn = None
        if self.turn is None:
            raise _too_late()

    def line_up(self, patience: float | None = None) -> None:
        """Wait until no other thread prepares to write. Errors: OperationalError, too late."""
        if self.turn is None:
            self.turn = self.queue.line_up(patience)
        if self.turn is None:
            raise _too_late()

    def give_turn_back(self) -> None:
        """Let the next one in, unless a transaction is still open."""
        # A failed commit leaves its transaction open; the rollback that follows ends the turn.
        if self.turn is not None and not self.in_transaction:
            self.turn.leave()
            self.turn = None

    def commit(self) -> None:
        """Commit, and give the turn back."""
        try:
            super().commit()
        finally:
            self.give_turn_back()

    def rollback(self) -> None:
        """Roll back, and give the turn back."""
        try:
            super().rollback()
        finally:
            self.give_turn_back()

    def close(self) -> None:
        """Close the connection, and give the turn back in any case."""
        try:
            super().close()
        finally:
            if self.turn is not None:
                self.turn.leave()
                self.turn = None


def _too_late() -> OperationalError:
    return OperationalError("BEGIN IMMEDIATE", None, sqlite3.OperationalError("database is locked"))


def _locked(file: int, until: float) -> bool:
    pause = LOOK_FIRST
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            if time.monotonic() >= until:
                return False
            time.sleep(pause)
            pause = min(pause * 1.2, LOOK_EVERY)
