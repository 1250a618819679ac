"""Peers in places of their own: ihatemoney, on our own stack, with sixty bills; pabutools, which counts."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

from bench.load import Target, answer
from bench.servers import Server, serving
from bench.table import NotMeasured

HOMES = Path(__file__).parent / ".peers"
PYTHON = HOMES / "ihatemoney" / "bin" / "python"
ITS_OWN = ("--config", os.devnull, "--workers", "2")
"""As its own documentation starts it, without our settings."""
PACKAGES = ("ihatemoney==7.2.1", f"gunicorn=={version('gunicorn')}", "websocket-client==1.9.0")
"""The last one is what the scripts for slow links drive the browser with."""
COUNTING = HOMES / "pabutools" / "bin" / "python"
COUNTING_PACKAGES = ("pabutools==1.2.3",)
BILLS = 60
LIST = "/demo/"

SETTINGS = """
SQLALCHEMY_DATABASE_URI = "sqlite:///{database}"
SECRET_KEY = "bench"
SESSION_COOKIE_SECURE = False
ACTIVATE_DEMO_PROJECT = True
"""
FILL = """
from ihatemoney.models import Bill, Project, db
from ihatemoney.run import create_app

app = create_app()
with app.test_request_context():
    project = Project.create_demo_project()
    people = project.members
    for number in range(project.get_bills().count(), {bills}):
        payer = people[number % len(people)]
        db.session.add(
            Bill(
                amount=10 + number,
                bill_type="Expense",
                original_currency=project.default_currency,
                owers=list(people),
                payer_id=payer.id,
                project_default_currency=project.default_currency,
                what="Food shopping, week %d" % number,
            )
        )
    db.session.commit()
"""


@dataclass(frozen=True, slots=True)
class Peer:
    """ihatemoney with its filled database."""

    environment: dict[str, str]

    @contextmanager
    def served(self) -> Iterator[Server]:
        """Serve it with two plain workers, as its own documentation does."""
        with serving(
            "ihatemoney.wsgi:application", self.environment, python=PYTHON, options=ITS_OWN
        ) as server:
            yield server

    def list_page(self, server: Server) -> Target:
        """Return its list of bills in French, for somebody who came in through its demonstration."""
        headers = {"Accept-Language": "fr", "Accept-Encoding": "gzip"}
        came, _ = answer(Target(server, "/demo", headers, status=302))
        if cookie := came.get("Set-Cookie"):
            headers["Cookie"] = cookie.partition(";")[0]
        return Target(server, LIST, headers)


def prepared(folder: Path) -> Peer:
    """Return the peer with a fresh database under `folder`. Errors: NotMeasured."""
    installed()
    settings = folder / "ihatemoney.cfg"
    settings.write_text(SETTINGS.format(database=folder / "ihatemoney.db"))
    peer = Peer({"IHATEMONEY_SETTINGS_FILE_PATH": str(settings)})
    _do([str(PYTHON), "-W", "ignore", "-c", FILL.format(bills=BILLS)], peer.environment)
    return peer


@lru_cache
def installed() -> None:
    """Install ihatemoney, the first time. Errors: NotMeasured if that cannot be done."""
    _install("ihatemoney", PACKAGES)


@lru_cache
def counting() -> Path:
    """Install pabutools, the first time, and return its Python. Errors: NotMeasured if that fails."""
    _install("pabutools", COUNTING_PACKAGES)
    return COUNTING


def _install(name: str, packages: tuple[str, ...]) -> None:
    home = HOMES / name
    mark, python = home / "installed", home / "bin" / "python"
    if mark.exists() and mark.read_text() == repr(packages):
        return
    print(f"Installing {name} beside this package, this once ...", file=sys.stderr)
    venv.create(home, with_pip=True, clear=True)
    _do([str(python), "-m", "pip", "install", "-qq", "--disable-pip-version-check", *packages], {}, name)
    mark.write_text(repr(packages))


def _do(command: list[str], environment: dict[str, str], name: str = "ihatemoney") -> None:
    try:
        subprocess.run(
            command,
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            timeout=300,
            check=True,
        )
    except subprocess.CalledProcessError as error:
        last = (error.stderr or "").strip().splitlines()[-1:]
        raise NotMeasured(f"{name} could not be prepared ({' '.join(last)})") from error
    except subprocess.TimeoutExpired as error:
        raise NotMeasured(f"{name} could not be prepared in five minutes") from error
