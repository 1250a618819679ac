"""Pages that were made once and are still true: kept by the word that tells their version, up to a size."""

from __future__ import annotations

from threading import Lock

MOST_BYTES = 2_000_000


class Kept:
    """The newest pages of this process. A page whose version has passed is never asked for again."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._pages: dict[tuple[str, str], str] = {}
        self._bytes = 0
        self._lock = Lock()

    def get(self, version: str, address: str) -> str | None:
        """Return the page, or None if it is not kept."""
        return self._pages.get((version, address))

    def put(self, version: str, address: str, body: str) -> None:
        """Keep a page; the oldest ones go when there is no more room."""
        with self._lock:
            if (version, address) in self._pages:
                return
            self._pages[version, address] = body
            self._bytes += len(body)
            while self._bytes > self._most_bytes:
                self._bytes -= len(self._pages.pop(next(iter(self._pages))))
