"""Three database machines: etcd, Patroni and PostgreSQL on each, at an address of the loopback of its own."""

from __future__ import annotations

import json
import os
import secrets
import signal
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from bench.cluster.stage import Programs, Stage
from bench.cluster.templates import CONTROL, filled
from bench.table import NotMeasured

LOOPBACK = "127.0.0.0/8"
"""Who connects to any address of the loopback comes from 127.0.0.1."""
START_SECONDS = 90
PASSWORDS = ("SUPERUSER_WORD", "REPLICATION_WORD", "REST_WORD", "DATABASE_WORD")


@dataclass(frozen=True, slots=True)
class Member:
    """What Patroni tells of one machine: who it is, `leader` or what else, `running` or what else."""

    name: str
    role: str
    state: str
    timeline: int


@dataclass
class Databases:
    """The three machines; `all_addresses` names every machine's, `words` fill in the templates.

    `instead` names lines of patroni.yml that are replaced for this run.
    """

    stage: Stage
    programs: Programs
    all_addresses: Mapping[str, str]
    instead: Mapping[str, str]
    words: dict[str, str | Path] = field(default_factory=dict)
    _patroni: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def addresses(self) -> dict[str, str]:
        """The database machines' addresses by name."""
        return {name: self.all_addresses[name] for name in ("db1", "db2", "db3")}

    @property
    def is_control(self) -> bool:
        """Whether nobody waits for a second machine in this run."""
        return bool(CONTROL.keys() & self.instead.keys())

    def start(self) -> None:
        """Start all, and wait until one leads and another one writes what it writes."""
        self.words |= {name.upper(): address for name, address in self.addresses.items()}
        self.words |= {word: secrets.token_hex(16) for word in PASSWORDS}
        self.words |= {"NETWORK": LOOPBACK, "BINARIES": self.programs.postgres}
        for name, address in self.addresses.items():
            self._start_etcd(name, address)
        for name, address in self.addresses.items():
            self._write_settings(name, address)
            self.start_patroni(name)
        self.wait(lambda: self.is_safe(others=2), "no cluster of three")

    def start_patroni(self, name: str) -> None:
        """Start Patroni on a machine, which starts PostgreSQL there as it finds right."""
        command: list[str | Path] = [self.programs.patroni, self.stage.folder / f"{name}.yml"]
        # Patroni keeps the passwords of its connections in its user's home.
        home = self.stage.folder / f"{name}-home"
        if not home.exists():
            self.stage.make(home.name)
        self._patroni[name] = self.stage.start(f"{name}-patroni", command, {"HOME": str(home)})

    @contextmanager
    def line_cut(self, *, sent: bool) -> Iterator[None]:
        """Let no server hear of what the leader writes while the block runs.

        What was `sent` arrives when the block has ended, otherwise the leader has sent nothing.
        """
        held = [
            process
            for name in self.addresses
            for process in self._processes(name)[1:]
            if ("walreceiver" if sent else "walsender") in Path(f"/proc/{process}/cmdline").read_text()
        ]
        for process in held:
            os.kill(process, signal.SIGSTOP)
        try:
            yield
        finally:
            for process in held:
                with suppress(ProcessLookupError):
                    os.kill(process, signal.SIGCONT)

    def kill(self, name: str) -> None:
        """Let a machine's database end as at a power cut: Patroni, the server and its children at once."""
        for process in (self._patroni[name].pid, *self._processes(name)):
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        self._patroni[name].wait()

    def members(self) -> list[Member]:
        """Return what the first machine that answers says of all."""
        for address in self.addresses.values():
            with (
                suppress(OSError),
                urllib.request.urlopen(f"http://{address}:8008/cluster", timeout=2) as told,
            ):
                return [
                    Member(each["name"], each["role"], each.get("state", ""), int(each.get("timeline") or 0))
                    for each in json.load(told)["members"]
                ]
        return []

    def leader(self) -> str:
        """Return who leads, "" if nobody says so of itself."""
        for name, address in self.addresses.items():
            with suppress(OSError), urllib.request.urlopen(f"http://{address}:8008/primary", timeout=2):
                return name
        return ""

    def is_safe(self, others: int) -> bool:
        """Return whether one leads, so many others follow it, and one of them writes before it answers."""
        members = self.members()
        following = [each for each in members if each.role in ("replica", "sync_standby")]
        timelines = {each.timeline for each in members if each.state == "running"}
        is_kept_twice = any(each.role == "sync_standby" for each in following) or self.is_control
        runs = sum(each.state == "running" for each in following)
        return bool(self.leader()) and runs >= others and is_kept_twice and len(timelines) == 1

    def wait(self, condition: Callable[[], bool], otherwise: str, seconds: float = START_SECONDS) -> float:
        """Wait and return for how long. Errors: NotMeasured with the last words of the servers."""
        begun = time.monotonic()
        while not condition():
            if time.monotonic() > begun + seconds:
                words = "\n".join(self.stage.last_words(f"{name}-patroni") for name in self.addresses)
                raise NotMeasured(f"{otherwise} after {seconds:.0f} seconds\n{words}")
            time.sleep(0.3)
        return time.monotonic() - begun

    def asked(self, *, database: str = "peoplesprocess") -> psycopg.Connection[tuple[object, ...]]:
        """Return a connection to the leader itself, past everything that stands in front of it."""
        return psycopg.connect(
            host=self.addresses[self.leader()],
            dbname=database,
            user="postgres",
            password=str(self.words["SUPERUSER_WORD"]),
            autocommit=True,
            connect_timeout=5,
        )

    def make_database(self) -> None:
        """Make the application's role and database as the template says."""
        with self.asked(database="postgres") as connection:
            for statement in filled("database.sql", self.words).split(";\n"):
                if statement.strip():
                    connection.execute(statement.encode())

    def _processes(self, name: str) -> list[int]:
        """Return a machine's server, and then its children."""
        server = int((self._data(name) / "postmaster.pid").read_text().split()[0])
        children = Path(f"/proc/{server}/task/{server}/children").read_text().split()
        return [server, *map(int, children)]

    def _data(self, name: str) -> Path:
        return self.stage.folder / f"{name}-data"

    def _start_etcd(self, name: str, address: str) -> None:
        folder = self.stage.make(f"{name}-etcd")
        values = self.words | {"NODE": name, "ADDRESS": address, "ETCD_FOLDER": folder}
        settings = dict(line.split("=", 1) for line in filled("etcd.env", values).split())
        self.stage.start(f"{name}-etcd", [self.programs.etcd], settings)

    def _write_settings(self, name: str, address: str) -> None:
        values = self.words | {"NODE": name, "ADDRESS": address, "DATA": self._data(name)}
        self.stage.write(f"{name}.yml", filled("patroni.yml", values, self.instead))
