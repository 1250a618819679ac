"""Installations, each with a folder and a database of its own: what is done to one touches no other test."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import Connection, Engine, event

from peoplesprocess.app import create_app
from peoplesprocess.config import Config
from peoplesprocess.db import migrate
from peoplesprocess.db.engine import make_engine
from peoplesprocess.db.migrate import upgrade_within
from peoplesprocess.db.schema_status import SCRIPTS, revisions
from peoplesprocess.operations import backup_streams, database_restore, restore_rows
from peoplesprocess.photos.chosen_store import open_photos
from tests.browser import Browser
from tests.contracts.story import signed
from tests.factories import Make
from tests.postgres import PrivatePostgres
from tests.works.test_visiting import VISIT, jpeg

Statements = list[tuple[str, Any]]

_numbers = count(1)
_known: dict[tuple[str, str], Statements] = {}
"""What making the tables of a revision said to an empty database of either kind."""
NEWEST = revisions(SCRIPTS / "versions")[1]


@dataclass
class Installation:
    """A machine with a database, photos and a key."""

    app: Flask
    url: str
    folder: Path
    photo_store: str = ""

    def __post_init__(self) -> None:
        self.engine: Engine = make_engine(self.url)

    def flask(self, *arguments: object) -> Result:
        """Run a command as a process of its own would: nothing else here holds the database."""
        self.engine.dispose()
        return self.flask_while_serving(*arguments)

    def flask_while_serving(self, *arguments: object) -> Result:
        """Run a command while this process has the database open."""
        # Making an application takes longer than most commands: they ask it for nothing but these three.
        self.app.extensions["engine"], self.app.config["INSTANCE"] = self.engine, self.folder
        self.app.extensions["photos"] = open_photos(self.photo_store, self.folder)
        return self.app.test_cli_runner().invoke(args=[str(argument) for argument in arguments])

    @property
    def database(self) -> Path:
        return Path(str(self.engine.url.database))

    @property
    def photos(self) -> list[Path]:
        return sorted((self.folder / "photos").glob("*/*.jpg"))


@pytest.fixture(scope="session")
def server(database: str, request: pytest.FixtureRequest) -> PrivatePostgres | None:
    """PostgreSQL's server when it is its turn, none when it is SQLite's."""
    return None if database.startswith("sqlite") else request.getfixturevalue("postgres")


@dataclass(frozen=True)
class Filled:
    """An installation that is copied, and the application with which it was made."""

    app: Flask
    folder: Path


@pytest.fixture(scope="session")
def filled(
    server: PrivatePostgres | None, migrated: Path, tmp_path_factory: pytest.TempPathFactory
) -> Filled:
    """A contract under way with a photo of a visit: made once, copied for each test."""
    folder = tmp_path_factory.mktemp("filled")
    url = _address(server, folder, "filled")
    if server is None:
        shutil.copy(migrated, folder / "here.db")
    app = create_app(Config(url, folder, b"only for tests", fast_hash=True, throwaway_database=True))
    app.testing = True
    place = Installation(app, url, folder)
    app.extensions["engine"] = place.engine
    migrate.upgrade(place.engine)
    make = Make(place.engine)
    story = signed(make)
    make.need(story.place, "Ein Brunnen, \x1f „tief“ · پانی\u2028")
    sam = Browser(app)
    sam.sign_in_as(make.account("technical_officer", story.place))
    url = f"{story.url}/visits/record"
    assert (
        sam.post(url, {**sam.filled(url, **VISIT, moment1="before"), "photo1": (jpeg(), "a.jpg")}).status
        == 303
    )
    (folder / "secret.key").write_bytes(b"a key of 32 bytes that is secret")
    (folder / "secret.key").chmod(0o600)
    place.engine.dispose()
    return Filled(app, folder)


@pytest.fixture
def place(
    filled: Filled, server: PrivatePostgres | None, tmp_path: Path
) -> Iterator[Callable[..., Installation]]:
    """`place()` is a copy of the filled installation, `place(empty=True)` a new machine."""
    made: list[Installation] = []

    def new(*, empty: bool = False) -> Installation:
        number = next(_numbers)
        folder = tmp_path / f"machine{number}"
        if empty:
            folder.mkdir()
        else:
            shutil.copytree(filled.folder, folder)
        template = None if empty else "filled"
        made.append(Installation(filled.app, _address(server, folder, f"machine{number}", template), folder))
        return made[-1]

    yield new
    for machine in made:
        machine.engine.dispose()
        if server:
            server.drop(str(machine.engine.url.database))


@pytest.fixture
def passphrase(tmp_path: Path) -> tuple[str, Path]:
    path = tmp_path / "passphrase"
    path.write_text("korrekt pferd batterie\n")
    return "--passphrase-file", path


@pytest.fixture(autouse=True)
def cheap_passphrases(monkeypatch: pytest.MonkeyPatch) -> None:
    """A key that takes a millisecond: how much one costs is written in each file."""
    monkeypatch.setattr(backup_streams, "OPERATIONS", 1)
    monkeypatch.setattr(backup_streams, "MEMORY", 8192)


@pytest.fixture(autouse=True)
def remembered_migrations(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each migration is run once in a process; later its statements are said again, which is far quicker."""
    for module in (migrate, restore_rows, database_restore):
        monkeypatch.setattr(module, "upgrade_within", _upgrade_again)


def _upgrade_again(connection: Connection, revision: str = "head") -> None:
    before = migrate.stored_revision(connection)
    revision = NEWEST if revision == "head" else revision
    if before == revision == NEWEST:
        return  # where there is nothing to do, Alembic reads all migrations to find that out
    if before is not None:
        upgrade_within(connection, revision)  # what it says depends on the rows that are there
        return
    key = connection.dialect.name, revision
    if key in _known:
        for statement, values in _known[key]:
            connection.exec_driver_sql(statement, values or None)
        return
    said: Statements = []

    def note(*heard: Any) -> None:
        statement, values = heard[2], heard[3]
        if not statement.lstrip().startswith(("SELECT", "PRAGMA main", "PRAGMA temp")):
            said.append((statement, values))

    event.listen(connection, "before_cursor_execute", note)
    upgrade_within(connection, revision)
    event.remove(connection, "before_cursor_execute", note)
    _known[key] = _as_it_ends(connection) if connection.dialect.name == "sqlite" else said


def _as_it_ends(connection: Connection) -> Statements:
    """What makes an SQLite database as migrations leave it, without the tables that they made anew."""
    made = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY rowid"
    tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY rowid"
    statements: Statements = [(sql, ()) for sql in connection.exec_driver_sql(made).scalars()]
    for table in connection.exec_driver_sql(tables).scalars().all():
        for row in connection.exec_driver_sql(f"SELECT * FROM {table}"):
            statements.append((f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", tuple(row)))
    return statements


def _address(server: PrivatePostgres | None, folder: Path, name: str, template: str | None = None) -> str:
    if server is None:
        return f"sqlite:///{folder / 'here.db'}"
    server.create(name, template)
    return server.url(name)
