"""What tests stand on: one application a process, a database emptied after each test, people, places."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from peoplesprocess.app import create_app
from peoplesprocess.config import Config
from peoplesprocess.db.migrate import upgrade
from peoplesprocess.db.session import writing
from peoplesprocess.models import Base
from tests.browser import Browser
from tests.factories import Make
from tests.postgres import PrivatePostgres, find_binaries

TABLES = [table.name for table in reversed(Base.metadata.sorted_tables)]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=("sqlite", "postgresql", "both"), default="both")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "database" in metafunc.fixturenames:
        chosen = metafunc.config.getoption("--database")
        kinds = ("sqlite", "postgresql") if chosen == "both" else (chosen,)
        marks = {"sqlite": (), "postgresql": (pytest.mark.postgres,)}
        metafunc.parametrize(
            "database",
            [pytest.param(kind, marks=marks[kind]) for kind in kinds],
            scope="session",
            indirect=True,
        )


@pytest.fixture(scope="session")
def database(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of an empty database of either kind."""
    if request.param == "sqlite":
        memory = Path("/dev/shm")
        folder = Path(tempfile.mkdtemp(dir=memory if memory.is_dir() else None))
        yield f"sqlite:///{folder / 'tests.db'}"
        shutil.rmtree(folder)
        return
    if find_binaries() is None:
        missing("PostgreSQL's programs are not on this machine")
    server = PrivatePostgres()
    server.create("tests")
    yield server.url("tests")
    server.stop()


@pytest.fixture(scope="session")
def app(database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application on a migrated database."""
    instance = tmp_path_factory.mktemp("instance")
    made = create_app(Config(database, instance, b"only for tests", fast_hash=True))
    made.testing = True
    upgrade(made.extensions["engine"])
    yield made
    made.extensions["engine"].dispose()


@pytest.fixture
def engine(app: Flask) -> Iterator[Engine]:
    """The engine; every table is empty again afterwards."""
    engine: Engine = app.extensions["engine"]
    yield engine
    empty(engine)


@pytest.fixture
def db(engine: Engine) -> Iterator[Session]:
    """A session to act with and to look at rows."""
    with writing(engine) as session:
        yield session
        session.rollback()


@pytest.fixture
def make(engine: Engine) -> Make:
    """Factories: `make.settlement()` returns a saved one; what is not said is filled in."""
    return Make(engine)


@pytest.fixture
def browser(app: Flask, make: Make) -> Callable[..., Browser]:
    """`browser(role, settlement)` is somebody with that role who is signed in; `browser()` is a stranger."""

    def signed_in(role: str = "", settlement: object = None, group: str = "") -> Browser:
        visitor = Browser(app)
        if role:
            visitor.sign_in_as(make.account(role, settlement, group))
        return visitor

    return signed_in


def empty(engine: Engine) -> None:
    """Delete every row, the journal's too, past the guards that keep them in real life."""
    with engine.execution_options(writing=True).connect() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SET session_replication_role = replica"))
            connection.execute(text(";".join(f"DELETE FROM {table}" for table in TABLES)))
            connection.execute(text("SET session_replication_role = DEFAULT"))
        else:
            _empty_sqlite(connection.connection.driver_connection)
        connection.commit()


def _empty_sqlite(raw: Any) -> None:
    guard = raw.execute("SELECT sql FROM sqlite_master WHERE name = 'journal_entry_no_delete'").fetchone()[0]
    raw.execute("DROP TRIGGER journal_entry_no_delete")
    for table in TABLES:
        raw.execute(f"DELETE FROM {table}")
    raw.execute(guard)


def missing(what: str) -> None:
    """Skip a test for what the machine lacks, loudly; under CI that is a failure."""
    if os.environ.get("CI"):
        pytest.fail(what)
    pytest.skip(what)
