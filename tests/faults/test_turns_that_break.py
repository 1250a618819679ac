"""Whatever happens to a writer, the next one gets its turn, or hears soon that it does not."""

from __future__ import annotations

import fcntl
import gc
import os
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError

from peoplesprocess.db import engine as engines
from peoplesprocess.db import writer_queue
from peoplesprocess.db.engine import make_engine
from peoplesprocess.db.writer_queue import WriterQueue


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """A file with a counter, whose writers wait a moment only."""
    monkeypatch.setattr(engines, "WAIT_SECONDS", 0.1)
    monkeypatch.setitem(engines.PRAGMAS, "busy_timeout", 100)
    engine = make_engine(f"sqlite:///{tmp_path / 'turns.db'}")
    with engine.execution_options(writing=True).begin() as connection:
        connection.execute(text("CREATE TABLE counter (value INTEGER)"))
    yield engine
    engine.dispose()


def add(engine: Engine) -> None:
    with engine.execution_options(writing=True).begin() as connection:
        connection.execute(text("INSERT INTO counter VALUES (1)"))


def test_a_lock_that_fails_half_way_is_given_back(file: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*given: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(writer_queue.fcntl, "flock", fails)
        with pytest.raises(KeyboardInterrupt):
            add(file)
    add(file)


def test_files_that_cannot_be_opened_stop_no_writer(tmp_path: Path) -> None:
    gone = WriterQueue(tmp_path / "no folder" / "turns.db", 0.1)
    for _ in range(2):
        turn = gone.enter()
        assert turn is not None
        turn.leave()


def test_a_connection_that_is_closed_in_the_middle_gives_its_turn_back(file: Engine) -> None:
    connection = file.execution_options(writing=True).connect()
    connection.execute(text("INSERT INTO counter VALUES (1)"))
    connection.invalidate()
    add(file)
    connection.close()


def test_a_connection_that_everybody_forgot_gives_its_turn_back(file: Engine) -> None:
    raw: Any = file.raw_connection()
    driver: Any = raw.driver_connection
    raw.detach()
    driver.take_turn()
    driver.execute("BEGIN IMMEDIATE")
    del raw, driver
    gc.collect()
    add(file)


def test_a_thread_that_dies_with_the_turn_gives_it_back(file: Engine) -> None:
    def dies() -> None:
        file.execution_options(writing=True).connect().execute(text("INSERT INTO counter VALUES (1)"))

    thread = Thread(target=dies)
    thread.start()
    thread.join()
    gc.collect()
    add(file)


def test_a_beginning_that_fails_gives_the_turn_back(file: Engine) -> None:
    path = str(file.url.database)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    for _ in range(2):
        with pytest.raises(OperationalError):
            add(file)
    other.rollback()
    other.close()
    add(file)


def test_a_process_that_never_leaves_is_waited_for_no_longer_than_said(file: Engine) -> None:
    stuck = os.open(f"{file.url.database}-queue", os.O_WRONLY)
    fcntl.flock(stuck, fcntl.LOCK_EX)
    begun = time.monotonic()
    with pytest.raises(OperationalError, match="locked"):
        add(file)
    assert time.monotonic() - begun < 2
    os.close(stuck)
    add(file)


def test_who_waits_behind_many_hears_sooner_so_that_threads_are_left_for_readers(tmp_path: Path) -> None:
    line = WriterQueue(tmp_path / "turns.db", 60)
    first = line.enter()
    assert first is not None
    patient = [Thread(target=line.enter, daemon=True) for _ in range(writer_queue.MOST_PATIENT)]
    for thread in patient:
        thread.start()
    while line._waiting < writer_queue.MOST_PATIENT:
        time.sleep(0.001)
    begun = time.monotonic()
    assert line.enter() is None
    assert time.monotonic() - begun < 5
    first.leave()
    for thread in patient:
        thread.join(5)
        assert not thread.is_alive()


def test_each_writer_is_told_to_have_waited(tmp_path: Path) -> None:
    waits: list[float] = []
    engine = make_engine(f"sqlite:///{tmp_path / 'told.db'}", waits.append)
    with engine.execution_options(writing=True).begin() as connection:
        connection.execute(text("CREATE TABLE counter (value INTEGER)"))
    engine.dispose()
    assert len(waits) == 1
