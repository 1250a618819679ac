"""Binding rows as they are, if no entry covers them: rows older than digests, or changed by a migration."""

from __future__ import annotations

from collections.abc import Collection, Generator
from contextlib import closing
from datetime import UTC, datetime
from itertools import islice
from typing import cast

from sqlalchemy import Connection, Table, func, select

from peoplesprocess.core.row_digest import ROWS
from peoplesprocess.db import journal
from peoplesprocess.db.journal_check import BATCH, LOST, TAKE_UP
from peoplesprocess.db.row_changes import ChangedRow
from peoplesprocess.db.row_digests import ProvenTable, digest_of, new_salt, proven_tables
from peoplesprocess.models.base import Base
from peoplesprocess.models.journal_records import JournalEntry, JournalRowDigest

_entry = cast(Table, JournalEntry.__table__)
_HAS_ROWS = (
    select(_entry.c.chain_id, func.max(_entry.c.sequence))
    .where(_entry.c.detail[ROWS].as_string().is_not(None))
    .group_by(_entry.c.chain_id)
)
_ANY_LINE = select(JournalRowDigest.number).limit(1)


def take_up(connection: Connection, revision: str, tables: Collection[str] | None = None) -> None:
    """Write entries of the installation that bind the rows of `tables` (None for all) as they are now.

    If a downgrade dropped the table of digests, the first entry names the entries whose rows can no longer be
    proved.
    """
    now = datetime.now(UTC)
    detail: dict[str, object] = {"revision": revision}
    if connection.execute(_ANY_LINE).first() is None:
        lost = {str(chain): sequence for chain, sequence in connection.execute(_HAS_ROWS)}
        detail |= {LOST: lost} if lost else {}
    for proven in proven_tables(Base.metadata.sorted_tables):
        if tables is None or proven.name in tables:
            with closing(_digests(connection, proven)) as rows:
                while batch := list(islice(rows, BATCH)):
                    journal.append(
                        connection, journal.INSTALLATION, None, TAKE_UP, proven.name, now, detail, batch
                    )
                    detail = {"revision": revision}


def _digests(connection: Connection, proven: ProvenTable) -> Generator[ChangedRow]:
    with closing(connection.execute(proven.rows.execution_options(yield_per=BATCH))) as rows:
        for row in rows:
            salt = new_salt()
            key, digest = digest_of(proven, row, salt)
            yield ChangedRow(proven.name, key, digest, salt)
