"""Pages that were made once and are still true: kept as they went out, by version, up to a size."""

from __future__ import annotations

from threading import Lock

from flask import current_app, g, request
from flask.wrappers import Request, Response

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
                body = self._pages.get((version, address, encoding))
                return None if body is None else (body, encoding)
        return None

    def put(self, version: str, address: str, encoding: str, body: bytes) -> None:
        """Add a page; the oldest ones go when there is no more room."""
        with self._lock:
            if (version, address, encoding) in self._pages:
                return
            self._pages[version, address, encoding] = body
            self._bytes += len(body)
            while self._bytes > self._most_bytes:
                self._bytes -= len(self._pages.pop(next(iter(self._pages))))


def unchanged(version: str) -> Response | None:
    """Return the page as the browser or this process has it already in this version, or None."""
    asked: Request = request._get_current_object()  # type: ignore[attr-defined]
    g.version = version
    if version in asked.headers.get("If-None-Match", ""):
        return tagged(Response(status=304), version)
    pages: PageCache = current_app.extensions["page_cache"]
    found = pages.get(version, _address(asked), asked.headers.get("Accept-Encoding", ""))
    if found is None:
        return None
    body, encoding = found
    return tagged(Response(body, headers={"Content-Encoding": encoding}, mimetype="text/html"), version)


def remember(response: Response) -> None:
    """Put a compressed page that is true until the next act into the cache."""
    encoding = response.headers.get("Content-Encoding")
    if g.get("true_until_next_act") and encoding:
        pages: PageCache = current_app.extensions["page_cache"]
        pages.put(g.version, _address(request), encoding, response.get_data())


def _address(asked: Request) -> str:
    """The whole address: a page may name the host by which it was asked for, and no other may get it."""
    return f"{asked.scheme}://{asked.host}{asked.full_path}"


def tagged(response: Response, version: str) -> Response:
    """Return the response with its version as a weak tag: compression changes its bytes, not its meaning."""
    response.set_etag(version, weak=True)
    return response
