"""Pages that were made once and are still true: kept as they went out, by their version, up to a size."""

from __future__ import annotations

from threading import Lock

MOST_BYTES = 2_000_000
ENCODINGS = ("br", "gzip")


class PageCache:
    """The newest pages of this process, compressed. Nobody asks again for a page whose version has passed."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._pages: dict[tuple[str, str, str], bytes] = {}
        self._bytes = 0
        self._lock = Lock()

    def get(self, version: str, address: str, accepted: str) -> tuple[bytes, str] | None:
        """Return the page and its encoding, in the best one that `accepted` names, or None."""
        for encoding in ENCODINGS:
            if encoding in accepted and f"{encoding};q=0" not in accepted.replace(" ", ""):
                kept = self._pages.get((version, address, encoding))
                return None if kept is None else (kept, encoding)
        return None

    def put(self, version: str, address: str, encoding: str, body: bytes) -> None:
        """Keep a page; the oldest ones go when there is no more room."""
        with self._lock:
            if (version, address, encoding) in self._pages:
                return
            self._pages[version, address, encoding] = body
            self._bytes += len(body)
            while self._bytes > self._most_bytes:
                self._bytes -= len(self._pages.pop(next(iter(self._pages))))
