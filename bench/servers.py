"""Servers to measure: gunicorn on a free port of this machine alone, stopped at the end."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.table import NotMeasured

PROJECT = Path(__file__).parents[1]
START_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Server:
    """A server that answers, and the id of its master process."""

    url: str
    pid: int

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return int(self.url.rpartition(":")[2])

    def bytes_held(self) -> int:
        """Return the proportional memory of the master and its workers."""
        return sum(_proportional(process) for process in (str(self.pid), *self._workers()))

    def worked(self) -> list[int]:
        """Return the processor time that each worker has used, in the system's ticks."""
        fields = [
            Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split() for each in self._workers()
        ]
        return [int(user) + int(system) for user, system in (each[11:13] for each in fields)]

    def kill(self) -> None:
        """End master and workers at once, without a word, as a machine does whose power is cut."""
        for process in (str(self.pid), *self._workers()):
            os.kill(int(process), signal.SIGKILL)

    def _workers(self) -> list[str]:
        return Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()


@contextmanager
def serving(
    app: str,
    environment: Mapping[str, str] | None = None,
    *,
    python: Path = Path(sys.executable),
    options: Sequence[str] = (),
    ready: str = "/",
) -> Iterator[Server]:
    """Serve `app` as gunicorn.conf.py says while the block runs. Errors: NotMeasured if it does not start."""
    port = free_port()
    command = [
        *(str(python), "-m", "gunicorn", "--bind", f"127.0.0.1:{port}"),
        *(() if app.startswith("wsgi:") else ("--config", "bench/gunicorn_peer.py")),
        *(*options, "--no-control-socket", "--log-level", "warning", app),
    ]
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            command, cwd=PROJECT, env={**os.environ, **(environment or {})}, stdout=log, stderr=log
        )
        try:
            server = Server(f"http://127.0.0.1:{port}", process.pid)
            if not _answers(server.url + ready, process):
                log.seek(0)
                last = log.read().decode(errors="replace").strip().splitlines()[-1:]
                raise NotMeasured(f"{app} did not start ({' '.join(last)})")
            yield server
        finally:
            stop(process)


def free_port() -> int:
    """Return a port of the loopback that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a process that was started here, and wait for it."""
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _answers(url: str, process: subprocess.Popen[bytes]) -> bool:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return True
        except urllib.error.HTTPError:
            return False
        except OSError:
            time.sleep(0.1)
    return False


def _proportional(process: str) -> int:
    for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    raise NotMeasured("the system does not tell proportional memory")
