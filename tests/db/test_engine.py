"""Settings that every connection of the application has."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, text

from peoplesprocess.db.session import snapshot_connection


def test_postgresql_compiles_no_page(engine: Engine) -> None:
    """A contract's page took a minute on a server that compiled its statement first."""
    if engine.dialect.name != "postgresql":
        pytest.skip("SQLite compiles nothing")
    for _ in range(2):
        with engine.connect() as connection:
            assert connection.execute(text("SHOW jit")).scalar() == "off"


def test_what_reads_everything_is_not_cut_off_after_the_time_of_a_page(engine: Engine) -> None:
    if engine.dialect.name == "sqlite":
        pytest.skip("SQLite cuts nothing off")
    with snapshot_connection(engine) as connection:
        assert connection.exec_driver_sql("SHOW statement_timeout").scalar() == "0"
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SHOW statement_timeout").scalar() == "30s"


def test_who_asks_postgresql_takes_the_connection_that_was_used_last(engine: Engine) -> None:
    """What one session prepared, another has to plan again."""
    if engine.dialect.name == "sqlite":
        pytest.skip("SQLite has no sessions")
    served_by = text("SELECT pg_backend_pid()")
    with engine.connect() as used_last:
        with engine.connect() as used_before:
            assert used_before.execute(served_by).scalar() != used_last.execute(served_by).scalar()
        last = used_last.execute(served_by).scalar()
    with engine.connect() as next_one:
        assert next_one.execute(served_by).scalar() == last
