"""Filling an empty database with the rows of a backup, in the transaction of the restore."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy import Connection

from peoplesprocess.db.migrate import upgrade_within
from peoplesprocess.operations.backup_format import BackedUpFile, BackupHeader, BackupTotals, Item, TableRows
from peoplesprocess.operations.backup_streams import BadBackup
from peoplesprocess.operations.portable_rows import BATCH_SIZE, TableShape, insert, table_shapes

_REFERENCES = sa.text(
    "SELECT CAST(conrelid AS regclass), string_agg(format('DROP CONSTRAINT %I', conname), ', '),"
    " string_agg(format('ADD CONSTRAINT %I %s', conname, pg_get_constraintdef(oid)), ', ')"
    " FROM pg_constraint WHERE contype = 'f' AND connamespace = CAST(current_schema() AS regnamespace)"
    " GROUP BY conrelid"
)
"""For each table with foreign keys, the clauses that drop them and that add them again."""
_COUNTERS = sa.text(
    "SELECT table_name, column_name, pg_get_serial_sequence(quote_ident(table_name), column_name)"
    " FROM information_schema.columns"
    " WHERE table_schema = current_schema() AND column_default LIKE 'nextval%'"
)
"""The columns that PostgreSQL numbers from a sequence."""


def fill(connection: Connection, found: Iterator[Item], keep: Callable[[BackedUpFile], None]) -> BackupTotals:
    """Create the backup's tables, insert its rows, pass its files to `keep`, and return its totals.

    The tables stay at the revision of the backup. Errors: BadBackup.
    """
    beginning = next(found)
    if not isinstance(beginning, BackupHeader):
        raise BadBackup("This is no backup of peoplesprocess.")
    upgrade_within(connection, beginning.revision)
    shapes = _shapes(connection, beginning)
    with _references_checked_at_the_end(connection):
        # Migrations may insert rows of their own; the backup has those, too.
        for table in shapes:
            connection.execute(sa.delete(sa.table(table)))
        for item in found:
            if isinstance(item, TableRows):
                _add(connection, shapes[item.table], item.lines)
            elif isinstance(item, BackedUpFile):
                keep(item)
            elif isinstance(item, BackupTotals):
                _set_counters(connection)
                return item
    raise BadBackup("This backup is damaged: it has no end.")


def _shapes(connection: Connection, beginning: BackupHeader) -> dict[str, TableShape]:
    made = {shape.name: shape for shape in table_shapes(connection)}
    said = {
        table: tuple((name, kind) for name, kind in columns) for table, columns in beginning.tables.items()
    }
    if {table: shape.columns for table, shape in made.items()} != said:
        raise BadBackup(
            f"This backup's tables are not those of revision {beginning.revision} of this version."
        )
    return made


def _add(connection: Connection, shape: TableShape, lines: Sequence[bytes]) -> None:
    try:
        for first in range(0, len(lines), BATCH_SIZE):
            insert(connection, shape, lines[first : first + BATCH_SIZE])
    except ValueError:
        raise BadBackup(f"This backup is damaged: a row of {shape.name} cannot be read.") from None


def _set_counters(connection: Connection) -> None:
    """Set sequences so that the next numbers follow those of the restored rows."""
    if connection.dialect.name != "postgresql":
        return
    for table, column, counter in connection.execute(_COUNTERS).all():
        last = connection.execute(
            sa.select(sa.func.max(sa.column(column))).select_from(sa.table(table))
        ).scalar()
        if last is not None:
            connection.execute(sa.select(sa.func.setval(counter, last)))


@contextmanager
def _references_checked_at_the_end(connection: Connection) -> Iterator[None]:
    """Allow rows in any order; on SQLite, the owner of the transaction checks references at the end."""
    if connection.dialect.name != "postgresql":
        yield
        return
    references = connection.execute(_REFERENCES).all()
    for table, taken_away, _ in references:
        connection.exec_driver_sql(f"ALTER TABLE {table} {taken_away}")
    yield
    for table, _, made_again in references:
        connection.exec_driver_sql(f"ALTER TABLE {table} {made_again}")
