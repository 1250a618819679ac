"""What its time has come for goes; what somebody may still send, look at or need stays."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from threading import Event
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import Engine, func, select

from peoplesprocess.db import journal
from peoplesprocess.db.column_types import uuid7
from peoplesprocess.db.session import writing
from peoplesprocess.models import (
    Account,
    Base,
    Invitation,
    JournalEntry,
    SignInSession,
    ThrottledCodeVote,
    WebFormSubmission,
)
from peoplesprocess.operations import daily_tasks
from peoplesprocess.operations.backup import PHOTO_TABLES
from peoplesprocess.operations.daily_tasks import start_daily, tidy_if_due
from peoplesprocess.photos.folder import PhotoFolder
from tests.cli.conftest import Installation
from tests.factories import Make

Places = Callable[..., Installation]
DAYS_31, HOURS_13, MINUTES_40 = timedelta(days=31), timedelta(hours=13), timedelta(minutes=40)
IDLE = timedelta(minutes=30)


def now() -> datetime:
    return datetime.now(UTC)


def removed(app: Flask) -> dict[str, int]:
    result = app.test_cli_runner().invoke(args=["tidy", "--json"])
    assert result.exit_code == 0, result.output
    found: dict[str, int] = json.loads(result.output)["removed"]
    return found


def left(engine: Engine, table: type[Base]) -> int:
    with engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()


def keep_rows(engine: Engine, *rows: Base) -> None:
    with writing(engine) as db:
        db.add_all(rows)
        db.commit()


def answer(made_at: datetime) -> WebFormSubmission:
    return WebFormSubmission(form_id=uuid4(), account_id=None, digest="", location="/", made_at=made_at)


def age(path: Path, days: float) -> Path:
    then = time.time() - days * 86400
    os.utime(path, (then, then))
    return path


def test_first_answers_go_after_thirty_days(
    app: Flask, engine: Engine, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("peoplesprocess.operations.tidy.BATCH_SIZE", 2)
    keep_rows(engine, *(answer(now() - DAYS_31) for _ in range(5)), answer(now() - timedelta(days=29)))
    assert removed(app)["form_submissions"] == 5
    assert left(engine, WebFormSubmission) == 1


def test_sign_ins_and_tries_go_when_they_count_no_more(app: Flask, engine: Engine, make: Make) -> None:
    make.account("administrator")
    with engine.connect() as connection:
        account = connection.execute(select(Account.id)).scalar_one()

    def sign_in(name: str, seen: timedelta, ends: timedelta) -> SignInSession:
        return SignInSession(
            token_hash=name, account_id=account, made_at=now(), seen_at=now() - seen, expires_at=now() + ends
        )

    keep_rows(
        engine,
        sign_in("in use", timedelta(minutes=2), timedelta(hours=11)),
        sign_in("idle", MINUTES_40, timedelta(hours=11)),
        sign_in("ended", timedelta(minutes=2), -timedelta(minutes=1)),
        sign_in("made by a clock of another year", -timedelta(days=3650), timedelta(days=3651)),
        ThrottledCodeVote(id=uuid7(), key="fresh", at=now() - MINUTES_40),
        ThrottledCodeVote(id=uuid7(), key="old", at=now() - timedelta(hours=2)),
        ThrottledCodeVote(id=uuid7(), key="of another year", at=now() + timedelta(days=3650)),
    )
    found = removed(app)
    assert (found["sign_ins"], found["attempts"]) == (3, 2)
    assert (left(engine, SignInSession), left(engine, ThrottledCodeVote)) == (1, 1)


def test_what_people_did_stays(app: Flask, engine: Engine, make: Make) -> None:
    make.need(make.settlement())
    old = Invitation(
        token_hash="h", role="facilitator", made_at=now() - 3 * DAYS_31, expires_at=now() - 2 * DAYS_31
    )
    with writing(engine) as db:
        db.add(old)
        journal.write(db, journal.INSTALLATION, None, "invitation.make", "invitation", now())
        db.commit()
    entries = left(engine, JournalEntry)
    assert not any(removed(app).values())
    assert (left(engine, Invitation), left(engine, JournalEntry)) == (1, entries)


def test_photos_that_no_row_names_go_a_day_later_and_others_never(place: Places) -> None:
    here = place()
    [named] = here.photos
    age(named, 400)
    shelf = named.parent
    forgotten = age(_written(shelf / f"{shelf.name}{'0' * 62}.jpg"), 2)
    on_its_way = _written(shelf / f"{shelf.name}{'1' * 62}.jpg")
    half = age(_written(shelf / f"{named.stem}.4711"), 2)
    dead_restore = age(_written(here.folder / "here.db.restoring"), 2)
    dead_drill = here.folder / "drill-x"
    dead_drill.mkdir()
    age(dead_drill, 2)
    report = json.loads(here.flask("tidy", "--json").output)["removed"]
    assert (report["photos"], report["temporary_files"]) == (1, 3)
    assert named.exists() and on_its_way.exists()
    assert not any(path.exists() for path in (forgotten, half, dead_restore, dead_drill))
    assert here.flask("drill").exit_code == 0


def test_a_photo_that_is_sent_again_while_it_is_tidied_away_stays(tmp_path: Path) -> None:
    """Its old file was about to go: whoever keeps it makes it young, whoever tidies looks once more."""
    photos, digest, yesterday = PhotoFolder(tmp_path), "ab" * 32, now() - timedelta(days=1)
    photos.keep({digest: b"the same picture"})
    path = age(photos.where(digest), 2)
    assert list(photos.older_than(yesterday)) == [digest]
    photos.keep({digest: b"the same picture"})
    assert path.stat().st_mtime > time.time() - 60
    assert not photos.remove(digest, yesterday)
    assert photos.read(digest) == b"the same picture"
    age(path, 2)
    assert photos.remove(digest, yesterday) and not path.exists()


def test_who_tidies_knows_every_table_of_photos() -> None:
    """A photo that only an unknown table names would be removed from the disk."""
    tables = {
        name for name, table in Base.metadata.tables.items() if {"digest", "size"} <= set(table.c.keys())
    }
    assert tables == set(PHOTO_TABLES)


def test_one_worker_of_all_tidies_once_a_day(engine: Engine, make: Make, tmp_path: Path) -> None:
    keep_rows(engine, answer(now() - DAYS_31))
    assert tidy_if_due(engine, tmp_path, PhotoFolder(tmp_path), IDLE, now())
    assert left(engine, WebFormSubmission) == 0
    assert not tidy_if_due(engine, tmp_path, PhotoFolder(tmp_path), IDLE, now()), (
        "another worker, or this one after a restart"
    )
    age(tmp_path / daily_tasks.MARK, 1.1)
    with daily_tasks.turn(engine, tmp_path) as mark:
        assert mark is not None
        assert not tidy_if_due(engine, tmp_path, PhotoFolder(tmp_path), IDLE, now()), "somebody is at it"
        other = tmp_path / "other machine"
        other.mkdir()
        alone = tidy_if_due(engine, other, PhotoFolder(other), IDLE, now())
        assert alone is (engine.dialect.name == "sqlite"), "machines that share a database take turns too"


def test_a_server_tidies_by_itself_and_goes_on_when_that_fails(
    app: Flask, engine: Engine, make: Make, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    tries, again = count(1), Event()

    def fails(*_: object) -> None:
        if next(tries) == 2:
            again.set()
        raise OSError("no words of people in the log")

    monkeypatch.setattr(daily_tasks, "tidy_if_due", fails)
    monkeypatch.setattr(daily_tasks, "DAY", timedelta(milliseconds=20))
    stop = start_daily(app, timedelta(0))
    assert again.wait(10)
    stop.set()
    assert "OSError while tidying" in caplog.text and "no words" not in caplog.text


def _written(path: Path) -> Path:
    path.write_bytes(b"bytes")
    return path
