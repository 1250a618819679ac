"""Verification of the journal: whether each chain is intact, and each row matches its newest digest."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from itertools import groupby
from typing import NamedTuple, TypeVar, cast
from uuid import UUID

from sqlalchemy import (
    Column,
    ColumnElement,
    CursorResult,
    Row,
    Select,
    String,
    Table,
    bindparam,
    select,
)
from sqlalchemy.orm import Session

from peoplesprocess.core import journal_hash_chain
from peoplesprocess.core.row_digest import GONE, ROWS, RowDigest, row_digest, rows_digest
from peoplesprocess.db.row_digests import ProvenTable, proven_tables
from peoplesprocess.models.base import Base
from peoplesprocess.models.journal_records import JournalEntry, JournalHead, JournalRowDigest

Key = TypeVar("Key", tuple[UUID, int], tuple[str, str])
T = TypeVar("T")
U = TypeVar("U")
BATCH = 500
MOST_NAMED = 100
"""How many wrong rows are listed; all of them are counted."""
TAKE_UP = "rows.take_up"
"""The act of entries that bind existing rows: those older than digests, or changed by a migration."""
LOST = "lost"
"""The detail that says up to which entry of each chain the digests were lost with their table."""

_head, _entry = cast(Table, JournalHead.__table__), cast(Table, JournalEntry.__table__)
_line = cast(Table, JournalRowDigest.__table__)
_HEADS = select(_head.c.id, _head.c.sequence, _head.c.digest).order_by(_head.c.id)
_ENTRIES = select(_entry).order_by(_entry.c.chain_id, _entry.c.sequence)
_LINES = select(
    _line.c.chain_id, _line.c.sequence, _line.c.number, _line.c.table_name, _line.c.key, _line.c.digest
).order_by(_line.c.chain_id, _line.c.sequence, _line.c.number)
_PROOFS = select(
    _line.c.table_name,
    _line.c.key,
    _line.c.digest,
    _line.c.salt,
    _line.c.chain_id,
    _line.c.sequence,
    _entry.c.act,
).join(_entry, (_entry.c.chain_id == _line.c.chain_id) & (_entry.c.sequence == _line.c.sequence))
_TAKEN_UP = select(_entry.c.detail).where(_entry.c.chain_id == bindparam("chain"), _entry.c.act == TAKE_UP)


class RowFault(NamedTuple):
    """A row that does not match the journal: "changed", "missing", or "outside" if no entry made it.

    The other fields are those of the newest entry about the row; "" and 0 if there is none.
    """

    fault: str
    table: str
    key: str
    chain: str = ""
    sequence: int = 0
    act: str = ""


@dataclass(slots=True)
class JournalCheckResult:
    """The result of verifying all chains and digests; `rows` counts the rows that were compared."""

    entries: int = 0
    chains: int = 0
    first_bad: tuple[str, int] | None = None
    rows: int = 0
    bad_rows: list[RowFault] = field(default_factory=list)
    bad_row_count: int = 0

    @property
    def ok(self) -> bool:
        """Whether everything matches."""
        return self.first_bad is None and not self.bad_row_count


class _RowProof(NamedTuple):
    """The newest digest of a row, and the entry that binds it."""

    digest: str
    salt: str
    chain: UUID
    sequence: int
    act: str


def verify(db: Session, installation: UUID) -> JournalCheckResult:
    """Recompute every chain and compare every row; `installation` is the chain of taken-up rows.

    Everything is read in streams, so that memory use does not depend on the length of the journal.
    """
    verdict = JournalCheckResult()
    _check_chains(db, installation, verdict)
    _check_rows(db, verdict)
    return verdict


def _check_chains(db: Session, installation: UUID, verdict: JournalCheckResult) -> None:
    heads = {row.id: (row.sequence, row.digest) for row in db.execute(_HEADS)}
    verdict.chains = len(heads)
    bad: dict[UUID, int] = {}
    with closing(_entries(db, _lost(db, installation), verdict)) as entries:
        for chain, chained in groupby(entries, key=lambda entry: entry.chain):
            key = UUID(chain)
            if (wrong := journal_hash_chain.first_bad(chained, heads.pop(key, (0, "")))) is not None:
                bad[key] = wrong
    # The remaining heads have no entry at all.
    bad |= {chain: 1 for chain, head in heads.items() if head != (0, journal_hash_chain.START)}
    if bad:
        first = min(bad)
        verdict.first_bad = (str(first), bad[first])


def _lost(db: Session, installation: UUID) -> dict[str, int]:
    lost: dict[str, int] = {}
    for detail in db.scalars(_TAKEN_UP, {"chain": installation}):
        lost |= cast("Mapping[str, int]", detail.get(LOST, {}))
    return lost


def _entries(
    db: Session, lost: Mapping[str, int], verdict: JournalCheckResult
) -> Generator[journal_hash_chain.ChainEntry]:
    """Yield every entry with the digest of its lines, ordered by chain and number."""
    with closing(_stream(db, _ENTRIES)) as rows, closing(_lines(db)) as lines:
        for _, row, lines_digest in _side_by_side(((_place(row), row) for row in rows), lines):
            # Lines without an entry prove nothing; their rows are reported as made outside.
            if row is None:
                continue
            verdict.entries += 1
            if lines_digest is None and row.sequence <= lost.get(str(row.chain_id), 0):
                lines_digest = str(row.detail.get(ROWS, ""))
            yield _entry_of(row, lines_digest or "")


def _lines(db: Session) -> Generator[tuple[tuple[UUID, int], str]]:
    """Yield the digest of each entry's lines, by the entry's chain and number."""
    chain, number = None, 0
    with closing(_stream(db, _LINES)) as rows:
        for place, found in groupby(rows, key=_place):
            lines = list(found)
            # Within a chain, lines are numbered in the order of writing; renumbered ones must not match.
            in_order = place[0] != chain or number < lines[0].number
            chain, number = place[0], lines[-1].number
            digests = (RowDigest(line.table_name, line.key, line.digest) for line in lines)
            yield place, rows_digest(digests) if in_order else "renumbered"


def _place(row: Row[*tuple[object, ...]]) -> tuple[UUID, int]:
    return row.chain_id, row.sequence


def _entry_of(row: Row[*tuple[object, ...]], rows: str) -> journal_hash_chain.ChainEntry:
    return journal_hash_chain.ChainEntry(
        str(row.chain_id),
        row.sequence,
        row.at,
        row.actor,
        row.act,
        row.subject,
        row.detail,
        row.previous,
        row.digest,
        rows,
    )


def _check_rows(db: Session, verdict: JournalCheckResult) -> None:
    tables = {proven.name: proven for proven in proven_tables(Base.metadata.sorted_tables)}
    with closing(_proofs(db)) as proofs, closing(_present(db, tables)) as present:
        for (table, key), proof, content in _side_by_side(proofs, present):
            if table not in tables or (proof and proof.digest == GONE and content is None):
                continue
            verdict.rows += 1
            if fault := _fault(proof, content):
                verdict.bad_row_count += 1
                if len(verdict.bad_rows) < MOST_NAMED:
                    entry = (str(proof.chain), proof.sequence, proof.act) if proof else ("", 0, "")
                    verdict.bad_rows.append(RowFault(fault, table, key, *entry))


def _fault(proof: _RowProof | None, content: Mapping[str, object] | None) -> str:
    if proof is None or (proof.digest == GONE and content is not None):
        return "outside"
    if content is None:
        return "missing"
    return "" if row_digest(proof.salt, content) == proof.digest else "changed"


def _proofs(db: Session) -> Generator[tuple[tuple[str, str], _RowProof]]:
    """Yield the newest digest of each row, by table and key."""
    ordered = _PROOFS.order_by(
        *(_bytewise(db, of) for of in (_line.c.table_name, _line.c.key)), _line.c.number
    )
    with closing(_stream(db, ordered)) as rows:
        for of, found in groupby(rows, key=lambda row: (row.table_name, row.key)):
            *_, newest = found
            yield of, _RowProof(newest.digest, newest.salt, newest.chain_id, newest.sequence, newest.act)


def _present(
    db: Session, tables: Mapping[str, ProvenTable]
) -> Generator[tuple[tuple[str, str], Mapping[str, object]]]:
    """Yield every row of the proven tables with its present content, by table and key."""
    for name, proven in tables.items():
        ordered = proven.rows.order_by(*(_bytewise(db, column) for column in proven.keys))
        with closing(_stream(db, ordered)) as rows:
            for row in rows:
                content = proven.content(row)
                yield (name, proven.key(content)), content


def _bytewise(db: Session, column: Column[object]) -> ColumnElement[object] | ColumnElement[str]:
    """Return a column for sorting like Python: PostgreSQL's default collation ignores hyphens and blanks."""
    is_text = isinstance(column.type, String) and db.get_bind().dialect.name == "postgresql"
    return column.collate("C") if is_text else column


def _stream(db: Session, statement: Select[*tuple[object, ...]]) -> CursorResult[*tuple[object, ...]]:
    return db.connection().execute(statement.execution_options(yield_per=BATCH))


def _side_by_side(
    left: Iterable[tuple[Key, T]], right: Iterable[tuple[Key, U]]
) -> Iterator[tuple[Key, T | None, U | None]]:
    """Merge two streams sorted by key: yield each key with what either has for it, or None."""
    ours, theirs = iter(left), iter(right)
    one, other = next(ours, None), next(theirs, None)
    while one is not None and other is not None:
        if one[0] < other[0]:
            yield one[0], one[1], None
            one = next(ours, None)
        elif other[0] < one[0]:
            yield other[0], None, other[1]
            other = next(theirs, None)
        else:
            yield one[0], one[1], other[1]
            one, other = next(ours, None), next(theirs, None)
    while one is not None:
        yield one[0], one[1], None
        one = next(ours, None)
    while other is not None:
        yield other[0], None, other[1]
        other = next(theirs, None)
