"""A cache of compressed pages by version, of limited size."""

from __future__ import annotations

from datetime import datetime
from threading import Lock

from flask import current_app, g, request
from flask.wrappers import Request, Response

MOST_BYTES = 2_000_000
ENCODINGS = ("br", "gzip")
PageKey = tuple[str, str, str]
"""A page's version, full address and encoding."""
KEY, ROUTE, VALID_UNTIL = (f"peoplesprocess.{name}" for name in ("page_key", "route", "true_until"))
"""Keys of the WSGI environment: the response's cache key, its route, and until when it is valid.

The time is in seconds since the epoch; a write in between may end the validity earlier.
"""


class PageCache:
    """The newest pages of this process, compressed; pages of past versions are never requested again."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._pages: dict[PageKey, bytes] = {}
        self._bytes = 0
        self._lock = Lock()

    def key(self, version: str, address: str, accepted: str) -> PageKey | None:
        """Return the cache key of a page in the best encoding that `accepted` names, or None."""
        for encoding in ENCODINGS:
            if encoding in accepted and f"{encoding};q=0" not in accepted.replace(" ", ""):
                return version, address, encoding
        return None

    def get(self, key: PageKey) -> bytes | None:
        """Return the compressed page, or None if it is not cached."""
        return self._pages.get(key)

    def put(self, key: PageKey, body: bytes) -> None:
        """Add a page; the oldest ones are evicted if there is no more room."""
        with self._lock:
            if key in self._pages:
                return
            self._pages[key] = body
            self._bytes += len(body)
            while self._bytes > self._most_bytes:
                self._bytes -= len(self._pages.pop(next(iter(self._pages))))


def unchanged(version: str) -> Response | None:
    """Return a 304 or the cached page if this version is unchanged, otherwise None."""
    asked: Request = request._get_current_object()  # type: ignore[attr-defined]
    g.version = version
    if version in asked.headers.get("If-None-Match", ""):
        return tagged(Response(status=304), version)
    pages: PageCache = current_app.extensions["page_cache"]
    key = pages.key(version, _address(asked), asked.headers.get("Accept-Encoding", ""))
    body = None if key is None else pages.get(key)
    if key is None or body is None:
        return None
    asked.environ[KEY] = key
    return tagged(Response(body, headers={"Content-Encoding": key[-1]}, mimetype="text/html"), version)


def declare_valid_until(until: datetime) -> None:
    """Declare that the response is valid until then, unless something is written in between."""
    asked: Request = request._get_current_object()  # type: ignore[attr-defined]
    if asked.url_rule is not None:
        asked.environ[ROUTE], asked.environ[VALID_UNTIL] = asked.url_rule.rule, until.timestamp()


def remember(response: Response) -> None:
    """Cache a compressed page that is valid until the next act."""
    encoding = response.headers.get("Content-Encoding")
    if g.get("valid_until_next_act") and encoding:
        pages: PageCache = current_app.extensions["page_cache"]
        key = request.environ[KEY] = g.version, _address(request), encoding
        pages.put(key, response.get_data())


def _address(asked: Request) -> str:
    """Return the full address: a page may contain the host name, and must not be sent for another host."""
    return f"{asked.scheme}://{asked.host}{asked.full_path}"


def tagged(response: Response, version: str) -> Response:
    """Return the response with its version as a weak ETag, as compression changes its bytes."""
    response.set_etag(version, weak=True)
    return response
