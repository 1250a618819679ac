"""Writing the journal and reading it back."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from peoplesprocess.core import journal
from peoplesprocess.models.records import Chain, JournalEntry

INSTALLATION = UUID(int=0)
"""The chain of acts that belong to no programme."""


def write(
    db: Session, chain_id: UUID, actor: UUID | None, act: str, subject: str, now: datetime, **detail: object
) -> None:
    """Add one act to a chain, in the transaction of the act itself.

    `detail` holds plain JSON values and never words that people typed: the journal outlives every
    erasure, so it keeps numbers, codes and digests only.
    """
    head = db.get(Chain, chain_id, with_for_update=True)
    if head is None:
        head = Chain(id=chain_id, sequence=0, digest=journal.START)
        db.add(head)
    at = now.astimezone(UTC).isoformat(timespec="seconds")
    who = str(actor) if actor else "system"
    sequence = head.sequence + 1
    digest = journal.digest(str(chain_id), sequence, at, who, act, subject, detail, head.digest)
    db.add(
        JournalEntry(
            chain_id=chain_id,
            sequence=sequence,
            at=at,
            actor=who,
            act=act,
            subject=subject,
            detail=detail,
            previous=head.digest,
            digest=digest,
        )
    )
    head.sequence, head.digest = sequence, digest
    db.flush()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What recomputing all chains found."""

    entries: int
    chains: int
    first_bad: tuple[str, int] | None


def verify(db: Session) -> Verdict:
    """Recompute every chain and name the first entry that does not fit."""
    heads = db.scalars(select(Chain).order_by(Chain.id)).all()
    entries = 0
    for head in heads:
        entries += head.sequence
        with closing(_entries(db, head.id)) as chained:
            bad = journal.first_bad(chained, (head.sequence, head.digest))
        if bad is not None:
            return Verdict(entries, len(heads), (str(head.id), bad))
    return Verdict(entries, len(heads), None)


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
