"""Pages that were made once and are still true: kept as they went out, by version, up to a size."""

from __future__ import annotations

from datetime import datetime
from threading import Lock

from flask import current_app, g, request
from flask.wrappers import Request, Response

MOST_BYTES = 2_000_000
ENCODINGS = ("br", "gzip")
PageKey = tuple[str, str, str]
"""A page's version, its whole address and its encoding."""
KEY, ROUTE, TRUE_UNTIL = (f"peoplesprocess.{told}" for told in ("page_key", "route", "true_until"))
"""What a request's environment tells of an answer: which kept page it is, its route, until when it is true.

The time is in seconds of the clock; what is written before then may end it earlier.
"""


class PageCache:
    """The newest pages of this process, compressed. Nobody asks again for a page whose version has passed."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._pages: dict[PageKey, bytes] = {}
        self._bytes = 0
        self._lock = Lock()

    def key(self, version: str, address: str, accepted: str) -> PageKey | None:
        """Return what the page is kept by in the best encoding that `accepted` names, or None."""
        for encoding in ENCODINGS:
            if encoding in accepted and f"{encoding};q=0" not in accepted.replace(" ", ""):
                return version, address, encoding
        return None

    def get(self, key: PageKey) -> bytes | None:
        """Return the page as it went out, None if it is not kept."""
        return self._pages.get(key)

    def put(self, key: PageKey, body: bytes) -> None:
        """Add a page; the oldest ones go when there is no more room."""
        with self._lock:
            if key in self._pages:
                return
            self._pages[key] = body
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
    key = pages.key(version, _address(asked), asked.headers.get("Accept-Encoding", ""))
    body = None if key is None else pages.get(key)
    if key is None or body is None:
        return None
    asked.environ[KEY] = key
    return tagged(Response(body, headers={"Content-Encoding": key[-1]}, mimetype="text/html"), version)


def stays_true(until: datetime) -> None:
    """Tell that the answer to this request is true until then, if nothing is written meanwhile."""
    asked: Request = request._get_current_object()  # type: ignore[attr-defined]
    if asked.url_rule is not None:
        asked.environ[ROUTE], asked.environ[TRUE_UNTIL] = asked.url_rule.rule, until.timestamp()


def remember(response: Response) -> None:
    """Put a compressed page that is true until the next act into the cache."""
    encoding = response.headers.get("Content-Encoding")
    if g.get("true_until_next_act") and encoding:
        pages: PageCache = current_app.extensions["page_cache"]
        key = request.environ[KEY] = g.version, _address(request), encoding
        pages.put(key, response.get_data())


def _address(asked: Request) -> str:
    """The whole address: a page may name the host by which it was asked for, and no other may get it."""
    return f"{asked.scheme}://{asked.host}{asked.full_path}"


def tagged(response: Response, version: str) -> Response:
    """Return the response with its version as a weak tag: compression changes its bytes, not its meaning."""
    response.set_etag(version, weak=True)
    return response
