"""Bringing a database to the newest tables, and knowing whether it is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine

from peoplesprocess.db.revision import SCRIPTS, Revision, revision_of

if TYPE_CHECKING:
    from alembic.config import Config

UNHURRIED = "SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0"
"""A migration may take as long as it takes, and waits for others that are at it."""


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
            connection.exec_driver_sql(UNHURRIED)
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7310)")
        command.upgrade(configuration(connection), revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Migrate backwards."""
    from alembic import command

    with engine.execution_options(writing=True).begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql(UNHURRIED)
        command.downgrade(configuration(connection), revision)


def is_current(engine: Engine) -> bool:
    """Return whether the database is at the newest revision."""
    return revision_of(engine) is Revision.CURRENT
