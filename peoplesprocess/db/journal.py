"""The journal: each act's entry, which also binds the digests of the rows that the act changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple, cast
from uuid import UUID

from sqlalchemy import Connection, Table, bindparam, insert, select, update
from sqlalchemy.orm import Session

from peoplesprocess.core import journal_hash_chain
from peoplesprocess.core.row_digest import ROWS, RowDigest, rows_digest
from peoplesprocess.db import journal_check
from peoplesprocess.db.journal_check import JournalCheckResult
from peoplesprocess.db.prepared_statements import PreparedStatement
from peoplesprocess.db.row_changes import ChangedRow, take_changes
from peoplesprocess.models.journal_records import JournalEntry, JournalHead, JournalRowDigest

INSTALLATION = UUID(int=0)
"""The chain of acts that belong to no settlement or programme."""


class JournalEntryDraft(NamedTuple):
    """An entry's content and the rows it binds; `detail` never contains words that people typed."""

    act: str
    subject: str
    detail: dict[str, object]
    rows: Sequence[ChangedRow]


# Tables instead of mapped classes: every form writes an act, and objects cost three times as much.
_head, _entry_rows = cast(Table, JournalHead.__table__), cast(Table, JournalEntry.__table__)
_HEAD = PreparedStatement(
    select(_head.c.sequence, _head.c.digest).where(_head.c.id == bindparam("chain")).with_for_update()
)
_ADD = PreparedStatement(insert(_entry_rows))
_ADD_ROWS = PreparedStatement(insert(cast(Table, JournalRowDigest.__table__)).inline())
_MOVE = PreparedStatement(
    update(_head)
    .where(_head.c.id == bindparam("chain"))
    .values(sequence=bindparam("last"), digest=bindparam("now"))
)


_rows = cast(Table, JournalRowDigest.__table__)
_FORGET = (
    update(_rows)
    .where(
        _rows.c.table_name == bindparam("table"),
        _rows.c.key.in_(bindparam("keys", expanding=True)),
        _rows.c.salt != "",
    )
    .values(salt="")
)
_BATCH_SIZE = 500
_LOCK = select(_head.c.sequence).where(_head.c.id == bindparam("chain")).with_for_update()


def lock(connection: Connection, chain_id: UUID) -> None:
    """Lock a place, so that its acts follow one another; on SQLite, BEGIN IMMEDIATE locks all places."""
    if connection.dialect.name == "postgresql":
        connection.execute(_LOCK, {"chain": chain_id})


def write(
    db: Session, chain_id: UUID, actor: UUID | None, act: str, subject: str, now: datetime, **detail: object
) -> None:
    """Write an act's entry into a chain, in the act's transaction; it binds the rows changed until now.

    `detail` has plain JSON values and never words that people typed: the journal outlives every erasure, so
    it holds only numbers, codes and digests.
    """
    db.flush()
    rows = take_changes(db)
    db.info.setdefault("changed", set()).add("journal_entry")
    db.info.setdefault("chains", set()).add(chain_id)
    append(db.connection(), chain_id, actor, act, subject, now, detail, rows)


def write_all(
    db: Session, chain_id: UUID, actor: UUID | None, now: datetime, notes: Sequence[JournalEntryDraft]
) -> None:
    """Write the entries of many acts of the same moment into a chain, in the acts' transaction."""
    db.info.setdefault("changed", set()).add("journal_entry")
    db.info.setdefault("chains", set()).add(chain_id)
    append_all(db.connection(), chain_id, actor, now, notes)


def append(
    connection: Connection,
    chain_id: UUID,
    actor: UUID | None,
    act: str,
    subject: str,
    now: datetime,
    detail: dict[str, object],
    rows: Sequence[ChangedRow],
) -> None:
    """Append an entry that binds `rows` to a chain."""
    append_all(connection, chain_id, actor, now, [JournalEntryDraft(act, subject, detail, rows)])


def append_all(
    connection: Connection,
    chain_id: UUID,
    actor: UUID | None,
    now: datetime,
    notes: Sequence[JournalEntryDraft],
) -> None:
    """Append entries to a chain, each with the digest of the one before it."""
    heads = _HEAD.rows(connection, {"chain": chain_id})
    if not heads:
        connection.execute(insert(_head).values(id=chain_id, sequence=0, digest=journal_hash_chain.START))
    last, previous = cast("tuple[int, str]", heads[0]) if heads else (0, journal_hash_chain.START)
    at = now.astimezone(UTC).isoformat(timespec="seconds")
    who = str(actor) if actor else "system"
    entries, rows = [], []
    for note in notes:
        detail, last = note.detail, last + 1
        if note.rows:
            told = rows_digest(RowDigest(row.table, row.key, row.digest) for row in note.rows)
            detail = detail | {ROWS: told}
        digest = journal_hash_chain.digest(
            str(chain_id), last, at, who, note.act, note.subject, detail, previous
        )
        entry = {"chain_id": chain_id, "sequence": last, "at": at, "actor": who, "act": note.act}
        entry |= {"subject": note.subject, "detail": detail, "previous": previous, "digest": digest}
        entries.append(entry)
        rows += [_row(chain_id, last, row) for row in note.rows]
        previous = digest
    _ADD.write(connection, *entries)
    if rows:
        _ADD_ROWS.write(connection, *rows)
    _MOVE.write(connection, {"chain": chain_id, "last": last, "now": previous})


def forget_salts(db: Session, table: str, keys: Sequence[UUID]) -> None:
    """Clear the salts of all digests that rows have so far, so that their contents cannot be guessed.

    The same act's entry must give each row a new digest; without one it counts as changed.
    """
    for start in range(0, len(keys), _BATCH_SIZE):
        part = [str(key) for key in keys[start : start + _BATCH_SIZE]]
        db.connection().execute(_FORGET, {"table": table, "keys": part})


def verify(db: Session) -> JournalCheckResult:
    """Recompute every chain, compare every row with its newest digest, and return what does not match."""
    return journal_check.verify(db, INSTALLATION)


def _row(chain_id: UUID, sequence: int, row: ChangedRow) -> dict[str, object]:
    return {
        "chain_id": chain_id,
        "sequence": sequence,
        "table_name": row.table,
        "key": row.key,
        "digest": row.digest,
        "salt": row.salt,
    }
