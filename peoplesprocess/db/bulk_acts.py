"""Many acts in one transaction, each with its own journal entry, written in few statements."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import cast
from uuid import UUID

from sqlalchemy import Insert, Table
from sqlalchemy.orm import Session

from peoplesprocess.db import journal, row_changes
from peoplesprocess.db.journal import JournalEntryDraft


class BulkActWriter:
    """A writer that collects rows and entries, and writes them at the end, table by table in order of use.

    Each entry binds the rows added since the entry before it, as if each act were on its own.
    """

    def __init__(self, session: Session, chain: UUID, actor: UUID | None, now: datetime) -> None:
        session.flush()
        self._session, self._chain, self._actor, self._now = session, chain, actor, now
        self._rows: dict[Insert, list[Mapping[str, object]]] = {}
        self._notes: list[JournalEntryDraft] = []

    def add(self, add: Insert, *rows: Mapping[str, object]) -> None:
        """Add rows to a table; `add` is an insert statement defined at module level."""
        row_changes.note_rows(self._session, cast(Table, add.table), rows)
        self._rows.setdefault(add, []).extend(rows)

    def note(self, act: str, subject: str, **detail: object) -> None:
        """End an act: write its entry, which binds the rows added since the last one."""
        rows = row_changes.take_changes(self._session)
        self._notes.append(JournalEntryDraft(act, subject, detail, rows))

    def write(self) -> None:
        """Write all rows and entries to the database."""
        changed: set[str] = self._session.info.setdefault("changed", set())
        connection = self._session.connection()
        for add, rows in self._rows.items():
            changed.add(cast(Table, add.table).name)
            connection.execute(add, rows)
        if self._notes:
            journal.write_all(self._session, self._chain, self._actor, self._now, self._notes)
