"""What a command says where its database or folder cannot be used: one line and 2, never a traceback."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path
from unittest.mock import Mock

import pytest
from sqlalchemy import create_engine, event
from sqlalchemy.exc import DBAPIError

from peoplesprocess.config import BadSetting, from_environment
from peoplesprocess.db.engine import UnsafeDatabase, make_engine
from peoplesprocess.operations.command_errors import sentence_of
from tests.cli.conftest import Installation, filled, place, server  # noqa: F401 - fixtures
from tests.cli.test_operators_commands import in_a_shell
from tests.postgres import PrivatePostgres

Places = Callable[..., Installation]


def said_by(folder: Path, *arguments: str, **settings: str) -> str:
    done = in_a_shell(folder, *arguments, **settings)
    assert done.returncode == 2, done.stderr
    assert len(done.stderr.splitlines()) == 1, done.stderr
    return done.stderr


def test_a_file_that_is_no_database_is_named_with_the_way_on(tmp_path: Path) -> None:
    (tmp_path / "peoplesprocess.db").write_bytes(b"not a database at all" * 500)
    said = said_by(tmp_path, "restore", "any.backup", "--replace")
    assert "file is not a database" in said and "Set the file aside" in said
    assert str(tmp_path / "peoplesprocess.db") in said


def test_a_server_that_is_not_there_is_named_without_its_password(tmp_path: Path) -> None:
    said = said_by(tmp_path, "migrate", DATABASE_URL="postgresql://app:very-secret@127.0.0.1:1/nothing")
    assert "cannot be reached" in said and "127.0.0.1" in said
    assert "very-secret" not in said


@pytest.mark.parametrize("url", ["nonsense", ""])
def test_an_address_that_cannot_be_read_is_said_to_be_so(tmp_path: Path, url: str) -> None:
    assert "DATABASE_URL cannot be followed" in said_by(tmp_path, "migrate", DATABASE_URL=url)


def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    assert "file: " in said_by(tmp_path / "file", "migrate")
    (tmp_path / "secret.key").write_bytes(b"x" * 32)
    (tmp_path / "secret.key").chmod(0o644)
    assert "can be read by others" in said_by(tmp_path, "migrate")


@pytest.mark.parametrize(
    ("setting", "value", "said"),
    [
        ("SECRET", "", "SECRET is empty"),
        ("SECRET_FILE", "", "SECRET_FILE is empty"),
        ("HOST", "", "HOST is empty"),
        ("INSTANCE", "", "INSTANCE is empty"),
        ("LOG", "loud", "LOG is 'loud', not one of: requests, errors, off"),
        ("PROXIES", "one", "PROXIES is 'one', not a whole number"),
        ("IDLE_MINUTES", "-30", "IDLE_MINUTES is '-30', not a whole number"),
        ("SMTP_PORT", "", "SMTP_PORT is '', not a whole number"),
    ],
)
def test_a_setting_that_cannot_be_followed_is_named_with_what_it_can_be(
    tmp_path: Path, setting: str, value: str, said: str
) -> None:
    with pytest.raises(BadSetting, match=said):
        from_environment({"INSTANCE": str(tmp_path), setting: value})


def test_a_bad_setting_is_one_line_of_a_command(tmp_path: Path) -> None:
    assert "PROXIES is 'one'" in said_by(tmp_path, "migrate", PROXIES="one")


def test_a_key_that_a_full_disk_left_empty_signs_nothing(tmp_path: Path) -> None:
    key = tmp_path / "secret.key"
    key.touch(mode=0o600)
    with pytest.raises(BadSetting, match=r"secret\.key is empty"):
        from_environment({"INSTANCE": str(tmp_path)})
    key.unlink()
    assert len(from_environment({"INSTANCE": str(tmp_path)}).secret) == 32


def test_a_key_that_cannot_be_written_leaves_none_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        from_environment({"INSTANCE": str(tmp_path)})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("has_links", [True, False])
def test_two_that_start_together_share_one_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, has_links: bool
) -> None:
    if not has_links:
        monkeypatch.setattr(Path, "hardlink_to", Mock(side_effect=PermissionError))
    keys = [from_environment({"INSTANCE": str(tmp_path)}).secret for _ in range(2)]
    assert len(set(keys)) == 1 and len(keys[0]) == 32
    assert [path.name for path in tmp_path.iterdir()] == ["secret.key"]


@pytest.mark.parametrize("arguments", [("journal", "verify"), ("set-up-link",), ("unlock", "ada"), ("tidy",)])
def test_a_place_without_tables_says_so_and_where_it_is(place: Places, arguments: tuple[str, ...]) -> None:  # noqa: F811 - it is the fixture
    empty = place(empty=True)
    result = empty.flask(*arguments)
    assert result.exit_code == 2, result.output
    assert len(result.stderr.splitlines()) == 1 and "flask --app wsgi migrate" in result.stderr
    assert str(empty.folder) in result.stderr


def test_a_full_database_is_said_to_be_full(place: Places, database: str) -> None:  # noqa: F811
    if not database.startswith("sqlite"):
        pytest.skip("the limit is SQLite's")
    here = place(empty=True)

    def limit(connection: object, record: object) -> None:
        connection.execute("PRAGMA max_page_count = 9")  # type: ignore[attr-defined]

    event.listen(here.engine, "connect", limit)
    result = here.flask("migrate")
    assert result.exit_code == 2, result.output
    assert len(result.stderr.splitlines()) == 1
    assert "No space left for the database" in result.stderr


def test_letters_that_a_server_cannot_write_are_refused_by_their_name(
    database: str, request: pytest.FixtureRequest
) -> None:
    if database.startswith("sqlite"):
        pytest.skip("SQLite's letters are always UTF-8")
    postgres: PrivatePostgres = request.getfixturevalue("postgres")
    outside = create_engine(postgres.url("postgres"), isolation_level="AUTOCOMMIT")
    with outside.connect() as connection:
        connection.exec_driver_sql(
            "CREATE DATABASE plain ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0"
        )
    try:
        with pytest.raises(UnsafeDatabase, match="createdb -E UTF8"):
            make_engine(postgres.url("plain")).connect()
    finally:
        with outside.connect() as connection:
            connection.exec_driver_sql("DROP DATABASE plain")
        outside.dispose()


def test_a_disk_that_can_only_be_read_is_named_with_the_way_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(DBAPIError) as met:
        make_engine(f"sqlite:///{tmp_path}/not-there/peoplesprocess.db").connect()
    assert "can only be read" not in sentence_of(met.value, tmp_path)
    monkeypatch.setattr(os, "access", lambda folder, mode: False)
    said = sentence_of(met.value, tmp_path)
    assert "can only be read" in said and "cp -a" in said and "INSTANCE" in said


def test_a_database_that_is_not_there_is_one_line(database: str, request: pytest.FixtureRequest) -> None:
    if database.startswith("sqlite"):
        pytest.skip("SQLite makes it")
    postgres: PrivatePostgres = request.getfixturevalue("postgres")
    with pytest.raises(DBAPIError) as raised:
        make_engine(postgres.url("no_such_database")).connect()
    said = sentence_of(raised.value)
    assert "no_such_database" in said and "\n" not in said and os.linesep not in said
