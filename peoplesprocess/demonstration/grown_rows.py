"""Rows by the thousand: keys and times from a seed, valid journal chains, one insert for each table."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import cast
from uuid import UUID

from sqlalchemy import Connection, Table, insert

from peoplesprocess.core import journal_hash_chain
from peoplesprocess.models import Base, JournalEntry, JournalHead

BEGUN = datetime(2026, 1, 5, 8, tzinfo=UTC)
_ENTRIES, _HEADS = cast(Table, JournalEntry.__table__), cast(Table, JournalHead.__table__)
_ORDER = Base.metadata.sorted_tables


@dataclass(slots=True)
class GrownRows:
    """Rows that wait to be written, by table, and the number of rows written."""

    dice: Random
    made_by: UUID | None = None
    written: Counter[str] = field(default_factory=Counter)
    _rows: dict[str, list[dict[str, object]]] = field(default_factory=lambda: defaultdict(list))
    _keys: int = 0

    def key(self) -> UUID:
        """Return the next UUID of version 7; later ones sort after earlier ones."""
        self._keys += 1
        milliseconds = int(BEGUN.timestamp() * 1000) + (self._keys >> 12)
        chance = self.dice.getrandbits(62)
        return UUID(int=milliseconds << 80 | 0x7 << 76 | (self._keys & 0xFFF) << 64 | 0b10 << 62 | chance)

    def add(self, table: str, **columns: object) -> UUID:
        """Add a row with a new key, and return the key."""
        key = self.key()
        self._rows[table].append({"id": key, **columns})
        return key

    def add_unkeyed(self, table: str, **columns: object) -> None:
        """Add a row to a table without a key column of its own."""
        self._rows[table].append(columns)

    def write(self, connection: Connection) -> None:
        """Write the waiting rows, each table after those that it refers to."""
        for table in _ORDER:
            if rows := self._rows.pop(table.name, []):
                connection.execute(insert(table), rows)
                self.written[table.name] += len(rows)


class GrownJournalChain:
    """A new chain of the journal, and the columns that the rows of its settlement share."""

    def __init__(self, rows: GrownRows, chain: UUID, programme: UUID, begun: datetime) -> None:
        self._rows, self._chain, self._programme = rows, chain, programme
        self._sequence, self._last, self.now = 0, journal_hash_chain.START, begun

    def later(self, days: int) -> None:
        """Move the time on by some days."""
        self.now += timedelta(days=days)

    def add(self, table: str, **columns: object) -> UUID:
        """Add a row of this settlement, made now."""
        return self._rows.add(
            table,
            settlement_id=self._chain,
            programme_id=self._programme,
            made_by=self._rows.made_by,
            made_at=self.now,
            **columns,
        )

    def note(self, act: str, subject: str, **detail: object) -> None:
        """Append an act to the chain."""
        at, who = self.now.isoformat(timespec="seconds"), str(self._rows.made_by or "system")
        self._sequence += 1
        digest = journal_hash_chain.digest(
            str(self._chain), self._sequence, at, who, act, subject, detail, self._last
        )
        entry = {"chain_id": self._chain, "sequence": self._sequence, "at": at, "actor": who, "act": act}
        entry |= {"subject": subject, "detail": detail, "previous": self._last, "digest": digest}
        self._rows.add_unkeyed(_ENTRIES.name, **entry)
        self._last = digest

    def end(self) -> None:
        """Add the chain's head."""
        self._rows.add_unkeyed(_HEADS.name, id=self._chain, sequence=self._sequence, digest=self._last)
