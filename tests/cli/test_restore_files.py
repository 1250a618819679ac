"""SQLite's own files: nothing of the old database gets into the one that is restored."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Installation
from tests.cli.test_backup import backed_up, contents
from tests.factories import Make

pytestmark = pytest.mark.one_database

Places = Callable[..., Installation]


@pytest.fixture
def sqlite_place(place: Places, database: str) -> Places:
    if not database.startswith("sqlite"):
        pytest.skip("PostgreSQL keeps its own files")
    return place


def killed(machine: Installation) -> None:
    """Leave the log beside the file, as workers do that end without closing what they opened."""
    Make(machine.engine).settlement(name="In the log")
    log = machine.folder / "here.db-wal"
    assert log.stat().st_size > 0
    for name in ("here.db-wal", "here.db-shm"):
        shutil.copy(machine.folder / name, machine.folder / f"{name}.kept")
    machine.engine.dispose()
    for name in ("here.db-wal", "here.db-shm"):
        (machine.folder / f"{name}.kept").replace(machine.folder / name)


def test_a_log_that_was_left_behind_is_not_written_into_the_restored_file(
    sqlite_place: Places, tmp_path: Path
) -> None:
    here = sqlite_place()
    file = backed_up(here, tmp_path / "all.backup")
    then = contents(here)
    killed(here)
    assert here.flask("restore", file, "--replace").exit_code == 0
    assert contents(here) == then
    with sqlite3.connect(here.folder / "here.db.before-restore") as old:
        assert old.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        named = old.execute("SELECT count(*) FROM settlement WHERE name = 'In the log'").fetchone()
        assert named == (1,), "what the log held is in the file that was replaced"


def test_a_file_that_can_no_longer_be_read_is_set_aside_with_its_log(
    sqlite_place: Places, tmp_path: Path
) -> None:
    here = sqlite_place()
    file = backed_up(here, tmp_path / "all.backup")
    then = contents(here)
    killed(here)
    with here.database.open("r+b") as broken:
        broken.seek(4096)
        broken.write(b"\xff" * 200_000)
    (here.folder / "here.db-shm").unlink()
    (here.folder / "here.db-wal").write_bytes(b"half a log")
    assert here.flask("restore", file).exit_code == 2
    assert here.flask("restore", file, "--replace").exit_code == 0
    assert contents(here) == then
    assert (here.folder / "here.db.before-restore").read_bytes()[4096:4100] == b"\xff" * 4


def test_a_stick_that_knows_one_name_for_each_file_will_do(
    sqlite_place: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = sqlite_place()
    file = backed_up(here, tmp_path / "all.backup")

    def refused(self: Path, target: Path) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "hardlink_to", refused)
    assert here.flask("restore", file, "--replace").exit_code == 0
    assert (here.folder / "here.db.before-restore").exists()
