"""Writers take turns, whoever they are; what was read is known until the next commit anywhere."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import OperationalError

from peoplesprocess.accounts import role_endings
from peoplesprocess.db import engine as engines
from peoplesprocess.db.engine import make_engine
from peoplesprocess.db.read_cache import ReadCache
from peoplesprocess.models import Membership
from tests.browser import Browser
from tests.factories import Make

People = Callable[..., Browser]


@pytest.fixture
def file(tmp_path: Path) -> str:
    """The address of a file with one counter in it."""
    address = f"sqlite:///{tmp_path / 'turns.db'}"
    engine = make_engine(address)
    with engine.execution_options(writing=True).begin() as connection:
        connection.execute(text("CREATE TABLE counter (value INTEGER)"))
        connection.execute(text("INSERT INTO counter VALUES (0)"))
    engine.dispose()
    return address


def add_one(engine: Engine) -> None:
    with engine.execution_options(writing=True).begin() as connection:
        value = connection.execute(text("SELECT value FROM counter")).scalar_one()
        connection.execute(text("UPDATE counter SET value = :value"), {"value": value + 1})


def counted(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.execute(text("SELECT value FROM counter")).scalar_one())


def test_many_writers_of_two_workers_lose_nothing_and_nobody_is_sent_away(file: str) -> None:
    # Two engines on one file know nothing of each other, as two processes do.
    workers = [make_engine(file), make_engine(file)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add_one, workers * 100))
    assert counted(workers[0]) == 200
    for engine in workers:
        engine.dispose()


def test_an_act_that_is_undone_gives_its_turn_back(file: str) -> None:
    engine = make_engine(file)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), engine.execution_options(writing=True).begin() as connection:
            connection.execute(text("UPDATE counter SET value = 7"))
            raise ZeroDivisionError
    add_one(engine)
    assert counted(engine) == 1
    engine.dispose()


def test_who_waits_too_long_is_told_and_holds_up_nobody(file: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "WAIT_SECONDS", 0.05)
    monkeypatch.setitem(engines.PRAGMAS, "busy_timeout", 50)
    engine = make_engine(file)
    with engine.execution_options(writing=True).begin() as connection:
        connection.execute(text("UPDATE counter SET value = 5"))
        with pytest.raises(OperationalError), ThreadPoolExecutor(1) as pool:
            pool.submit(add_one, engine).result()
    add_one(engine)
    assert counted(engine) == 6
    engine.dispose()


def test_what_was_read_is_known_until_somebody_commits(file: str) -> None:
    engine, other = make_engine(file), make_engine(file)
    watch = ReadCache(engine)
    watch.unchanged()["place", "a"] = "as it was"
    assert watch.unchanged() == {("place", "a"): "as it was"}
    counted(other)
    assert watch.unchanged() == {("place", "a"): "as it was"}
    for writer in (other, engine):
        watch.unchanged()["place", "a"] = "as it was"
        add_one(writer)
        assert watch.unchanged() == {}
    engine.dispose()
    other.dispose()


def test_on_postgresql_nothing_is_taken_for_known(app: Flask, engine: Engine) -> None:
    watch: ReadCache = app.extensions["read_cache"]
    watch.unchanged()["place", "a"] = "as it was"
    told = {("place", "a"): "as it was"} if engine.dialect.name == "sqlite" else {}
    assert watch.unchanged() == told


def test_a_role_that_is_taken_back_opens_no_page(make: Make, browser: People, engine: Engine) -> None:
    programme = make.programme()
    place: Any = make.settlement(programme)
    bo = browser("facilitator", place)
    address = f"/s/{place.code}/needs"
    assert bo.get(address).status == 200
    assert bo.get(address).status == 200
    with make.act("programme_manager", programme) as act:
        held = act.db.scalars(select(Membership.id).where(Membership.role == "facilitator")).one()
        role_endings.revoke_membership(act, held)
    assert bo.get(address).status in (302, 303, 401, 404)
