"""A pooler lends a server for one transaction: nothing may rest on the session or stay with the server."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event, func, select, text
from sqlalchemy.exc import DBAPIError

from peoplesprocess.db.engine import make_engine
from peoplesprocess.db.session import open_read_only
from peoplesprocess.models import Need
from tests.browser import Browser
from tests.factories import Make

KEY = b"K\x00\x00\x00\x0c"
"""How a server's message begins with which it names its process; four bytes of a number follow."""
READY = b"Z\x00\x00\x00\x05"
TYPED = {
    "title": "Drain from the mosque",
    "group_code": "women",
    "sector": "drainage",
    "statement": "It floods.",
}
TYPED |= {"households": "96", "severity": "2", "season": "all", "response_type": "infrastructure"}


def prepared(engine: Engine) -> int:
    """How many statements a server keeps prepared for a connection that asked the same ten times."""
    with engine.connect() as connection:
        for _ in range(10):
            connection.execute(select(func.count()).select_from(Need))
        return int(connection.execute(text("SELECT count(*) FROM pg_prepared_statements")).scalar() or 0)


def test_behind_a_pooler_no_statement_is_prepared(engine: Engine) -> None:
    on_postgresql(engine)
    assert prepared(engine) > 0, "the driver prepares what is asked often"
    with pooler(engine) as address:
        pooled = make_engine(address)
        assert prepared(pooled) == 0
        pooled.dispose()


def test_who_found_that_nothing_can_be_saved_leaves_no_mark_on_the_server(engine: Engine) -> None:
    """A pooler lends the same server to somebody else next."""
    on_postgresql(engine)
    connection = open_read_only(engine)
    with pytest.raises(DBAPIError, match="read-only"):
        connection.execute(text("DELETE FROM journal_head"))
    server: Any = connection.connection.dbapi_connection
    connection.rollback()
    server.autocommit = True
    server.read_only = None
    assert server.execute("SHOW default_transaction_read_only").fetchone() == ("off",)
    server.autocommit = False
    connection.close()
    with engine.execution_options(writing=True).begin() as other:
        other.execute(text("DELETE FROM journal_head WHERE sequence < 0"))


def test_a_commit_whose_answer_was_lost_is_not_called_unsaved_and_not_done_twice(
    make: Make, browser: Callable[..., Browser], engine: Engine
) -> None:
    bo, address, form = typed(make, browser, engine)
    with every_answer_to_a_commit_lost(engine):
        page = bo.post(address, form)
    assert page.status == 503
    assert "The database does not answer." in page.problems[0]
    assert "If it was saved after all, it will not be saved twice." in page.problems[0]
    assert "Nothing was saved" not in page.text
    assert page.values["title"] == [TYPED["title"]]
    assert page.values["form_id"] == form["form_id"], "another form would be another act"
    again = bo.post(address, form)
    assert again.status == 303
    with engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(Need)) == 1


def test_what_is_changed_after_a_lost_answer_is_no_second_act_either(
    make: Make, browser: Callable[..., Browser], engine: Engine
) -> None:
    bo, address, form = typed(make, browser, engine)
    with every_answer_to_a_commit_lost(engine):
        bo.post(address, form)
    page = bo.post(address, {**form, "title": "Drain from the school"})
    assert page.status == 409
    assert "already been saved, with different content" in page.problems[0]
    assert page.problems[1] == "Open what was saved"
    assert any(bo.get(link).h1.endswith(TYPED["title"]) for link in page.links if "saved=" in link)


def test_a_line_that_breaks_while_an_act_is_undone_is_no_riddle(
    make: Make, browser: Callable[..., Browser], engine: Engine
) -> None:
    """The old leader says that it may only be read, and is gone before it hears the next word."""
    bo, address, form = typed(make, browser, engine)
    with every_undoing_unheard(engine):
        page = bo.post(address, form)
    assert page.status == 503
    assert page.values["title"] == [TYPED["title"]]
    assert bo.post(address, form).status == 303


def typed(
    make: Make, browser: Callable[..., Browser], engine: Engine
) -> tuple[Browser, str, dict[str, str | list[str]]]:
    """Somebody before a need that is typed and not sent yet, its address, and the form as it is."""
    on_postgresql(engine)
    place = make.settlement()
    bo = browser("facilitator", place)
    address = f"/s/{place.code}/needs/record"
    return bo, address, bo.filled(address, **TYPED)


def on_postgresql(engine: Engine) -> None:
    if engine.dialect.name != "postgresql":
        pytest.skip("SQLite has no poolers and no line to lose")


@contextmanager
def every_answer_to_a_commit_lost(engine: Engine) -> Iterator[None]:
    """Let the line break after the server has kept an act, before it says so."""

    def lose(connection: Connection) -> None:
        driver: Any = connection.connection.driver_connection
        driver.execute("COMMIT")
        driver.pgconn.finish()

    event.listen(engine, "commit", lose)
    try:
        yield
    finally:
        event.remove(engine, "commit", lose)


@contextmanager
def every_undoing_unheard(engine: Engine) -> Iterator[None]:
    """Let each act be refused as on a server that may only be read, and the line break then."""

    def refuse(connection: Connection) -> None:
        if connection.get_execution_options().get("writing"):
            connection.exec_driver_sql("SET TRANSACTION READ ONLY")

    def lose(connection: Connection) -> None:
        driver: Any = connection.connection.driver_connection
        driver.pgconn.finish()

    event.listen(engine, "begin", refuse)
    event.listen(engine, "rollback", lose)
    try:
        yield
    finally:
        event.remove(engine, "begin", refuse)
        event.remove(engine, "rollback", lose)


@contextmanager
def pooler(engine: Engine) -> Iterator[str]:
    """The address of what answers in its own name for the server, as every pooler does."""
    folder = str(engine.url.query["host"])
    with socket.create_server(("127.0.0.1", 0)) as door:
        Thread(target=_serve, args=(door, f"{folder}/.s.PGSQL.5432"), daemon=True).start()
        port = door.getsockname()[1]
        yield f"postgresql+psycopg://postgres@127.0.0.1:{port}/tests?sslmode=disable&gssencmode=disable"


def _serve(door: socket.socket, server: str) -> None:
    with suppress(OSError):
        while True:
            visitor, _ = door.accept()
            behind = socket.socket(socket.AF_UNIX)
            behind.connect(server)
            behind.sendall(visitor.recv(65_536))
            greeting = b""
            while READY not in greeting:
                greeting += behind.recv(65_536)
            place = greeting.index(KEY) + len(KEY)
            visitor.sendall(greeting[:place] + b"\x00\x00\x00\x01" + greeting[place + 4 :])
            for source, sink in ((visitor, behind), (behind, visitor)):
                Thread(target=_pass_on, args=(source, sink), daemon=True).start()


def _pass_on(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65_536):
            sink.sendall(data)
    with suppress(OSError):
        sink.shutdown(socket.SHUT_WR)
