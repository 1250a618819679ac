"""What a run stands on: one folder, processes that work in it, and a watchman who ends them all."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from bench.servers import PROJECT
from bench.table import NotMeasured

MARK = "PEOPLESPROCESS_CLUSTER"
"""The variable that every process of a run has, and its children: the run's folder."""
PROGRAMS = "/usr/bin:/usr/sbin:/bin:/usr/local/bin"
END_SECONDS = 15


class Stage:
    """A folder of a run's own, and the processes that were started in it.

    Servers that refuse root run as the user postgres. Whoever watches ends all of them and removes the
    folder as soon as this process has gone, however it went.
    """

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="peoplesprocess-cluster-", dir="/tmp"))
        self.owner = _owner()
        self.give(self.folder)
        self._watchman = subprocess.Popen(
            [sys.executable, "-m", "bench.cluster.stage", str(self.folder)],
            cwd=PROJECT,
            stdin=subprocess.PIPE,
            start_new_session=True,
        )

    def close(self) -> None:
        """End every process and remove the folder."""
        self._watchman.communicate()

    def give(self, path: Path) -> Path:
        """Make a file or folder the owner's."""
        if self.owner is not None:
            os.chown(path, self.owner.pw_uid, self.owner.pw_gid)
        return path

    def write(self, name: str, text: str) -> Path:
        """Write a file that only the owner reads."""
        path = self.folder / name
        path.touch(mode=0o600)
        path.write_text(text)
        return self.give(path)

    def make(self, name: str) -> Path:
        """Make a folder that only the owner enters."""
        path = self.folder / name
        path.mkdir(mode=0o700)
        return self.give(path)

    def start(
        self,
        name: str,
        command: Sequence[str | Path],
        environment: Mapping[str, str] | None = None,
        *,
        as_owner: bool = True,
    ) -> subprocess.Popen[bytes]:
        """Start a server; its words go into NAME.log. An interrupt from the keyboard is ours to handle."""
        owner = self.owner if as_owner else None
        with (self.folder / f"{name}.log").open("ab") as log:
            return subprocess.Popen(
                [str(part) for part in command],
                cwd=self.folder if as_owner else PROJECT,
                env={**os.environ, **(environment or {}), MARK: str(self.folder)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                user=owner.pw_uid if owner else None,
                group=owner.pw_gid if owner else None,
                extra_groups=[] if owner else None,
            )

    def last_words(self, name: str) -> str:
        """Return the end of a server's log."""
        path = self.folder / f"{name}.log"
        return "\n".join(path.read_text(errors="replace").splitlines()[-12:]) if path.exists() else ""


@dataclass(frozen=True, slots=True)
class Programs:
    """Where the programs lie that Debian's packages bring, and PostgreSQL's folder."""

    etcd: str
    patroni: str
    patronictl: str
    pgbouncer: str
    haproxy: str
    postgres: Path


def programs() -> Programs:
    """Return the programs of this machine. Errors: NotMeasured names those that it lacks."""
    found = {
        name: shutil.which(name, path=PROGRAMS)
        for name in ("etcd", "patroni", "patronictl", "pgbouncer", "haproxy")
    }
    servers = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/pg_rewind")]
    lacking = [name for name, path in found.items() if path is None]
    if lacking or not servers:
        names = ", ".join([*lacking, *([] if servers else ["postgresql"])])
        raise NotMeasured(f"this machine lacks {names}: .ci/machine cluster installs them on Debian, as root")
    newest = max(servers, key=lambda place: int(place.parent.name))
    return Programs(**{name: path or "" for name, path in found.items()}, postgres=newest)


def check_free(addresses: Iterable[str], ports: Iterable[int]) -> None:
    """Refuse to begin where something listens already. Errors: NotMeasured."""
    for address, port in product(addresses, ports):
        with socket.socket() as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                tried.bind((address, port))
            except OSError as error:
                raise NotMeasured(f"port {port} of {address} cannot be had: {error.strerror}") from error


def _owner() -> pwd.struct_passwd | None:
    """Return who runs the servers: nobody else, unless this is root, whom PostgreSQL refuses."""
    if os.getuid() != 0:
        return None
    known = {user.pw_name: user for user in pwd.getpwall()}
    return known.get("postgres") or known["nobody"]


def processes_of(folder: Path) -> dict[int, str]:
    """Return the processes that a run has started, and those that they did, with their programs' names."""
    mark, found = f"{MARK}={folder}\0".encode(), {}
    for path in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (path / "environ").read_bytes():
                found[int(path.name)] = (path / "comm").read_text().strip()
        except OSError:
            continue
    return found


def _watch(folder: Path) -> None:
    """Wait until whoever began this has gone, then end what runs in its folder and remove it."""
    sys.stdin.buffer.read()
    until = time.monotonic() + END_SECONDS
    while (running := processes_of(folder)) and time.monotonic() < until:
        for process, program in running.items():
            # PostgreSQL stops at once and gives back shared memory; whatever would start it again is killed.
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGQUIT if program == "postgres" else signal.SIGKILL)
        time.sleep(0.2)
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    _watch(Path(sys.argv[1]))
