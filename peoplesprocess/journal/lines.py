"""The lines of a page or a file: entries with the names of their accounts, read together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from peoplesprocess.core.journal_sentences import Names
from peoplesprocess.facts.journal_entries import NEWEST, JournalEntryRow
from peoplesprocess.facts.journal_lines import JournalLine, line_of
from peoplesprocess.journal.queries import JournalEntryFilter, account_names, entries

BATCH_SIZE = 500
"""How many entries are read at a time for a file."""


def lines(
    db: Session | Connection, rows: Sequence[JournalEntryRow], groups: Names, steps: Names
) -> list[JournalLine]:
    """Return entries as lines, in their order."""
    known = account_names(db, rows)
    return [line_of(row, known, groups, steps) for row in rows]


def all_lines(
    connection: Connection, wanted: JournalEntryFilter, groups: Names, steps: Names
) -> Iterator[JournalLine]:
    """Yield every line that the filter admits, the newest first, read on demand."""
    before = NEWEST
    while rows := entries(connection, wanted, before, BATCH_SIZE):
        yield from lines(connection, rows, groups, steps)
        before = rows[-1].key
