"""Answers again, before anything else runs, with a page that is unchanged, or that it is.

The whole application gave this answer once to this very request: a page that it had kept, or that the
browser has the page already. It is given again as long as the database tells that nothing was written since,
and until the first moment that could change it by itself: the day's end and, for whoever is signed in, the
session's next note, its end, the end of a role or of a proof. PostgreSQL does not tell; it is asked.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Flask

from peoplesprocess.db.read_cache import Kept, ReadCache
from peoplesprocess.web import request_log
from peoplesprocess.web.page_cache import KEY, ROUTE, TRUE_UNTIL, PageCache, PageKey
from peoplesprocess.web.page_response import LANGUAGE_COOKIE, STYLE_COOKIE

if TYPE_CHECKING:
    from _typeshed import OptExcInfo
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

ASKED = (
    *("wsgi.url_scheme", "SERVER_NAME", "SERVER_PORT", "SCRIPT_NAME", "PATH_INFO", "QUERY_STRING"),
    *("HTTP_HOST", "HTTP_COOKIE", "HTTP_ACCEPT_LANGUAGE", "HTTP_ACCEPT_ENCODING", "HTTP_IF_NONE_MATCH"),
)
"""All of a request that such an answer depends on; who asks is told by the cookie."""
COMMON_COOKIES = (f"{STYLE_COOKIE}=", f"{LANGUAGE_COOKIE}=")
"""What anybody may be given who asks the same; any other cookie is for one browser alone."""
UNCHANGED, PAGE = "304 NOT MODIFIED", "200 OK"


@dataclass(frozen=True, slots=True)
class RememberedAnswer:
    """An answer that was given: its headers, when, and until when it is true if nothing is written."""

    page: PageKey | None
    """What its body is kept by; None where the browser has the page."""
    headers: list[tuple[str, str]]
    route: str
    since: float
    until: float


class UnchangedPages:
    """Stands before the application."""

    def __init__(self, app: Flask, inner: WSGIApplication) -> None:
        self._app, self._inner = app, inner

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer from memory, or let the application answer and remember it."""
        if environ["REQUEST_METHOD"] != "GET":
            return self._inner(environ, start_response)
        begun = time.perf_counter()
        # Looked up before the application reads: what is written in between empties another one than this.
        watch: ReadCache = self._app.extensions["read_cache"]
        kept, key = watch.unchanged(), ("unchanged", *(environ.get(name) for name in ASKED))
        found = kept.get(key)
        if isinstance(found, RememberedAnswer) and found.since <= time.time() < found.until:
            body = self._body(found)
            if body is not None:
                return self._again(found, body, begun, start_response)
        return self._inner(environ, _remembering(environ, start_response, kept, key))

    def _body(self, found: RememberedAnswer) -> bytes | None:
        """What the answer consisted of; None if that page had to make room for others."""
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
        if is_kept and TRUE_UNTIL in environ and all(each.startswith(COMMON_COOKIES) for each in cookies):
            own = [header for header in headers if header[0] != request_log.HEADER]
            kept[key] = RememberedAnswer(page, own, environ[ROUTE], time.time(), environ[TRUE_UNTIL])
        return start_response(status, headers, error) if error else start_response(status, headers)

    return remember
