"""Bringing a database to the newest tables, and knowing whether it is there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine

if TYPE_CHECKING:
    from alembic.config import Config

EVERY_TABLE = "every table"
"""What a migration's DIGESTS_ANEW says if it names no tables."""
SCRIPTS = Path(__file__).parents[2] / "migrations"


def configuration(connection: Connection | None = None) -> Config:
    """Return Alembic's settings, bound to a live connection."""
    # Alembic weighs ten megabytes and serves no page, so it is loaded when it is asked for.
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["connection"] = connection
    return config


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Migrate forwards, all or nothing, one process at a time."""
    from alembic import command

    with engine.execution_options(writing=True).begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7310)")
        before = _revision(connection)
        command.upgrade(configuration(connection), revision)
        _take_up_what_changed(connection, before)


def downgrade(engine: Engine, revision: str) -> None:
    """Migrate backwards."""
    from alembic import command

    with engine.execution_options(writing=True).begin() as connection:
        command.downgrade(configuration(connection), revision)


def is_current(engine: Engine) -> bool:
    """Return whether the database is at the newest revision."""
    from alembic.script import ScriptDirectory

    newest = ScriptDirectory.from_config(configuration()).get_current_head()
    with engine.connect() as connection:
        return _revision(connection) == newest


def _revision(connection: Connection) -> str | None:
    from alembic.runtime.migration import MigrationContext

    return MigrationContext.configure(connection).get_current_revision()


def _take_up_what_changed(connection: Connection, before: str | None) -> None:
    """Let the journal take up the rows of the tables that migrations since `before` name as changed.

    Rows are read as the models say, so it is done when the newest revision is reached.
    """
    from alembic.script import ScriptDirectory

    from peoplesprocess.db.take_up import take_up

    scripts = ScriptDirectory.from_config(configuration())
    newest = scripts.get_current_head()
    if newest is None or newest == before or _revision(connection) != newest:
        return
    named = [getattr(step.module, "DIGESTS_ANEW", ()) for step in scripts.iterate_revisions(newest, before)]
    if EVERY_TABLE in named:
        take_up(connection, newest)
    elif tables := {table for tables in named for table in tables}:
        take_up(connection, newest, tables)
