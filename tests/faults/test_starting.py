"""With which database the application starts, and what it says where it does not."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from peoplesprocess.app import create_app
from peoplesprocess.config import Config
from peoplesprocess.db import migrate
from peoplesprocess.db.engine import UnsafeDatabase, check, make_engine
from peoplesprocess.db.schema_status import SCRIPTS, OtherDatabase, SchemaStatus, revision_of, revisions

PROJECT = Path(__file__).parents[2]


def config(folder: Path) -> Config:
    return Config(f"sqlite:///{folder / 'start.db'}", folder, b"start")


def test_a_database_of_a_newer_program_is_refused(tmp_path: Path) -> None:
    app = create_app(config(tmp_path))
    engine: Engine = app.extensions["engine"]
    migrate.upgrade(engine)
    with engine.execution_options(writing=True).begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(OtherDatabase, match="newer version"):
        create_app(config(tmp_path))


def test_another_programs_database_is_refused_in_one_line_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "start.db"
    engine = make_engine(f"sqlite:///{file}")
    with engine.execution_options(writing=True).begin() as connection:
        connection.execute(text("CREATE TABLE wallet (sum INTEGER)"))
    engine.dispose()
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{file}", "INSTANCE": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "migrate"],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.strip().splitlines() == [
        "peoplesprocess does not start. The database belongs to another program: "
        f"it has tables, but none of ours. [database {file}, folder {tmp_path}]"
    ]


def test_every_revision_is_told_from_the_others(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'walk.db'}")
    assert revision_of(engine) is SchemaStatus.EMPTY
    migrate.upgrade(engine, "0001")
    assert revision_of(engine) is SchemaStatus.OLDER
    migrate.upgrade(engine)
    assert revision_of(engine) is SchemaStatus.CURRENT
    engine.dispose()


def test_the_newest_revision_is_the_one_that_alembic_names() -> None:
    from alembic.script import ScriptDirectory

    script = ScriptDirectory.from_config(migrate.configuration())
    known, newest = revisions(SCRIPTS / "versions")
    assert newest == script.get_current_head()
    assert known == {each.revision for each in script.walk_revisions()}


def test_postgresql_limits_what_one_page_may_hold_up(engine: Engine) -> None:
    if engine.dialect.name != "postgresql":
        pytest.skip("SQLite's writers take turns")
    wanted = {
        "lock_timeout": "10s",
        "statement_timeout": "30s",
        "idle_in_transaction_session_timeout": "1min",
    }
    for writes in (False, True):
        with engine.execution_options(writing=writes).connect() as connection:
            found = {name: connection.execute(text(f"SHOW {name}")).scalar() for name in wanted}
            assert found == wanted


def test_a_pooler_that_forgets_what_the_session_said_changes_nothing_for_writers(engine: Engine) -> None:
    if engine.dialect.name != "postgresql":
        pytest.skip("SQLite has no poolers")
    with engine.execution_options(writing=True).connect() as connection:
        connection.connection.driver_connection.rollback()
        connection.exec_driver_sql("RESET ALL")
        connection.rollback()
        assert connection.execute(text("SHOW lock_timeout")).scalar() == "10s"
        connection.rollback()
    engine.dispose()


def test_a_server_that_may_lose_acts_is_refused(engine: Engine) -> None:
    if engine.dialect.name != "postgresql":
        pytest.skip("SQLite's settings are the connection's own")
    with pytest.raises(UnsafeDatabase, match="fsync is off"):
        check(engine)
    check(engine, throwaway=True)
