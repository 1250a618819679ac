"""Writing the journal and reading it back."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast
from uuid import UUID

from sqlalchemy import Connection, Table, bindparam, insert, select, update
from sqlalchemy.orm import Session

from peoplesprocess.core import journal
from peoplesprocess.models.records import JournalEntry, JournalHead

INSTALLATION = UUID(int=0)
"""The chain of acts that belong to no programme."""

# Of tables, not of models: an act is written by every form, and objects cost three times their rows.
_head, _entry_rows = cast(Table, JournalHead.__table__), cast(Table, JournalEntry.__table__)
_HEAD = select(_head.c.sequence, _head.c.digest).where(_head.c.id == bindparam("chain")).with_for_update()
_ADD = insert(_entry_rows)
_MOVE = (
    update(_head)
    .where(_head.c.id == bindparam("chain"))
    .values(sequence=bindparam("last"), digest=bindparam("now"))
)


_LOCK = select(_head.c.sequence).where(_head.c.id == bindparam("chain")).with_for_update()


def lock(connection: Connection, chain_id: UUID) -> None:
    """Let one act at a time go on in a place. SQLite's BEGIN IMMEDIATE does the same for all places."""
    if connection.dialect.name == "postgresql":
        connection.execute(_LOCK, {"chain": chain_id})


def write(
    db: Session, chain_id: UUID, actor: UUID | None, act: str, subject: str, now: datetime, **detail: object
) -> None:
    """Add one act to a chain, in the transaction of the act itself.

    `detail` holds plain JSON values and never words that people typed: the journal outlives every
    erasure, so it keeps numbers, codes and digests only.
    """
    db.flush()
    head = db.execute(_HEAD, {"chain": chain_id}).first()
    if head is None:
        db.execute(insert(_head).values(id=chain_id, sequence=0, digest=journal.START))
    last, previous = (0, journal.START) if head is None else head
    at = now.astimezone(UTC).isoformat(timespec="seconds")
    who = str(actor) if actor else "system"
    digest = journal.digest(str(chain_id), last + 1, at, who, act, subject, detail, previous)
    entry = {"chain_id": chain_id, "sequence": last + 1, "at": at, "actor": who, "act": act}
    entry |= {"subject": subject, "detail": detail, "previous": previous, "digest": digest}
    db.execute(_ADD, entry)
    db.execute(_MOVE, {"chain": chain_id, "last": last + 1, "now": digest})
    db.info.setdefault("chains", set()).add(chain_id)


@dataclass(frozen=True, slots=True)
class JournalVerdict:
    """What recomputing all chains found."""

    entries: int
    chains: int
    first_bad: tuple[str, int] | None


def verify(db: Session) -> JournalVerdict:
    """Recompute every chain and name the first entry that does not fit."""
    heads = db.scalars(select(JournalHead).order_by(JournalHead.id)).all()
    entries = 0
    for head in heads:
        entries += head.sequence
        with closing(_entries(db, head.id)) as chained:
            bad = journal.first_bad(chained, (head.sequence, head.digest))
        if bad is not None:
            return JournalVerdict(entries, len(heads), (str(head.id), bad))
    return JournalVerdict(entries, len(heads), None)


def _entries(db: Session, chain_id: UUID) -> Generator[journal.Entry]:
    rows = db.scalars(
        select(JournalEntry)
        .where(JournalEntry.chain_id == chain_id)
        .order_by(JournalEntry.sequence)
        .execution_options(yield_per=500)
    )
    with closing(rows):
        for row in rows:
            yield _entry(row)


def _entry(row: JournalEntry) -> journal.Entry:
    return journal.Entry(
        str(row.chain_id),
        row.sequence,
        row.at,
        row.actor,
        row.act,
        row.subject,
        row.detail,
        row.previous,
        row.digest,
    )
