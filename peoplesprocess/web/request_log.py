"""A line of JSON for each request and error: time, route and duration, but never what anybody typed.

A route is logged as its rule (`/s/<code>/needs`), without path, query, address or form content.
"""

from __future__ import annotations

import json
import logging
import os
import secrets
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask, current_app, g, request
from flask.wrappers import Response

from peoplesprocess.db.failure_cause import StorageFailureCause
from peoplesprocess.web.metrics import NO_ROUTE, Metrics

PACKAGE = str(Path(__file__).parents[1])
LOGGERS = "peoplesprocess", "waitress"
HEADER = "X-Request-Id"
_LINES = logging.getLogger(LOGGERS[0])


class JsonLogFormatter(logging.Formatter):
    """Formats a record as one line; an exception is logged with its class and place, never its message."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat("T", "milliseconds")
        }
        if isinstance(record.msg, dict):
            line |= record.msg
        else:
            # A library's message may contain a path or a value, so only its logger and level are logged.
            line |= {"event": "library", "from": record.name, "level": record.levelname.lower()}
            if record.exc_info and record.exc_info[1] is not None:
                line |= kind_of(record.exc_info[1])
        return json.dumps(line | {"worker": os.getpid()})


def init(app: Flask, what: str) -> None:
    """Give each request an id and a log line; `what` is off, errors or requests."""
    _send_to_stderr(what)
    app.config["LOGS_REQUESTS"] = what == "requests"
    app.before_request(_begin)
    app.after_request(_end)


def new_id() -> str:
    """Return a new id for a request, for the log and for error pages."""
    return secrets.token_hex(4)


def answered(
    app: Flask, route: str, method: str, status: int, begun: float, request_id: str, *, acted: bool = False
) -> None:
    """Count a response and log its line; `begun` is the `time.perf_counter` of the request's start."""
    seconds = time.perf_counter() - begun
    metrics: Metrics = app.extensions["metrics"]
    metrics.answered(route, status, seconds, acted=acted)
    if app.config["LOGS_REQUESTS"]:
        _LINES.info(
            {
                "event": "request",
                "id": request_id,
                "route": route,
                "method": method if method in ("GET", "HEAD", "POST") else "other",
                "status": status,
                "ms": round(1000 * seconds, 1),
            }
        )


def error(raised: BaseException, cause: StorageFailureCause | None = None) -> None:
    """Log an error of this request with its class, its cause and its place in our code."""
    metrics: Metrics = current_app.extensions["metrics"]
    metrics.failed(cause)
    line = {"event": "error", "id": g.get("request_id"), "route": _route(), **kind_of(raised)}
    if cause is not None:
        line["cause"] = cause.value
    logging.getLogger(LOGGERS[0]).error(line)


def kind_of(raised: BaseException) -> dict[str, str]:
    """Return the class of an exception and the innermost line of our code in its traceback."""
    where, trace = "", raised.__traceback__
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if file.startswith(PACKAGE):
            where = f"{file.removeprefix(PACKAGE)[1:]}:{trace.tb_lineno}"
        trace = trace.tb_next
    found = {"error": type(raised).__name__, "where": where}
    # The SQLSTATE code of PostgreSQL contains no data.
    state = getattr(getattr(raised, "orig", None), "sqlstate", None)
    return found | {"state": state} if state else found


def _send_to_stderr(what: str) -> None:
    handler = logging.StreamHandler(sys.stderr) if what != "off" else logging.NullHandler()
    handler.setFormatter(JsonLogFormatter())
    for name in LOGGERS:
        logger = logging.getLogger(name)
        for old in [each for each in logger.handlers if isinstance(each.formatter, JsonLogFormatter)]:
            logger.removeHandler(old)
        logger.addHandler(handler)
        logger.setLevel(logging.INFO if name == LOGGERS[0] else logging.ERROR)


def _begin() -> None:
    state = g._get_current_object()
    state.begun = time.perf_counter()
    state.request_id = new_id()


def _end(response: Response) -> Response:
    state, app = g._get_current_object(), current_app._get_current_object()  # type: ignore[attr-defined]
    response.headers[HEADER] = state.request_id
    method, status = request.method, response.status_code
    answered(app, _route(), method, status, state.begun, state.request_id, acted="acted" in state)
    return response


def _route() -> str:
    return request.url_rule.rule if request.url_rule is not None else NO_ROUTE
