"""WSGI middleware that repeats responses which have not changed, before the application runs.

The application has given the response to the same request before: a cached page, or a 304. It is repeated as
long as the database reports no write, and until the first moment that could change it otherwise: the end of
the day and, for somebody signed in, the next record of the session's use, its end, or the end of a role or
proof. PostgreSQL does not report writes, so there the application always runs.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Flask

from peoplesprocess.db.read_cache import Kept, ReadCache
from peoplesprocess.web import request_log
from peoplesprocess.web.page_cache import KEY, ROUTE, VALID_UNTIL, PageCache, PageKey
from peoplesprocess.web.page_response import LANGUAGE_COOKIE, STYLE_COOKIE

if TYPE_CHECKING:
    from _typeshed import OptExcInfo
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

ASKED = (
    *("wsgi.url_scheme", "SERVER_NAME", "SERVER_PORT", "SCRIPT_NAME", "PATH_INFO", "QUERY_STRING"),
    *("HTTP_HOST", "HTTP_COOKIE", "HTTP_ACCEPT_LANGUAGE", "HTTP_ACCEPT_ENCODING", "HTTP_IF_NONE_MATCH"),
)
"""Everything in a request on which such a response depends; the cookie identifies the user."""
COMMON_COOKIES = (f"{STYLE_COOKIE}=", f"{LANGUAGE_COOKIE}=")
"""Cookies that do not identify a browser; a response that sets any other one is not remembered."""
UNCHANGED, PAGE = "304 NOT MODIFIED", "200 OK"


@dataclass(frozen=True, slots=True)
class RememberedAnswer:
    """A response with its headers, when it was given, and until when it is valid if nothing is written."""

    page: PageKey | None
    """The cache key of its body; None for a 304."""
    headers: list[tuple[str, str]]
    route: str
    since: float
    until: float


class UnchangedPages:
    """The middleware around the application."""

    def __init__(self, app: Flask, inner: WSGIApplication) -> None:
        self._app, self._inner = app, inner

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer from memory, or call the application and remember its response."""
        if environ["REQUEST_METHOD"] != "GET":
            return self._inner(environ, start_response)
        begun = time.perf_counter()
        # Taken before the application reads, as a write in between replaces the dictionary.
        watch: ReadCache = self._app.extensions["read_cache"]
        kept, key = watch.unchanged(), ("unchanged", *(environ.get(name) for name in ASKED))
        found = kept.get(key)
        if isinstance(found, RememberedAnswer) and found.since <= time.time() < found.until:
            body = self._body(found)
            if body is not None:
                return self._again(found, body, begun, start_response)
        return self._inner(environ, _remembering(environ, start_response, kept, key))

    def _body(self, found: RememberedAnswer) -> bytes | None:
        """Return the body of the response, or None if it was evicted."""
        pages: PageCache = self._app.extensions["page_cache"]
        return b"" if found.page is None else pages.get(found.page)

    def _again(
        self, found: RememberedAnswer, body: bytes, begun: float, start_response: StartResponse
    ) -> Iterable[bytes]:
        request_id, status = request_log.new_id(), UNCHANGED if found.page is None else PAGE
        request_log.answered(self._app, found.route, "GET", int(status[:3]), begun, request_id)
        start_response(status, [*found.headers, (request_log.HEADER, request_id)])
        return (body,) if body else ()


def _remembering(
    environ: WSGIEnvironment, start_response: StartResponse, kept: Kept, key: tuple[object, ...]
) -> StartResponse:
    def remember(
        status: str, headers: list[tuple[str, str]], error: OptExcInfo | None = None
    ) -> Callable[[bytes], object]:
        page = environ.get(KEY)
        is_kept = status == (UNCHANGED if page is None else PAGE)
        cookies = [value for name, value in headers if name == "Set-Cookie"]
        if is_kept and VALID_UNTIL in environ and all(each.startswith(COMMON_COOKIES) for each in cookies):
            own = [header for header in headers if header[0] != request_log.HEADER]
            kept[key] = RememberedAnswer(page, own, environ[ROUTE], time.time(), environ[VALID_UNTIL])
        return start_response(status, headers, error) if error else start_response(status, headers)

    return remember
