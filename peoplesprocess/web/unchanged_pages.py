"""Answers again, before anything else runs, that a page is unchanged: nothing it depends on has changed.

The whole application said so once to this very request. It is said again as long as the database tells that
nothing was written since, and until the first moment that could change it by itself: the session's next note,
its end, the end of a role or of a proof, and the day's. PostgreSQL does not tell: there all are asked anew.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Flask

from peoplesprocess.db.read_cache import Kept, ReadCache
from peoplesprocess.web import request_log

if TYPE_CHECKING:
    from _typeshed import OptExcInfo
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

ASKED = (
    *("wsgi.url_scheme", "SERVER_NAME", "SERVER_PORT", "SCRIPT_NAME", "PATH_INFO", "QUERY_STRING"),
    *("HTTP_HOST", "HTTP_COOKIE", "HTTP_ACCEPT_LANGUAGE", "HTTP_ACCEPT_ENCODING", "HTTP_IF_NONE_MATCH"),
)
"""All of a request that such an answer depends on; who asks is told by the cookie."""
TRUE_UNTIL, ROUTE = "peoplesprocess.true_until", "peoplesprocess.route"
"""What a view tells of an answer that stays true: until when, in seconds of the clock, and its route."""
STATUS = "304 NOT MODIFIED"


@dataclass(frozen=True, slots=True)
class RememberedAnswerHeaders:
    """An answer that was given: its headers, when, and until when it is true if nothing is written."""

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
        if environ["REQUEST_METHOD"] != "GET" or "HTTP_IF_NONE_MATCH" not in environ:
            return self._inner(environ, start_response)
        begun = time.perf_counter()
        # Looked up before the application reads: what is written in between empties another one than this.
        watch: ReadCache = self._app.extensions["read_cache"]
        kept, key = watch.unchanged(), ("unchanged", *(environ.get(name) for name in ASKED))
        found = kept.get(key)
        if isinstance(found, RememberedAnswerHeaders) and found.since <= time.time() < found.until:
            return self._again(found, begun, start_response)
        return self._inner(environ, _remembering(environ, start_response, kept, key))

    def _again(
        self, found: RememberedAnswerHeaders, begun: float, start_response: StartResponse
    ) -> Iterable[bytes]:
        request_id = request_log.new_id()
        request_log.answered(self._app, found.route, "GET", 304, begun, request_id)
        start_response(STATUS, [*found.headers, (request_log.HEADER, request_id)])
        return ()


def _remembering(
    environ: WSGIEnvironment, start_response: StartResponse, kept: Kept, key: tuple[object, ...]
) -> StartResponse:
    def remember(
        status: str, headers: list[tuple[str, str]], error: OptExcInfo | None = None
    ) -> Callable[[bytes], object]:
        if status == STATUS and TRUE_UNTIL in environ:
            own = [header for header in headers if header[0] != request_log.HEADER]
            kept[key] = RememberedAnswerHeaders(own, environ[ROUTE], time.time(), environ[TRUE_UNTIL])
        return start_response(status, headers, error) if error else start_response(status, headers)

    return remember
