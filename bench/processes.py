"""Rows by processes: the memory that two workers hold, and the time until the application is there."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from bench import peers
from bench.ground import READ, Ground
from bench.load import Target, mixed, run
from bench.servers import PROJECT, Server
from bench.table import Line, Row

REQUESTS = 10_000
MEGABYTE = 1_000_000
MOST_MEGABYTES, MOST_GROWTH = 140, 1
BURST_SECONDS = 2
PATHS = (
    *("", "/needs", "/needs/7", "/needs?sector=water", "/needs/record", "/needs/7/change", "/meetings"),
    *("/committee", "/priorities", "/plan", "/works", "/closure", "/needs?group=women"),
)
LANGUAGES = ("fr", "en", "ar")

HELD = Row("memory of 2 workers after 10,000 requests", "limit", "MB", most=1)
GROWN = Row("memory grown over 10,000 requests more", "limit", "%", most=1)
STARTED = Row("start-up, import and application", "ihatemoney", "s", most=0.6)

OURS = "import wsgi"
THEIRS = "import ihatemoney.wsgi"


def memory(ground: Ground, folder: Path, rounds: int, seconds: float) -> list[Line]:
    """Measure a fresh server in each round, after so many requests and after as many again."""
    # Compiling takes memory that a server does not need again.
    _timed(Path(sys.executable), OURS, ground.environment)
    held, grown = [], []
    for _ in range(rounds):
        with ground.served() as server:
            _ask(ground, server)
            first = server.bytes_held()
            _ask(ground, server)
            held.append(first / MEGABYTE)
            grown.append(100 * (server.bytes_held() / first - 1))
    return [
        HELD.measured(held, [MOST_MEGABYTES] * rounds),
        GROWN.measured(grown, [MOST_GROWTH] * rounds),
    ]


def start(ground: Ground, folder: Path, rounds: int, seconds: float) -> list[Line]:
    """Measure fresh processes in turn; a first one of each, which compiles, does not count."""
    peer = peers.prepared(folder)
    ours, theirs = [], []
    for _ in range(rounds + 1):
        ours.append(_timed(Path(sys.executable), OURS, ground.environment))
        theirs.append(_timed(peers.PYTHON, THEIRS, peer.environment))
    return [STARTED.measured(ours[1:], theirs[1:])]


def _ask(ground: Ground, server: Server) -> None:
    """Ask for every page in every language, until there were enough answers."""
    print(".", end="", file=sys.stderr, flush=True)
    paths = [f"/s/{READ}{path}" for path in PATHS]
    share = -(-REQUESTS // len(LANGUAGES))
    for language in LANGUAGES:
        headers = {"Accept-Language": language, "Accept-Encoding": "gzip", "Cookie": ground.signed_in}
        left = share
        while left > 0:
            left -= run(Target(server, "/", headers, mixed(paths)), BURST_SECONDS)[1]


def _timed(python: Path, code: str, environment: Mapping[str, str]) -> float:
    print(".", end="", file=sys.stderr, flush=True)
    begun = time.perf_counter()
    subprocess.run(
        [str(python), "-W", "ignore", "-c", code],
        cwd=PROJECT,
        env={**os.environ, **environment},
        capture_output=True,
        timeout=120,
        check=True,
    )
    return time.perf_counter() - begun
