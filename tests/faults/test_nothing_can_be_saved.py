"""A full disk, a database that may only be read, one that somebody holds: the true cause, nothing lost."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine, event, func, select, text, update
from sqlalchemy.exc import DBAPIError

from peoplesprocess.app import create_app
from peoplesprocess.config import Config
from peoplesprocess.db import engine as engines
from peoplesprocess.db.failure_cause import StorageFailureCause, cause_of
from peoplesprocess.models import Need, SignInSession
from peoplesprocess.photos.folder import PhotoFolder
from peoplesprocess.web.health import Readiness
from tests.browser import Browser, Page
from tests.factories import Make

LONG = "அ" * 2000
"""More than a page of the database: a need with it takes new room."""
TYPED = {"title": "Drain from the mosque", "group_code": "women", "sector": "drainage", "statement": LONG}
TYPED |= {"households": "96", "severity": "2", "season": "all", "response_type": "infrastructure"}
READ_ONLY = {"sqlite": "PRAGMA query_only = ON", "postgresql": "SET default_transaction_read_only = on"}


@contextmanager
def every_connection(engine: Engine, setting: str) -> Iterator[None]:
    """Give each connection of the application this setting while the block runs."""

    def set_it(connection: Any, *rest: Any) -> None:
        with_autocommit = connection.autocommit if engine.dialect.name == "postgresql" else None
        if with_autocommit is False:
            connection.autocommit = True
        connection.execute(setting)
        if with_autocommit is False:
            connection.autocommit = False

    # Set at the birth of each connection, and none from before is left: so that no request slips past it.
    engine.dispose()
    event.listen(engine, "connect", set_it)
    try:
        yield
    finally:
        event.remove(engine, "connect", set_it)
        engine.dispose()


def sent(bo: Browser, place: Any) -> Callable[[], Page]:
    """A need that is filled in, and what sends it: the same form each time."""
    address = f"/s/{place.code}/needs/record"
    form = bo.filled(address, **TYPED)
    return lambda: bo.post(address, form)


def needs(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.scalar(select(func.count()).select_from(Need)) or 0)


def check_form_is_back(page: Page, sentence: str) -> None:
    assert sentence in page.problems[0]
    assert page.values["title"] == [TYPED["title"]]
    assert page.values["statement"] == [LONG]


def test_a_full_disk_is_named_and_what_was_typed_comes_back(
    make: Make, browser: Callable[..., Browser], engine: Engine
) -> None:
    if engine.dialect.name != "sqlite":
        pytest.skip("the limit is SQLite's")
    place = make.settlement()
    send = sent(browser("facilitator", place), place)
    with engine.connect() as connection:
        connection.exec_driver_sql("VACUUM")
    with every_connection(engine, "PRAGMA max_page_count = 1"):
        page = send()
        assert page.status == 507
        check_form_is_back(page, "The disk is full. Nothing was saved")
    assert needs(engine) == 0
    with every_connection(engine, "PRAGMA max_page_count = 1073741823"):
        assert send().status == 303
    assert needs(engine) == 1


def test_a_database_that_may_only_be_read_is_named_and_goes_on_being_read(
    make: Make, browser: Callable[..., Browser], engine: Engine
) -> None:
    place = make.settlement()
    bo = browser("facilitator", place)
    send = sent(bo, place)
    with engine.execution_options(writing=True).begin() as connection:
        # A session that was not noted as used for some minutes: reading it would write that down.
        connection.execute(update(SignInSession).values(seen_at=datetime.now(UTC) - timedelta(minutes=5)))
    with every_connection(engine, READ_ONLY[engine.dialect.name]):
        assert bo.get(f"/s/{place.code}/needs").status == 200
        page = send()
        assert page.status == 503
        check_form_is_back(page, "Nothing can be saved now, only read.")
    assert send().status == 303


def test_who_meets_another_program_at_the_database_hears_it_and_readers_do_not(
    make: Make, browser: Callable[..., Browser], engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = make.settlement()
    bo = browser("facilitator", place)
    send = sent(bo, place)
    monkeypatch.setattr(engines, "TRANSACTION_SETTINGS", "SET LOCAL lock_timeout = '30ms'")
    short = {"sqlite": "PRAGMA busy_timeout = 30", "postgresql": "SET lock_timeout = '30ms'"}
    with every_connection(engine, short[engine.dialect.name]), held(engine):
        assert bo.get(f"/s/{place.code}/needs").status == 200
        page = send()
        assert page.status == 503
        check_form_is_back(page, "Somebody else is saving right now. Nothing was saved")
    assert send().status == 303


def test_a_form_without_a_way_back_can_be_sent_again_from_the_error_page(
    app: Flask, make: Make, browser: Callable[..., Browser], engine: Engine
) -> None:
    """Signing out has no fields: its page cannot be made again, so an error page keeps what was sent."""
    bo = browser("facilitator", make.settlement())
    token = re.findall(
        r'action="/leave"><input type="hidden" name="token" value="([^"]+)"', bo.get("/").html
    )[0]
    with every_connection(engine, READ_ONLY[engine.dialect.name]):
        page = bo.post("/leave", {"note": "typed & kept", "token": token})
    assert (page.status, page.h1) == (503, "Nothing can be saved now, only read")
    assert page.values["note"] == ["typed & kept"]
    assert "sid=;" in page.headers["Set-Cookie"], "whoever takes the telephone next is signed in"
    assert "no-store" in page.headers["Cache-Control"]
    shown = page.headers["X-Request-Id"]
    assert f"Tell the people who run this site: {shown}" in page.text


def test_a_password_is_in_no_error_page(make: Make, browser: Callable[..., Browser], engine: Engine) -> None:
    make.settlement()
    stranger = browser()
    form = stranger.filled("/sign-in", username="bo", password="only in my head")
    with every_connection(engine, READ_ONLY[engine.dialect.name]):
        page = stranger.post("/sign-in", form)
    assert page.status == 503, page.text
    assert "only in my head" not in page.html


def test_tables_that_are_missing_are_not_called_somebody_who_saves(tmp_path: Path) -> None:
    app = create_app(Config(f"sqlite:///{tmp_path / 'new.db'}", tmp_path, b"new"))
    found = app.test_client().get("/board/nowhere")
    assert found.status_code == 503
    assert "The setting up of this site was not finished" in found.text
    assert app.test_client().get("/readyz").text == "schema\n"


def test_readiness_names_what_is_in_the_way(app: Flask, engine: Engine, tmp_path: Path) -> None:
    instance = tmp_path / "instance"
    instance.mkdir()
    assert Readiness().now(engine, instance, PhotoFolder(instance)) == ""
    with every_connection(engine, READ_ONLY[engine.dialect.name]):
        assert Readiness().now(engine, instance, PhotoFolder(instance)) == "read-only"
    (tmp_path / "photos").write_text("no folder")
    assert Readiness().now(engine, tmp_path, PhotoFolder(tmp_path)) == "photos"


def test_readiness_says_busy_soon_and_asks_once_a_second(
    app: Flask, engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL's writers take turns by place")
    monkeypatch.setattr("peoplesprocess.web.health.PATIENCE", 0.02)
    readiness, seconds = Readiness(), iter((1e6, 1e6 + 0.9, 1e9, 1e9))
    # Its own clock: where much runs beside this, a second is soon over.
    clock = SimpleNamespace(monotonic=lambda: next(seconds))
    monkeypatch.setattr("peoplesprocess.web.health.time", clock)
    with held(engine):
        assert readiness.now(engine, tmp_path, PhotoFolder(tmp_path)) == "busy"
    assert readiness.now(engine, tmp_path, PhotoFolder(tmp_path)) == "busy"
    assert readiness.now(engine, tmp_path, PhotoFolder(tmp_path)) == ""


def test_a_full_database_is_no_ready_one(engine: Engine, tmp_path: Path) -> None:
    if engine.dialect.name != "sqlite":
        pytest.skip("the limit is SQLite's")
    with engine.connect() as connection:
        connection.exec_driver_sql("VACUUM")
    with every_connection(engine, "PRAGMA max_page_count = 1"):
        assert Readiness().now(engine, tmp_path, PhotoFolder(tmp_path)) == "disk"


@pytest.mark.parametrize(
    ("number", "cause"), [(28, StorageFailureCause.DISK), (30, StorageFailureCause.READ_ONLY), (2, None)]
)
def test_an_error_of_the_disk_has_its_cause(number: int, cause: StorageFailureCause | None) -> None:
    assert cause_of(OSError(number, "a path that nobody needs to read")) is cause


def test_a_server_that_is_not_there_is_called_so(tmp_path: Path) -> None:
    engine = create_engine(f"postgresql+psycopg://nobody@/nothing?host={tmp_path}")
    with pytest.raises(DBAPIError) as raised:
        engine.connect()
    assert cause_of(raised.value) is StorageFailureCause.DATABASE


@contextmanager
def held(engine: Engine) -> Iterator[None]:
    """Let another program hold what a writer needs."""
    if engine.dialect.name == "sqlite":
        other = sqlite3.connect(str(engine.url.database), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        yield
        other.rollback()
        other.close()
        return
    outside = create_engine(engine.url)
    with outside.begin() as connection:
        connection.execute(text("SELECT * FROM journal_head FOR UPDATE"))
        yield
    outside.dispose()
