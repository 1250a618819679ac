"""A limit on how many threads wait for a bucket, and for how long, so that the others go on serving."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from peoplesprocess.photos.store import PhotosUnreachable

MOST_WAITING = 2
"""How many threads of a process use the bucket at the same time."""
TURN_SECONDS = 1.0
"""Seconds that another thread waits for its turn."""
LONG_SECONDS = 1.5
"""A failure that took longer than this many seconds opens the circuit."""
REST_SECONDS = 5.0
"""Seconds during which the bucket is not asked again."""


class CircuitBreaker:
    """A circuit breaker that admits few threads at a time, and none for a while after a slow failure."""

    def __init__(self) -> None:
        self._turns = BoundedSemaphore(MOST_WAITING)
        self._rests_until = 0.0

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Use the bucket within the block. Errors: PhotosUnreachable, also without asking the bucket."""
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
