"""The daily tasks of a server, done by whichever of its processes comes first."""

from __future__ import annotations

import fcntl
import logging
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread

from flask import Flask
from sqlalchemy import Engine

from peoplesprocess.photos.store import PhotoStore

DAY = timedelta(days=1)
FIRST = timedelta(minutes=1)
"""The delay before the first run: a server that has just started serves requests first."""
MARK = "tidied"
"""The file in the instance folder whose age says when tidying was last done."""
ONE_AT_A_TIME = 7311
"""The number of PostgreSQL's advisory lock for tidying, for machines that share one database."""


def start_daily(app: Flask, first: timedelta = FIRST) -> Event:
    """Start a thread that tidies once a day; setting the returned event stops it.

    Every worker calls this after it was forked. Workers of one machine exclude each other by a file, machines
    by a lock in the database; all but the first find that it is done.
    """
    stop = Event()
    Thread(target=_go_on, args=(app, stop, first), name="daily", daemon=True).start()
    return stop


def tidy_if_due(engine: Engine, instance: Path, photos: PhotoStore, idle: timedelta, now: datetime) -> bool:
    """Tidy unless another process does or has done so within the day; return whether this one did."""
    from peoplesprocess.operations.tidy import tidy

    with turn(engine, instance) as mark:
        if mark is None:
            return False
        tidy(engine, instance, photos, idle, now)
        os.ftruncate(mark, 0)
        os.write(mark, now.isoformat().encode())
    return True


def _go_on(app: Flask, stop: Event, first: timedelta) -> None:
    wait = first
    idle = timedelta(minutes=app.config["IDLE_MINUTES"])
    while not stop.wait(wait.total_seconds()):
        try:
            here = app.extensions
            tidy_if_due(here["engine"], app.config["INSTANCE"], here["photos"], idle, datetime.now(UTC))
        except Exception as error:
            # Only the type: messages of the database contain what people typed. It is tried again tomorrow.
            logging.getLogger("peoplesprocess").error("%s while tidying", type(error).__name__)
        wait = DAY


@contextmanager
def turn(engine: Engine, instance: Path) -> Iterator[int | None]:
    """Yield the open mark to one process only, and None to those that come at the same time or later."""
    mark = os.open(instance / MARK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(mark)
        yield None
        return
    try:
        age = time.time() - os.fstat(mark).st_mtime
        # An hour less than a day, so that it does not start a little later each day.
        is_done = os.fstat(mark).st_size > 0 and 0 <= age < (DAY - timedelta(hours=1)).total_seconds()
        with _alone(engine) as alone:
            yield mark if alone and not is_done else None
    finally:
        os.close(mark)


@contextmanager
def _alone(engine: Engine) -> Iterator[bool]:
    if engine.dialect.name != "postgresql":
        yield True
        return
    with engine.begin() as connection:
        yield bool(connection.exec_driver_sql(f"SELECT pg_try_advisory_xact_lock({ONE_AT_A_TIME})").scalar())
