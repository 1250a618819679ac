"""What stands before the databases: two web machines, each with PgBouncer, and HAProxy in front of all."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypedDict

from bench.cluster.databases import Databases
from bench.cluster.stage import Programs, Stage
from bench.cluster.templates import filled
from bench.servers import PROJECT
from bench.table import NotMeasured

START_SECONDS = 60
PORT = 8080
"""Where people come in; an unprivileged user may not listen on 443."""


class Account(TypedDict):
    """Somebody of the demonstration who can sign in."""

    role: str
    username: str
    password: str
    settlement: str


class Place(TypedDict):
    """A settlement of the demonstration."""

    name: str
    url: str
    step: str


class Demonstration(TypedDict):
    """Who can sign in, and where."""

    accounts: list[Account]
    settlements: list[Place]


class Told(TypedDict):
    """What `flask journal verify --json` says, as far as it is asked here."""

    ok: bool


@dataclass
class Site:
    """Two web machines behind one address; `addresses` are those of front, web1 and web2."""

    stage: Stage
    programs: Programs
    databases: Databases
    addresses: Mapping[str, str]
    environments: dict[str, dict[str, str]] = field(default_factory=dict)

    def start(self) -> Demonstration:
        """Start everything, fill the database with the demonstration, and return who can sign in where."""
        values = self.databases.words | {"SITE": self.addresses["front"], "FRONT": self.addresses["front"]}
        values |= {name.upper(): self.addresses[name] for name in ("web1", "web2")}
        values["WEB_BIND"] = f"{self.addresses['front']}:{PORT}"
        settings = self.stage.write("haproxy.cfg", filled("haproxy.cfg", values))
        self.stage.start("haproxy", [self.programs.haproxy, "-db", "-f", settings])
        self._start_poolers(values)
        self._lay_folders()
        self.flask("migrate")
        made: Demonstration = json.loads(self.flask("demo", "--json"))
        for name in self.environments:
            self._start_application(name)
        self._wait()
        return made

    def flask(self, *command: str) -> str:
        """Run a command of ours on the first web machine and return what it says. Errors: NotMeasured."""
        done = self._run(command)
        if done.returncode:
            raise NotMeasured(f"flask {' '.join(command)}: {done.stderr.strip()}")
        return done.stdout

    def journal_holds(self) -> bool:
        """Return whether every chain fits and every row is as the journal left it."""
        done = self._run(("journal", "verify", "--json"))
        with suppress(json.JSONDecodeError):
            told: Told = json.loads(done.stdout)
            return told["ok"] and done.returncode == 0
        return False

    def backs_up(self) -> bool:
        """Return whether a copy made here comes back: `flask drill` compares every row and chain."""
        return self._run(("drill",)).returncode == 0

    def unexplained(self) -> Counter[str]:
        """Return what the web machines logged as errors without a cause that they know, each a 500."""
        found = Counter[str]()
        for name in self.environments:
            for line in (self.stage.folder / f"{name}-app.log").read_text().splitlines():
                with suppress(json.JSONDecodeError):
                    said: dict[str, object] = json.loads(line)
                    if said.get("event") == "error" and "cause" not in said:
                        found[" ".join(str(said.get(key, "")) for key in ("error", "state", "where"))] += 1
        return found

    def ready(self) -> dict[str, str]:
        """Return what each web machine answers at /readyz."""
        found = {}
        for name in self.environments:
            try:
                with urllib.request.urlopen(f"http://{self.addresses[name]}:8000/readyz", timeout=15) as told:
                    found[name] = told.read().decode().strip()
            except urllib.error.HTTPError as refused:
                found[name] = refused.read().decode().strip()
            except OSError:
                found[name] = "no answer"
        return found

    def _start_poolers(self, values: Mapping[str, object]) -> None:
        word = values["DATABASE_WORD"]
        users = self.stage.write("userlist.txt", f'"peoplesprocess" "{word}"\n')
        for name in ("web1", "web2"):
            settings = self.stage.write(
                f"{name}-pgbouncer.ini",
                filled("pgbouncer.ini", {**values, "LISTEN": self.addresses[name], "USERLIST": users}),
            )
            self.stage.start(f"{name}-pgbouncer", [self.programs.pgbouncer, settings])

    def _lay_folders(self) -> None:
        """Give each web machine a folder of its own with the photos that all share, and the same secret."""
        folder, secret = self.stage.folder, secrets.token_hex(32)
        (folder / "photos").mkdir(mode=0o700)
        for name in ("web1", "web2"):
            instance = folder / name
            instance.mkdir(mode=0o700)
            (instance / "photos").symlink_to(folder / "photos")
            word, address = self.databases.words["DATABASE_WORD"], self.addresses[name]
            self.environments[name] = {
                "INSTANCE": str(instance),
                "DATABASE_URL": f"postgresql://peoplesprocess:{word}@{address}:6432/peoplesprocess",
                "SECRET": secret,
                "PROXIES": "1",
                "TRUSTED_HOSTS": self.addresses["front"],
                "HOST": address,
                "PORT": "8000",
            }

    def _start_application(self, name: str) -> None:
        command = [sys.executable, "-m", "gunicorn"]
        self.stage.start(f"{name}-app", command, self.environments[name], as_owner=False)

    def _run(self, command: tuple[str, ...]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "flask", "--app", "wsgi", *command],
            cwd=PROJECT,
            env={**os.environ, **self.environments["web1"]},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    def _wait(self) -> None:
        until = time.monotonic() + START_SECONDS
        while set(self.ready().values()) != {"ok"}:
            if time.monotonic() > until:
                words = "\n".join(
                    self.stage.last_words(path.stem) for path in sorted(Path(self.stage.folder).glob("*.log"))
                )
                raise NotMeasured(f"the web machines answer {self.ready()}\n{words}")
            time.sleep(0.3)
