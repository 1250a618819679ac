"""How long this process waits for a bucket, and with how many of its threads: the others go on serving."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from peoplesprocess.photos.store import PhotosUnreachable

MOST_WAITING = 2
"""So many threads of a process ask the bucket at a time."""
TURN_SECONDS = 1.0
"""So long another thread waits for its turn to ask."""
LONG_SECONDS = 1.5
"""Who failed after waiting for longer spares the others the same."""
REST_SECONDS = 5.0
"""So long nobody asks then."""


class CircuitBreaker:
    """Lets few threads ask at a time, and none for a while after one has waited in vain."""

    def __init__(self) -> None:
        self._turns = BoundedSemaphore(MOST_WAITING)
        self._rests_until = 0.0

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Ask the bucket while the block runs. Errors: PhotosUnreachable, also without asking."""
        if time.monotonic() < self._rests_until:
            raise PhotosUnreachable("The bucket did not answer a moment ago.")
        if not self._turns.acquire(timeout=TURN_SECONDS):
            raise PhotosUnreachable("The bucket keeps others waiting.")
        begun = time.monotonic()
        try:
            yield
        except PhotosUnreachable:
            if time.monotonic() - begun > LONG_SECONDS:
                self._rests_until = time.monotonic() + REST_SECONDS
            raise
        finally:
            self._turns.release()
