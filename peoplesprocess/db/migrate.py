"""Migrations: bringing a database to the newest schema, and telling whether it is there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine

from peoplesprocess.db.engine import WITHOUT_TIMEOUTS
from peoplesprocess.db.schema_status import SCRIPTS, SchemaStatus, revision_of

if TYPE_CHECKING:
    from alembic.config import Config

EVERY_TABLE = "every table"
"""The value of a migration's DIGESTS_ANEW if it names no tables."""
ONE_AT_A_TIME = 7310
"""The number of PostgreSQL's advisory lock for migrations."""


class BrokenReference(RuntimeError):
    """A row would refer to a row that does not exist; nothing was changed."""


def configuration(connection: Connection | None = None) -> Config:
    """Return Alembic's settings, bound to a live connection."""
    # Alembic takes ten megabytes and serves no page, so it is loaded only when needed.
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["connection"] = connection
    return config


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Migrate forwards, all or nothing, one process at a time. Errors: BrokenReference."""
    with changing_tables(engine) as connection:
        upgrade_within(connection, revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Migrate backwards, all or nothing, one process at a time. Errors: BrokenReference."""
    with changing_tables(engine) as connection:
        downgrade_within(connection, revision)


def upgrade_within(connection: Connection, revision: str = "head") -> None:
    """Migrate forwards in the transaction of `connection`; the journal takes up the rows that changed."""
    from alembic import command

    before = stored_revision(connection)
    command.upgrade(configuration(connection), revision)
    if before is not None:  # without tables there are no rows
        _take_up_what_changed(connection, before)


def downgrade_within(connection: Connection, revision: str) -> None:
    """Migrate backwards in the transaction of `connection`."""
    from alembic import command

    command.downgrade(configuration(connection), revision)


@contextmanager
def changing_tables(engine: Engine) -> Iterator[Connection]:
    """Open a transaction in which tables may be rebuilt. Errors: BrokenReference.

    SQLite changes a table by building a new one and dropping the old one, which foreign keys would forbid or
    cascade. So they are switched off meanwhile, and all references are checked at the end.
    """
    if engine.dialect.name == "postgresql":
        with engine.begin() as connection:
            connection.exec_driver_sql(WITHOUT_TIMEOUTS)
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({ONE_AT_A_TIME})")
            yield connection
        return
    with engine.connect() as connection:
        # This pragma has no effect within a transaction.
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        connection.commit()
        try:
            connection = connection.execution_options(writing=True)
            with connection.begin():
                yield connection
                _check_references(connection)
        finally:
            connection.execution_options(writing=False)
            connection.exec_driver_sql("PRAGMA foreign_keys = ON")


def stored_revision(connection: Connection) -> str | None:
    """Return the revision that a database is at, None if it has no tables."""
    from alembic.runtime.migration import MigrationContext

    return MigrationContext.configure(connection).get_current_revision()


def is_current(engine: Engine) -> bool:
    """Return whether the database is at the newest revision."""
    return revision_of(engine) is SchemaStatus.CURRENT


def _take_up_what_changed(connection: Connection, before: str) -> None:
    """Let the journal take up the rows of the tables that migrations since `before` name as changed.

    Rows are read by the present models, so this only happens once the newest revision is reached.
    """
    from alembic.script import ScriptDirectory

    from peoplesprocess.db.journal_backfill import take_up

    scripts = ScriptDirectory.from_config(configuration())
    newest = scripts.get_current_head()
    if newest is None or newest == before or stored_revision(connection) != newest:
        return
    named = [getattr(step.module, "DIGESTS_ANEW", ()) for step in scripts.iterate_revisions(newest, before)]
    if EVERY_TABLE in named:
        take_up(connection, newest)
    elif tables := {table for tables in named for table in tables}:
        take_up(connection, newest, tables)


def broken_references(connection: Connection) -> list[tuple[str, str]]:
    """Return the tables that have rows with a dangling reference, each with the table they refer to."""
    if connection.dialect.name == "postgresql":
        return []  # the server enforces foreign keys
    found = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    return sorted({(table, parent) for table, _, parent, _ in found})


def _check_references(connection: Connection) -> None:
    for table, parent in broken_references(connection):
        raise BrokenReference(f"a row of {table} would point to no row of {parent}")
