"""What tests stand on: one application a process, a database emptied after each test, people, places."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from peoplesprocess.app import create_app
from peoplesprocess.config import Config
from peoplesprocess.db import engine as engines
from peoplesprocess.db.compiled_statements import CompiledStatements, Key
from peoplesprocess.db.engine import make_engine
from peoplesprocess.db.migrate import upgrade
from peoplesprocess.db.session import writing
from peoplesprocess.web import i18n, pdf_renderer, templating
from peoplesprocess.web.page_cache import PageCache
from tests import bucket_server
from tests.another_key import ChangeableKey, changeable_key
from tests.browser import Browser
from tests.drawn_papers import undrawn
from tests.factories import Make
from tests.images import Images, filled_tables, unguarded
from tests.postgres import PrivatePostgres, find_binaries

if TYPE_CHECKING:
    from playwright.sync_api import Browser as ChromiumBrowser

CHROMIUM_PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The first has no window to keep up, which takes most of the others' time for a page."""
CHROMIUM_OPTIONS = [
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
]
MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None
"""Where files of no consequence are made, if there is such a place."""
GUARDS = {
    f"{table}_no_delete": f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} WHEN is_guarded() "
    "BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END"
    for table in ("journal_entry", "journal_row")
}
"""As migrations make it, but for who empties the database: to take it down after each test takes longer."""
# How long an example takes depends on what else the machine does; CI has no deadline either.
settings.register_profile("tests", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("tests")
_emptying: set[int] = set()
"""SQLite's connections that may delete from the journal just now."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=("sqlite", "postgresql", "both"), default="both")
    parser.addoption("--campaign", action="store_true", help="ask all, also what is too slow for every run")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "database" in metafunc.fixturenames:
        chosen = metafunc.config.getoption("--database")
        kinds = ("sqlite", "postgresql") if chosen == "both" else (chosen,)
        if metafunc.definition.get_closest_marker("one_database"):
            kinds = kinds[:1]
        marks = {"sqlite": (), "postgresql": (pytest.mark.postgres,)}
        metafunc.parametrize(
            "database",
            [pytest.param(kind, marks=marks[kind]) for kind in kinds],
            scope="session",
            indirect=True,
        )


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Walk the journeys first: whoever walks one last keeps the others waiting."""
    if not config.getoption("--campaign"):
        slow = [item for item in items if item.get_closest_marker("campaign")]
        config.hook.pytest_deselected(items=slow)
        items[:] = [item for item in items if item not in slow]
    items.sort(key=lambda item: item.get_closest_marker("browser") is None)


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Search what was loaded and collected for garbage no more: it is hundreds of thousands of objects.

    What tests make is searched less often than Python would: that was a twentieth of their time.
    """
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """`shared_folder(name)` is one folder for all processes of a run."""
    root = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        root = root.parent

    def folder(name: str) -> Path:
        (root / name).mkdir(exist_ok=True)
        return root / name

    return folder


@pytest.fixture(scope="session")
def in_campaign(request: pytest.FixtureRequest) -> bool:
    """Whether all is asked, also what is too slow for every run."""
    return bool(request.config.getoption("--campaign"))


@pytest.fixture(scope="session", autouse=True)
def compiled_templates(shared_folder: Callable[[str], Path]) -> None:
    """Each template is compiled once a run, for all applications of all its processes."""
    templating.OPTIONS["bytecode_cache"] = FileSystemBytecodeCache(str(shared_folder("templates")))


@pytest.fixture(autouse=True)
def nobodys_language() -> None:
    """What the last request of another test was read in does not speak in this one."""
    i18n.use_language(i18n.SOURCE)


@pytest.fixture(scope="session", autouse=True)
def undrawn_papers() -> None:
    """No paper is drawn as a file, unless a test asks for the drawing: that takes a second each."""
    pdf_renderer.drawing = undrawn


class SharedStatements(CompiledStatements):
    """What one engine of a process compiled serves all others of its kind: only their addresses differ."""

    def get(self, key: Key, default: object = None) -> object:
        return super().get(_by_kind(key), default)

    def __setitem__(self, key: Key, compiled: object) -> None:
        super().__setitem__(_by_kind(key), compiled)


def _by_kind(key: Key) -> Key:
    dialect: Any = key[0]
    return dialect.name, *key[1:]


@pytest.fixture(scope="session", autouse=True)
def compiled_statements() -> None:
    """Each statement is compiled once a process, for all installations that its tests make."""
    shared = SharedStatements()
    engines.CompiledStatements = lambda: shared  # type: ignore[assignment, misc]


@pytest.fixture(scope="session")
def postgres() -> Iterator[PrivatePostgres]:
    """A server for this process, which starts when the first test wants one."""
    if find_binaries() is None:
        missing("PostgreSQL's programs are not on this machine")
    server = PrivatePostgres()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def database(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of an empty database of either kind."""
    if request.param == "sqlite":
        folder = Path(tempfile.mkdtemp(dir=MEMORY))
        yield f"sqlite:///{folder / 'tests.db'}"
        shutil.rmtree(folder)
        return
    server: PrivatePostgres = request.getfixturevalue("postgres")
    server.create("tests")
    yield server.url("tests")


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite database with the newest tables and no rows: whoever needs one copies the file."""
    file = tmp_path_factory.mktemp("migrated") / "migrated.db"
    engine = make_engine(f"sqlite:///{file}")
    upgrade(engine)
    engine.dispose()
    return file


@pytest.fixture(scope="session")
def app(
    database: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """The application on a migrated database."""
    instance = tmp_path_factory.mktemp("instance")
    if database.startswith("sqlite"):
        shutil.copy(request.getfixturevalue("migrated"), database.removeprefix("sqlite:///"))
    made = create_app(Config(database, instance, b"only for tests", fast_hash=True, throwaway_database=True))
    made.testing = True
    if not database.startswith("sqlite"):
        upgrade(made.extensions["engine"])
    hasten(made.extensions["engine"])
    gc.freeze()
    yield made
    unguarded(made.extensions["engine"]).dispose()
    made.extensions["engine"].dispose()


@pytest.fixture
def engine(app: Flask) -> Iterator[Engine]:
    """The engine; every table is empty again afterwards."""
    engine: Engine = app.extensions["engine"]
    yield engine
    empty(engine)
    # An image brings the same rows again under the same versions, and other acts may follow them.
    app.extensions["page_cache"] = PageCache()


@pytest.fixture
def db(engine: Engine) -> Iterator[Session]:
    """A session to act with and to look at rows."""
    with writing(engine) as session:
        yield session
        session.rollback()


@pytest.fixture(scope="session")
def images(app: Flask) -> Images:
    """What factories made before."""
    return Images(app.extensions["engine"])


@pytest.fixture
def make(engine: Engine, images: Images) -> Make:
    """Factories: `make.settlement()` returns a saved one; what is not said is filled in."""
    return Make(engine, images)


@pytest.fixture
def browser(app: Flask, make: Make) -> Callable[..., Browser]:
    """`browser(role, settlement)` is somebody with that role who is signed in; `browser()` is a stranger."""

    def signed_in(role: str = "", settlement: object = None, group: str = "") -> Browser:
        visitor = Browser(app)
        if role:
            visitor.sign_in_as(make.account(role, settlement, group))
        return visitor

    return signed_in


@pytest.fixture
def key(app: Flask, tmp_path: Path) -> Iterator[ChangeableKey]:
    """The installation's secret key, which can be changed; afterwards it is the one of all tests again."""
    with changeable_key(app, tmp_path) as changeable:
        yield changeable


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[bucket_server.Bucket]:
    """A bucket on this machine, and the keys to it where commands and servers look for them."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", bucket_server.KEY_ID)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", bucket_server.SECRET_KEY)
    with bucket_server.serving() as served:
        yield served


def hasten(engine: Engine) -> None:
    """Let SQLite wait for no disk and PostgreSQL plan once; the journal's guard knows who empties it."""
    if engine.dialect.name == "postgresql":
        event.listen(engine, "connect", _plan_once)
        event.listen(unguarded(engine), "connect", _plan_once)
        engine.dispose()
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _hasten)
        engine.dispose()
        with engine.execution_options(writing=True).begin() as connection:
            for name, guard in GUARDS.items():
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
                connection.exec_driver_sql(guard)


def _hasten(connection: Any, record: Any) -> None:
    me = id(connection)
    connection.execute("PRAGMA synchronous = OFF")
    connection.create_function("is_guarded", 0, lambda: me not in _emptying)


def _plan_once(connection: Any, record: Any) -> None:
    # A test asks each thing a few times: what is worth planning for a server's months is not for seconds.
    connection.prepare_threshold, connection.prepared_max = 1, None
    # The driver forgets them all whenever something is undone, in case that was the making of a table.
    connection._prepared.clear = lambda: False
    connection.autocommit = True
    connection.execute("SET plan_cache_mode = force_generic_plan")
    connection.autocommit = False


def empty(engine: Engine) -> None:
    """Delete every row, the journal's too, past the guard that keeps it in real life."""
    with unguarded(engine).execution_options(writing=True).connect() as connection:
        deletions = [f"DELETE FROM {table}" for table in reversed(filled_tables(connection))]
        if deletions and engine.dialect.name == "postgresql":
            connection.exec_driver_sql("; ".join(deletions))
        elif deletions:
            _delete_from_sqlite(connection.connection.driver_connection, deletions)
        connection.commit()


def _delete_from_sqlite(driver: Any, deletions: list[str]) -> None:
    _emptying.add(id(driver))
    try:
        for deletion in deletions:
            driver.execute(deletion)
    finally:
        _emptying.remove(id(driver))


def missing(what: str) -> None:
    """Skip a test for what the machine lacks, loudly; under CI that is a failure."""
    if os.environ.get("CI"):
        pytest.fail(what)
    pytest.skip(what)


@pytest.fixture(scope="session")
def chromium() -> Iterator[ChromiumBrowser]:
    """Headless Chromium as Debian ships it, one for all tests of a process: two would not start."""
    # Imported here: most processes open no browser.
    from playwright.sync_api import sync_playwright

    path = next(filter(None, map(shutil.which, CHROMIUM_PROGRAMS)), None)
    if path is None:
        missing("Chromium is not on this machine")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=path, args=CHROMIUM_OPTIONS, chromium_sandbox=False
        )
        yield chromium
        chromium.close()
