"""Counting the pages that somebody waits for: an answer that leads on is one with the page it leads to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Response, request_finished


@contextmanager
def page_loads() -> Iterator[list[int]]:
    """Collect the status of each page that was shown."""
    seen: list[int] = []

    def note(app: object, response: Response) -> None:
        if not 300 <= response.status_code < 400:
            seen.append(response.status_code)

    with request_finished.connected_to(note):
        yield seen
