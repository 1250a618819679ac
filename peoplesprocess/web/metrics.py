"""Metrics for Prometheus: requests, response times and errors; none identifies a person or a place.

They are in memory that all workers of a server share, with a row for each worker, so that any worker can
report all of them. The row of a worker that ends stays, so that counters never decrease.
"""

from __future__ import annotations

import mmap
import secrets
import shutil
from bisect import bisect_left
from collections.abc import Iterator
from itertools import accumulate
from threading import Lock

from flask import Blueprint, Flask, Response, abort, current_app, request
from flask.typing import ResponseReturnValue

from peoplesprocess.db.failure_cause import StorageFailureCause
from peoplesprocess.web.current_installation import current_instance

bp = Blueprint("metrics", __name__)
FORMAT = "text/plain; version=0.0.4; charset=utf-8"
ROWS = 64
"""The number of rows; as many workers at a time have their own."""
BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
"""The upper bounds of the histogram of response times. Units: seconds."""
NO_ROUTE = "-"
"""The route that is counted and logged for unknown addresses."""
CLASSES = ("1xx", "2xx", "3xx", "4xx", "5xx")
CAUSES = (*(cause.value for cause in StorageFailureCause), "program")
HERE = ("127.0.0.1", "::1")
HELP = {
    "requests_total": "counter",
    "request_seconds": "histogram",
    "acts_total": "counter",
    "errors_total": "counter",
    "writer_wait_seconds": "summary",
    "disk_free_bytes": "gauge",
}


class Metrics:
    """The metrics of all workers of a server, in memory shared by forks."""

    def __init__(self) -> None:
        self._names: dict[str, int] = {}
        self._rows: list[memoryview[float]] = []
        self._mine: memoryview[float] = memoryview(bytes(8)).cast("d")
        self._lock = Lock()

    def prepare(self, routes: list[str]) -> None:
        """Allocate memory for these routes; workers that are forked afterwards share it."""
        names = [
            f'requests_total{{route="{route}",status="{kind}"}}'
            for route in sorted({*routes, NO_ROUTE})
            for kind in CLASSES
        ]
        names += [f'request_seconds_bucket{{le="{bound}"}}' for bound in (*BOUNDS, "+Inf")]
        names += [f'errors_total{{cause="{cause}"}}' for cause in CAUSES]
        names += ["request_seconds_sum", "acts_total", "writer_wait_seconds_sum", "writer_wait_seconds_count"]
        self._names = {name: place for place, name in enumerate(names)}
        shared = memoryview(mmap.mmap(-1, 8 * len(names) * ROWS)).cast("d")
        self._rows = [shared[row * len(names) : (row + 1) * len(names)] for row in range(ROWS)]
        self.use_row(0)

    def use_row(self, worker: int) -> None:
        """Count in the row of this worker from now on; `worker` is its number since the server started."""
        self._mine = self._rows[worker % ROWS]

    def answered(self, route: str, status: int, seconds: float, *, acted: bool) -> None:
        """Count a response."""
        bounds: tuple[float | str, ...] = (*BOUNDS, "+Inf")
        self._add(f'requests_total{{route="{route}",status="{CLASSES[min(max(status // 100, 1), 5) - 1]}"}}')
        self._add(f'request_seconds_bucket{{le="{bounds[bisect_left(BOUNDS, seconds)]}"}}')
        self._add("request_seconds_sum", seconds)
        if acted:
            self._add("acts_total")

    def failed(self, cause: StorageFailureCause | None) -> None:
        """Count an error by its cause."""
        self._add(f'errors_total{{cause="{cause.value if cause else CAUSES[-1]}"}}')

    def waited(self, seconds: float) -> None:
        """Count how long an act waited for its turn to write."""
        self._add("writer_wait_seconds_sum", seconds)
        self._add("writer_wait_seconds_count")

    def lines(self, disk_free: int) -> Iterator[str]:
        """Yield the text that Prometheus reads."""
        sums = {name: sum(row[place] for row in self._rows) for name, place in self._names.items()}
        buckets = [name for name in sums if name.startswith("request_seconds_bucket")]
        for name, total in zip(buckets, accumulate(sums[name] for name in buckets), strict=True):
            sums[name] = total
        sums["request_seconds_count"] = sums[buckets[-1]]
        sums["disk_free_bytes"] = disk_free
        for family, kind in HELP.items():
            yield f"# TYPE peoplesprocess_{family} {kind}"
            for name, value in sums.items():
                if name.startswith(family) and (value or "{" not in name or family != "requests_total"):
                    yield f"peoplesprocess_{name} {value:.10g}"

    def _add(self, name: str, amount: float = 1) -> None:
        place = self._names.get(name)
        if place is not None:
            with self._lock:
                self._mine[place] += amount


def init(app: Flask, token: str, *, proxies: int) -> None:
    """Set metrics up for this application; `token` is what readers on other machines send."""
    app.extensions["metrics"] = Metrics()
    app.config["METRICS_TOKEN"], app.config["METRICS_HERE"] = token, not proxies


@bp.get("/metrics")
def show() -> ResponseReturnValue:
    """Send the metrics to readers on this machine or with the token; 404 for all others."""
    if not _may_read():
        abort(404)
    metrics: Metrics = current_app.extensions["metrics"]
    free = shutil.disk_usage(current_instance()).free
    body = "\n".join(metrics.lines(free)) + "\n"
    return Response(body, content_type=FORMAT, headers={"Cache-Control": "no-store"})


def _may_read() -> bool:
    token: str = current_app.config["METRICS_TOKEN"]
    sent = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if token and secrets.compare_digest(sent.encode(), token.encode()):
        return True
    # Behind a proxy on the same machine every request would seem to be local.
    return bool(current_app.config["METRICS_HERE"]) and request.remote_addr in HERE
