"""What a form's request reads before its turn to write holds when its turn has come, or is read anew."""

from __future__ import annotations

import io
import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from flask import Flask, g, request
from sqlalchemy import Connection, Engine, func, insert, select, text, update
from sqlalchemy.orm import Session

from peoplesprocess.accounts import role_endings
from peoplesprocess.db import engine as engines
from peoplesprocess.db.reads_before_write import OptimisticReads, ReadRecordingCursor, TurnNeeded
from peoplesprocess.db.writer_queue import QueuedConnection
from peoplesprocess.models import Attachment, Membership, Need, Programme
from peoplesprocess.web import form_view, photo_uploads, request_state
from tests.browser import Browser
from tests.factories import Make
from tests.works.test_visiting import jpeg

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
        assert request_state.reading_ahead(answer) == "done"
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


@pytest.mark.parametrize("when", ["reading_ahead", "in_its_turn"])
def test_a_disk_that_fails_while_reading_ahead_is_named_and_nothing_typed_is_lost(
    when: str, make: Make, browser: People, db: Session, meanwhile: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = make.settlement(households=90)
    bo = browser("facilitator", place)
    url = f"/s/{place.code}/needs/record"
    sent = bo.filled(url, **NEED, title="Tap", group_code="women")

    def fails(connection: QueuedConnection, statement: str, *rest: object) -> Any:
        if statement == "PRAGMA data_version":
            error = sqlite3.OperationalError("disk I/O error")
            error.sqlite_errorcode = sqlite3.SQLITE_IOERR
            raise error
        return sqlite3.Connection.execute(connection, statement, *rest)  # type: ignore[arg-type]

    def break_disk() -> None:
        monkeypatch.setattr(QueuedConnection, "execute", fails)

    break_disk() if when == "reading_ahead" else meanwhile(break_disk)
    page = bo.post(url, sent)
    assert page.status == 503
    assert "The database does not answer." in page.problems[0]
    assert page.values["title"] == ["Tap"]
    monkeypatch.undo()
    assert bo.post(url, sent).status == 303
    assert db.scalar(select(func.count(Need.id))) == 1


def test_what_was_waited_before_reading_ahead_is_told_once_with_the_wait_for_the_turn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []
    engine = engines.make_engine(f"sqlite:///{tmp_path / 'told.db'}", waits.append)
    with engine.execution_options(writing=True).begin() as connection:
        connection.execute(text("CREATE TABLE counter (value INTEGER)"))
    waits.clear()
    first, held, passed = engine.connect(), Event(), Event()
    engines.read_ahead(first)

    def second() -> None:
        with engine.connect() as connection:
            held.set()
            engines.read_ahead(connection)
            # What is checked meanwhile is no wait.
            monkeypatch.setattr(time, "monotonic", lambda: ahead() + 1000)
            engines.take_turn(connection)

    ahead = time.monotonic
    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(second)
        held.wait(5)
        passed.wait(0.2)
        engines.take_turn(first)
        first.rollback()
        first.close()
        done.result(5)
    assert len(waits) == 2
    assert waits[0] < 0.1 < waits[1] < 900

    with engine.connect() as refused:
        engines.read_ahead(refused)
        engines.stop_reading_ahead(refused)
        refused.rollback()
    assert len(waits) == 3
    engine.dispose()


def test_every_photo_under_one_name_is_read_again_when_a_form_begins_anew(
    make: Make, browser: People, db: Session, meanwhile: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = make.settlement(households=90)
    number = make.meeting(place, "assembly", women=20)
    bo = browser("facilitator", place)
    url = f"/s/{place.code}/meetings/{number}/papers/attach"
    decoded_in_turn = []
    decoded = photo_uploads._decoded

    def noted(sent: Any) -> Any:
        decoded_in_turn.append("connection" in g)
        return decoded(sent)

    monkeypatch.setattr(photo_uploads, "_decoded", noted)
    # A browser sends an empty file for a picker that was left alone.
    sent = {**bo.filled(url, kind="minutes"), "photo": [(io.BytesIO(), ""), (jpeg(), "minutes.jpg")]}

    def rename() -> None:
        with make.engine.execution_options(writing=True).begin() as connection:
            connection.execute(update(Programme.__table__).values(name="Another name"))

    meanwhile(rename)
    assert bo.post(url, sent, content_type="multipart/form-data").status == 303
    assert decoded_in_turn == [False]
    assert db.scalar(select(func.count(Attachment.id))) == 1


def test_files_are_read_from_their_beginning_when_a_form_begins_anew(app: Flask) -> None:
    sent = {"photo": [(io.BytesIO(b"first"), "a.jpg"), (io.BytesIO(b"second"), "b.jpg")]}
    seen: list[bytes] = []

    def answer() -> str:
        seen.extend(file.read() for file in request.files.getlist("photo"))
        if request_state.is_writing():
            return "done"
        raise TurnNeeded

    with app.test_request_context("/", method="POST", data=sent, content_type="multipart/form-data"):
        assert request_state.reading_ahead(answer) == "done"
        request_state.close()
    assert seen == [b"first", b"second"] * 2


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
