"""Requests per second: wrk against several targets in turn, round after round."""

from __future__ import annotations

import http.client
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from email.message import Message
from pathlib import Path

from bench.servers import Server
from bench.table import NotMeasured

CONNECTIONS = 8
TRIES = 6

MADE_ANEW = """
local seed, n = os.time() .. "-" .. math.floor(os.clock() * 1e6), 0
function request()
  n = n + 1
  return wrk.format("GET", wrk.path .. "?x=" .. seed .. "-" .. n)
end
"""
"""Each request asks for another address, so that no page that was kept can answer it."""

RECORD = """
wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
local forms = io.open("%s")
function request()
  local form = forms:read()
  if not form then wrk.thread:stop(); form = "" end
  return wrk.format("POST", nil, nil, form .. "&%s")
end
"""
"""Each request sends the next line of a file, a form that no other request sends."""

MIX = """
local paths, n = {%s}, 0
function request()
  n = n + 1
  return wrk.format("GET", paths[n %% #paths + 1])
end
"""
"""One path after the other."""


@dataclass(frozen=True, slots=True)
class Target:
    """A server's path to ask for; `script` makes one round's Lua script, `status` is the right answer."""

    server: Server
    path: str = "/"
    headers: Mapping[str, str] = field(default_factory=dict)
    script: Callable[[Path], str] | None = None
    status: int = 200

    @property
    def url(self) -> str:
        """The whole address."""
        return self.server.url + self.path


def alternate(targets: Mapping[str, Target], rounds: int, seconds: float) -> dict[str, list[float]]:
    """Return each target's requests per second, by round. Errors: NotMeasured."""
    for target in targets.values():
        if target.script is None:
            answer(target)
        run(target, 1)
    found: dict[str, list[float]] = {name: [] for name in targets}
    for _ in range(rounds):
        for name, target in targets.items():
            print(".", end="", file=sys.stderr, flush=True)
            found[name].append(_even(target, seconds))
    return found


def answer(target: Target) -> tuple[Message, int]:
    """Ask once; return headers and the size of the body. Errors: NotMeasured if the status is wrong."""
    connection = http.client.HTTPConnection("127.0.0.1", target.server.port, timeout=30)
    try:
        connection.request("GET", target.path, headers=dict(target.headers))
        response = connection.getresponse()
        body = response.read()
    finally:
        connection.close()
    if response.status != target.status:
        raise NotMeasured(f"{target.path} answered {response.status}, not {target.status}")
    return response.headers, len(body)


def run(target: Target, seconds: float) -> tuple[float, int]:
    """Load a target for so long; return requests per second and how many were answered."""
    wrk = shutil.which("wrk")
    if wrk is None:
        raise NotMeasured("wrk is not installed")
    headers = [part for name, value in target.headers.items() for part in ("-H", f"{name}: {value}")]
    with tempfile.TemporaryDirectory() as folder:
        script: list[str] = []
        if target.script is not None:
            path = Path(folder) / "script.lua"
            path.write_text(target.script(Path(folder)))
            script = ["-s", str(path)]
        command = [
            *(wrk, "-t1", f"-c{CONNECTIONS}", f"-d{max(1, round(seconds))}s", "--timeout", "20s"),
            *(*headers, *script, target.url),
        ]
        done = subprocess.run(command, capture_output=True, text=True, timeout=seconds + 60, check=False)
    return _read(done.stdout)


def mixed(paths: Sequence[str]) -> Callable[[Path], str]:
    """Return the script that asks for `paths` in turn."""
    quoted = ",".join(f'"{path}"' for path in paths)
    return lambda folder: MIX % quoted


def _even(target: Target, seconds: float) -> float:
    """Load a target until both of its workers had their share; return requests per second.

    Which worker takes a connection is left to chance, and a connection stays where it is. With all of
    them at one worker, half of the server would be measured.
    """
    rate = 0.0
    for _ in range(TRIES):
        before = target.server.worked()
        rate, _ = run(target, seconds)
        spent = [after - then for after, then in zip(target.server.worked(), before, strict=True)]
        if 2 * min(spent) >= max(spent):
            break
    return rate


def _read(output: str) -> tuple[float, int]:
    rate = re.search(r"Requests/sec:\s+([\d.]+)", output)
    count = re.search(r"(\d+) requests in", output)
    if not (rate and count and int(count[1])):
        raise NotMeasured("wrk got no answer")
    if wrong := re.search(r"Non-2xx or 3xx responses: (\d+)", output):
        raise NotMeasured(f"{wrong[1]} of {count[1]} answers were errors")
    return float(rate[1]), int(count[1])
