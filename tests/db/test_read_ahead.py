"""What a form's request reads before its turn to write holds when its turn has come, or is read anew."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Connection, Engine, func, insert, select, text, update
from sqlalchemy.orm import Session

from peoplesprocess.accounts import role_endings
from peoplesprocess.db import engine as engines
from peoplesprocess.db.reads_before_write import OptimisticReads, ReadRecordingCursor, TurnNeeded
from peoplesprocess.models import Membership, Need, Programme
from peoplesprocess.web import form_view, request_state
from tests.browser import Browser
from tests.factories import Make

People = Callable[..., Browser]
NEED = {"sector": "water", "households": "9", "severity": "2", "season": "all", "response_type": "service"}


@pytest.fixture(autouse=True)
def on_sqlite(engine: Engine) -> None:
    if engine.dialect.name != "sqlite":
        pytest.skip("on PostgreSQL who writes in a place holds it from the guard on")


@pytest.fixture
def meanwhile(
    app: Flask, engine: Engine, make: Make, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[Callable[[], object]], None]]:
    """Let another worker do something once, after a request has read and before it has its turn."""
    other = engines.make_engine(str(engine.url))

    def between(do: Callable[[], object]) -> None:
        left = [do]

        def take_turn(connection: Connection) -> None:
            # In a thread of its own, as a request of its own.
            with monkeypatch.context() as worker, ThreadPoolExecutor(1) as pool:
                # An engine on the same file knows as little of this one as another process.
                worker.setitem(app.extensions, "engine", other)
                worker.setattr(make, "engine", other)
                if left:
                    pool.submit(left.pop()).result()
            turned(connection)

        monkeypatch.setattr(engines, "take_turn", take_turn)

    turned = engines.take_turn
    yield between
    other.dispose()


def test_a_role_taken_back_meanwhile_saves_nothing(
    make: Make, browser: People, db: Session, meanwhile: Any
) -> None:
    programme = make.programme()
    place: Any = make.settlement(programme)
    bo = browser("facilitator", place)
    url = f"/s/{place.code}/needs/record"
    sent = bo.filled(url, **NEED, title="Tap", group_code="women")

    def revoke() -> None:
        with make.act("programme_manager", programme) as act:
            held = act.db.scalars(select(Membership.id).where(Membership.role == "facilitator")).one()
            role_endings.revoke_membership(act, held)

    meanwhile(revoke)
    assert bo.post(url, sent).status != 303
    assert db.scalar(select(func.count(Need.id))) == 0


def test_an_act_in_the_same_place_meanwhile_makes_nobody_begin_anew(
    make: Make, browser: People, db: Session, meanwhile: Any, begun: list[object]
) -> None:
    place = make.settlement(households=90)
    bo = browser("facilitator", place)
    url = f"/s/{place.code}/needs/record"
    sent = bo.filled(url, **NEED, title="Tap", group_code="women")
    meanwhile(lambda: make.need(place, title="Bridge"))
    assert bo.post(url, sent).status == 303
    assert len(begun) == 1
    assert db.scalars(select(Need.title).order_by(Need.number)).all() == ["Bridge", "Tap"]


def test_what_changed_meanwhile_is_read_anew(
    make: Make, browser: People, db: Session, meanwhile: Any, begun: list[object]
) -> None:
    programme = make.programme()
    place = make.settlement(programme, households=90)
    bo = browser("facilitator", place)
    url = f"/s/{place.code}/needs/record"
    sent = bo.filled(url, **NEED, title="Tap", group_code="women")

    def take_water_out() -> None:
        with make.engine.execution_options(writing=True).begin() as connection:
            connection.execute(update(Programme.__table__).values(sectors=["roads"]))

    meanwhile(take_water_out)
    page = bo.post(url, sent)
    assert page.status == 422
    assert len(begun) == 2
    assert page.values["title"] == ["Tap"]
    assert db.scalar(select(func.count(Need.id))) == 0


def test_the_same_form_sent_by_two_at_once_is_saved_once(
    make: Make, browser: People, db: Session, meanwhile: Any
) -> None:
    place = make.settlement(households=90)
    bo = browser("facilitator", place)
    url = f"/s/{place.code}/needs/record"
    sent = bo.filled(url, **NEED, title="Tap", group_code="women")
    answers = []
    meanwhile(lambda: answers.append(bo.post(url, sent)))
    answers.append(bo.post(url, sent))
    assert [answer.status for answer in answers] == [303, 303]
    assert answers[0].location == answers[1].location
    assert db.scalar(select(func.count(Need.id))) == 1


def test_nothing_is_written_ahead_of_the_turn(engine: Engine, make: Make) -> None:
    number = make.need(make.settlement())
    with engine.connect() as connection:
        engines.read_ahead(connection)
        for statement in (update(Need.__table__).values(title=""), text("DELETE FROM need"), text("VACUUM")):
            with pytest.raises(TurnNeeded):
                connection.execute(statement)
        with pytest.raises(TurnNeeded):
            connection.execute(insert(Need.__table__), [{"number": 7}, {"number": 8}])
        engines.stop_reading_ahead(connection)
        assert connection.execute(select(Need.number)).scalars().all() == [number]


def test_an_answer_that_writes_before_it_has_its_turn_is_made_anew_in_it(app: Flask, make: Make) -> None:
    make.need(make.settlement())
    tries = []

    def answer() -> str:
        tries.append(request_state.is_writing())
        request_state.db().connection().execute(update(Need.__table__).values(title="Tank"))
        return "done"

    with app.test_request_context("/", method="POST"):
        assert request_state.before_its_turn(answer) == "done"
        request_state.close()
    assert tries == [False, True]
    with app.extensions["engine"].connect() as connection:
        # It was held in one transaction, and nobody has kept it.
        assert connection.execute(select(Need.title)).scalar() != "Tank"


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """How often a form was answered from the beginning."""
    seen: list[object] = []
    submitted = form_view._submitted

    def noted(*given: Any) -> Any:
        seen.append(given)
        return submitted(*given)

    monkeypatch.setattr(form_view, "_submitted", noted)
    return seen


def test_a_statement_that_begins_like_reading_and_writes_needs_the_turn(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "a.db", isolation_level=None)
    connection.execute("CREATE TABLE town (name TEXT)")
    cursor = ReadRecordingCursor(connection, OptimisticReads(connection))
    for statement in (
        "WITH new (name) AS (SELECT 'Goth') INSERT INTO town SELECT name FROM new",
        "PRAGMA user_version = 7",
    ):
        with pytest.raises(TurnNeeded):
            cursor.execute(statement)
    cursor.execute("WITH old AS (SELECT name FROM town) SELECT * FROM old")
    assert cursor.fetchall() == []
    connection.close()
