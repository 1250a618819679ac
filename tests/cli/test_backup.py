"""One file holds all of an installation at one moment, and comes back on any machine, or says why not."""

from __future__ import annotations

import errno
import json
import os
import sqlite3
import stat
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread, Timer

import pytest
from sqlalchemy import text

from peoplesprocess.db.engine import make_engine
from peoplesprocess.db.migrate import downgrade, is_current
from peoplesprocess.db.session import reading
from peoplesprocess.operations import restore_rows
from peoplesprocess.operations.backup import COPIED_EMPTY, snapshot
from peoplesprocess.operations.portable_rows import fingerprint
from tests.cli.conftest import Installation
from tests.factories import Make

Places = Callable[..., Installation]


def contents(machine: Installation) -> dict[str, object]:
    """The rows of every table that is copied in one word each, the photos and the key."""
    with snapshot(machine.engine) as moment:
        rows: dict[str, object] = {
            shape.name: fingerprint(moment.connection, shape)
            for shape in moment.shapes
            if shape.name not in COPIED_EMPTY
        }
    photos = {path.name: path.read_bytes() for path in machine.photos}
    return {**rows, "photos": photos, "key": (machine.folder / "secret.key").read_bytes()}


def backed_up(machine: Installation, file: Path, *options: object) -> Path:
    result = machine.flask("backup", file, *options)
    assert result.exit_code == 0, result.output
    return file


@pytest.mark.parametrize("sealed", [False, True])
def test_all_of_it_comes_back_on_another_machine(
    place: Places, tmp_path: Path, passphrase: tuple[str, Path], sealed: bool
) -> None:
    here, there = place(), place(empty=True)
    options = passphrase if sealed else ()
    file = tmp_path / "all.backup"
    told = json.loads(here.flask("backup", file, *options, "--json").output)
    assert told["ok"] and told["photos"] == 1 and told["missing_photos"] == []
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert not file.with_name("all.backup.part").exists()
    back = json.loads(there.flask("restore", file, *options, "--json").output)
    assert (back["ok"], back["rows"]) == (True, told["rows"])
    assert back["seconds"] >= 0
    assert contents(there) == contents(here)
    assert there.flask("journal", "verify").exit_code == 0


def test_people_go_on_where_a_copy_was_put(place: Places, tmp_path: Path) -> None:
    file = backed_up(place(), tmp_path / "all.backup")
    there = place(empty=True)
    assert there.flask("restore", file).exit_code == 0
    Make(there.engine).settlement(name="Later")
    assert there.flask("restore", file, "--replace").exit_code == 0
    Make(there.engine).settlement(name="Later again")
    assert there.flask("journal", "verify").exit_code == 0


def test_what_is_saved_while_a_backup_is_made_is_in_it_whole_or_not_at_all(
    place: Places, tmp_path: Path
) -> None:
    here, there = place(), place(empty=True)
    make = Make(here.engine)
    goth, stop, saved = make.settlement(), Event(), []

    def write() -> None:
        while not stop.is_set():
            saved.append(make.need(goth))

    writers = [Thread(target=write) for _ in range(2)]
    for writer in writers:
        writer.start()
    try:
        for number in range(2):
            seen = len(saved)
            result = here.flask_while_serving("backup", tmp_path / f"{number}.backup")
            assert result.exit_code == 0, result.output
    finally:
        stop.set()
        for writer in writers:
            writer.join()
    assert there.flask("restore", tmp_path / "1.backup").exit_code == 0
    with reading(there.engine) as db:
        needs = db.execute(text("SELECT count(*) FROM need")).scalar_one()
        heads, entries = (
            db.execute(text(f"SELECT {what}")).scalar_one()
            for what in ("sum(sequence) FROM journal_head", "count(*) FROM journal_entry")
        )
    assert heads == entries
    assert 1 + seen <= needs <= 1 + len(saved), "what was saved before it began is there"
    assert there.flask("journal", "verify").exit_code == 0
    assert here.flask("drill").exit_code == 0


@pytest.mark.parametrize("sealed", [False, True])
def test_a_backup_that_was_cut_or_changed_anywhere_is_found_and_changes_nothing(
    place: Places, tmp_path: Path, passphrase: tuple[str, Path], sealed: bool
) -> None:
    here, there = place(), place(empty=True)
    options = passphrase if sealed else ()
    whole = backed_up(here, tmp_path / "all.backup", *options).read_bytes()
    bad = tmp_path / "bad.backup"
    size = len(whole)
    spoilt = [whole[: size // 2], whole[: size - 1], whole[:10], b"", whole + b"x"]
    for place_of in (0, 40, 100, 600, size // 3, size // 2, size - 600, size - 80, size - 1):
        spoilt.append(whole[:place_of] + bytes([whole[place_of] ^ 1]) + whole[place_of + 1 :])
    for data in spoilt:
        bad.write_bytes(data)
        result = there.flask("restore", bad, *options)
        assert result.exit_code == 2, result.output
        assert len(result.stderr.splitlines()) == 1, result.stderr
    assert there.photos == [] and not (there.folder / "secret.key").exists()
    assert there.flask("restore", tmp_path / "all.backup", *options).exit_code == 0


def test_a_populated_place_is_kept_unless_it_is_to_be_replaced(place: Places, tmp_path: Path) -> None:
    here = place()
    file = backed_up(here, tmp_path / "all.backup")
    then = contents(here)
    Make(here.engine).settlement(name="Later")
    later = contents(here)
    result = here.flask("restore", file)
    assert result.exit_code == 2 and "add --replace" in result.stderr
    assert contents(here) == later
    assert here.flask("restore", file, "--replace").exit_code == 0
    assert contents(here) == then
    assert here.flask("restore", file, "--replace").exit_code == 0
    assert len(kept(here)) == 2, "neither of those that were replaced is lost"
    assert here.flask("journal", "verify").exit_code == 0


def kept(machine: Installation) -> list[str]:
    """The databases that stay beside the one that replaced them."""
    if machine.engine.dialect.name == "sqlite":
        return [path.name for path in machine.folder.glob("here.db.before-restore*")]
    with machine.engine.connect() as connection:
        found = connection.execute(
            text("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'public_before%'")
        )
        return list(found.scalars())


def test_nothing_is_restored_under_a_running_server(place: Places, tmp_path: Path) -> None:
    here = place()
    file = backed_up(here, tmp_path / "all.backup")
    before, server = contents(here), make_engine(here.url)
    server.connect().close()
    result = here.flask("restore", file, "--replace")
    assert result.exit_code == 2 and "Stop the server first" in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert contents(here) == before and kept(here) == []
    server.dispose()
    assert here.flask("restore", file, "--replace").exit_code == 0


def test_a_session_that_is_just_going_is_waited_for(place: Places, tmp_path: Path) -> None:
    here = place()
    if here.engine.dialect.name != "postgresql":
        pytest.skip("SQLite's file is let go before its server is gone")
    file, server = backed_up(here, tmp_path / "all.backup"), make_engine(here.url)
    server.connect().close()
    going = Timer(0.5, server.dispose)
    going.start()
    assert here.flask("restore", file, "--replace").exit_code == 0
    going.join()


def test_a_disk_that_fills_up_leaves_what_was_there(
    place: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = place()
    file = backed_up(here, tmp_path / "all.backup")
    before = contents(here)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(restore_rows, "insert", full)
    result = here.flask("restore", file, "--replace")
    assert result.exit_code == 2 and "No space left" in result.stderr
    assert contents(here) == before
    assert kept(here) == [] and not list(here.folder.glob("*.restoring*"))
    assert here.flask("backup", "/dev/full/all.backup").exit_code == 2


def test_an_older_database_is_backed_up_as_it_is_and_restored_at_the_newest_tables(
    place: Places, tmp_path: Path
) -> None:
    here, there = place(), place(empty=True)
    downgrade(here.engine, "0004")
    file = backed_up(here, tmp_path / "old.backup")
    assert there.flask("restore", file).exit_code == 0
    assert is_current(there.engine)
    with there.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM need_group")).scalar_one() >= 1
    assert there.flask("drill", file).exit_code == 0


def test_a_copy_that_could_not_be_restored_is_told_when_it_is_made(
    place: Places, tmp_path: Path, database: str
) -> None:
    if not database.startswith("sqlite"):
        pytest.skip("PostgreSQL lets no row go that another one points to")
    here = place()
    here.engine.dispose()
    with sqlite3.connect(here.database) as by_hand:
        by_hand.execute("DELETE FROM visit")
    result = here.flask("backup", tmp_path / "all.backup")
    assert result.exit_code == 1, result.output
    assert "A row of photo points to no row of visit" in result.stderr
    assert "Keep the older ones" in result.stderr
    result = here.flask("backup", tmp_path / "again.backup", "--json")
    told = json.loads(result.stdout)
    assert (result.exit_code, told["ok"]) == (1, False)
    assert ["photo", "visit"] in told["broken_references"]
    assert here.flask("restore", tmp_path / "all.backup", "--replace").exit_code == 2
