"""What who runs an installation counts on: each command says where it worked, and what a copy leaves out."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine, func, select, text

from peoplesprocess.db.session import writing
from peoplesprocess.models import Account, JournalEntry, SignInSession, VoterSession
from peoplesprocess.operations import restore
from tests.browser import Browser
from tests.cli.conftest import Installation
from tests.cli.test_backup import backed_up, contents
from tests.cli.test_tidy import age
from tests.factories import Make

Places = Callable[..., Installation]
PROJECT = Path(__file__).parents[2]


def changed_by_hand(machine: Installation) -> None:
    with machine.engine.execution_options(writing=True).begin() as connection:
        connection.execute(text("UPDATE need SET households = 4000"))


def in_a_shell(folder: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", *arguments],
        cwd=PROJECT,
        env={**os.environ, "INSTANCE": str(folder), "LOG": "off", **settings},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_drill_finds_what_verifying_finds(place: Places, tmp_path: Path) -> None:
    here = place()
    changed_by_hand(here)
    assert here.flask("journal", "verify").exit_code == 1
    result = here.flask("drill")
    assert result.exit_code == 1, result.output
    assert "journal: need" in result.stdout and "journal fits" not in result.stdout
    told = json.loads(here.flask("drill", "--json").stdout)
    assert not told["ok"] and len(told["differences"]) == 1


@pytest.mark.one_database
def test_photos_of_what_was_replaced_stay_while_it_stays(place: Places, tmp_path: Path) -> None:
    here, empty = place(), place(empty=True)
    empty.flask("migrate")
    [photo] = here.photos
    file = backed_up(empty, tmp_path / "empty.backup")
    assert here.flask("restore", file, "--replace", "--other-installation").exit_code == 0
    age(photo, 30)
    here.flask("tidy")
    assert photo.exists(), "the replaced database names it"
    if here.engine.dialect.name == "sqlite":
        here.database.with_name("here.db.before-restore").unlink()
    else:
        with here.engine.begin() as connection:
            connection.execute(text("DROP SCHEMA public_before_restore CASCADE"))
    here.flask("tidy")
    assert not photo.exists()


def test_a_session_that_ended_after_the_copy_does_not_live_again(place: Places, tmp_path: Path) -> None:
    here, there = place(), place(empty=True)
    now = datetime.now(UTC)
    with writing(here.engine) as db:
        account = db.scalars(select(Account.id)).first()
        later = now + timedelta(hours=9)
        db.add(SignInSession(token_hash="t", account_id=account, made_at=now, seen_at=now, expires_at=later))
        db.commit()
    told = json.loads(here.flask("backup", tmp_path / "all.backup", "--json").stdout)
    assert told["ok"]
    assert there.flask("restore", tmp_path / "all.backup").exit_code == 0
    with there.engine.connect() as connection:
        for table in (SignInSession, VoterSession):
            assert connection.execute(select(func.count()).select_from(table)).scalar_one() == 0
    assert here.flask("drill", tmp_path / "all.backup").exit_code == 0


@pytest.mark.one_database
def test_every_command_that_works_on_an_installation_says_on_which(place: Places, tmp_path: Path) -> None:
    here = place()
    shown = here.engine.url.render_as_string(hide_password=True)
    database = here.database if here.engine.dialect.name == "sqlite" else shown
    where = f"[database {database}, folder {here.folder}]"
    for arguments in (
        ("migrate",),
        ("unlock", "nobody"),
        ("set-up-link",),
        ("password-link", "nobody"),
        ("journal", "verify"),
        ("journal", "head"),
        ("summaries", "verify"),
        ("summaries", "rebuild"),
        ("backup", tmp_path / "all.backup"),
        ("drill",),
        ("restore", tmp_path / "all.backup", "--replace"),
        ("tidy",),
    ):
        assert here.flask(*arguments).stderr.rstrip().endswith(where), arguments
    told = json.loads(here.flask("journal", "verify", "--json").output)
    assert told["place"] == {"database": str(database), "folder": str(here.folder)}


def test_migrating_says_which_tables_there_are_and_restoring_of_which_day_the_copy_is(
    place: Places, tmp_path: Path
) -> None:
    here, there = place(), place(empty=True)
    assert here.flask("migrate").stdout.startswith("Tables are at 00")
    file = backed_up(here, tmp_path / "all.backup")
    assert f"made at {datetime.now(UTC):%Y-%m-%d}T" in there.flask("restore", file).stdout


def test_a_restore_that_fails_leaves_no_photos_behind(
    place: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = place(), place(empty=True)
    file = backed_up(here, tmp_path / "all.backup")
    [photo] = here.photos

    def full(*_: object) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(restore, "restore_sqlite", _then(restore.restore_sqlite, full))
    monkeypatch.setattr(restore, "restore_postgresql", _then(restore.restore_postgresql, full))
    result = there.flask("restore", file)
    assert result.exit_code == 2 and "Nothing was changed" in result.stderr
    assert there.photos == []
    here.flask("restore", file, "--replace")
    assert photo.exists(), "what was there before stays"


def _then(first: Callable[..., object], second: Callable[..., None]) -> Callable[..., None]:
    def both(*arguments: object, **options: object) -> None:
        first(*arguments, **options)
        second()

    return both


@pytest.mark.one_database
def test_a_damaged_copy_says_that_nothing_was_changed(place: Places, tmp_path: Path) -> None:
    here = place()
    file = backed_up(here, tmp_path / "all.backup")
    file.write_bytes(file.read_bytes()[:-1])
    before = contents(here)
    result = here.flask("restore", file, "--replace")
    assert result.exit_code == 2 and "Nothing was changed." in result.stderr
    assert contents(here) == before


def test_the_only_administrator_gets_a_link_to_a_new_password_here(
    app: Flask, engine: Engine, make: Make
) -> None:
    make.account("administrator", username="ada")
    make.account("programme_manager", make.programme(), username="peter")
    result = app.test_cli_runner().invoke(args=["password-link", "ada"])
    assert result.exit_code == 0, result.output
    path = "/" + result.stdout.strip().rsplit("8000/", 1)[1]
    password = "a lantern on the third hill"
    browser = Browser(app)
    assert browser.send(path, password=password).problems == []
    with engine.connect() as connection:
        acts = connection.execute(select(JournalEntry.act, JournalEntry.actor)).all()
    assert ("password_link.make", "system") in [tuple(act) for act in acts]
    refused = app.test_cli_runner().invoke(args=["password-link", "peter"])
    assert refused.exit_code == 2 and "no administrator" in refused.stderr
    assert app.test_cli_runner().invoke(args=["password-link", "nobody"]).exit_code == 2


def test_a_link_leads_to_the_sites_name_behind_a_proxy(tmp_path: Path, migrated: Path) -> None:
    settings = {"TRUSTED_HOSTS": "recovery.example.org,other.example.org", "PROXIES": "1"}
    shutil.copy(migrated, tmp_path / "peoplesprocess.db")
    said = in_a_shell(tmp_path, "set-up-link", **settings).stdout
    assert "\n  https://recovery.example.org/invitation/" in said
    assert "\n  http://127.0.0.1:8000/invitation/" in in_a_shell(tmp_path, "set-up-link").stdout


def test_what_a_command_makes_is_its_owners_alone(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        assert in_a_shell(tmp_path, "migrate").returncode == 0
    finally:
        os.umask(before)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert modes["peoplesprocess.db"] == 0o600
    assert all(not mode & 0o077 for mode in modes.values()), modes
