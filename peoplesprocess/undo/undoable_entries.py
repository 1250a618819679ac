"""An entry of a settlement's journal, and why its act can no longer be undone."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, select

from peoplesprocess.core.messages import N_, Message
from peoplesprocess.db.typed_query import Query
from peoplesprocess.models import JournalEntry, JournalHead
from peoplesprocess.undo.undoable_acts import UNDOABLE

MINUTES = 10
"""For how many minutes the newest act can be undone."""


class JournalledAct(NamedTuple):
    """An entry of a journal; it `is_newest` while nothing else was done in its place."""

    sequence: int
    at: str
    actor: str
    act: str
    subject: str
    is_newest: bool

    def is_of(self, account: UUID | None) -> bool:
        """Return whether the account did it."""
        return account is not None and self.actor == str(account)


_chain: ColumnElement[UUID] = bindparam("chain")
_entries = (
    select(
        JournalEntry.sequence,
        JournalEntry.at,
        JournalEntry.actor,
        JournalEntry.act,
        JournalEntry.subject,
        (JournalEntry.sequence == JournalHead.sequence).label("is_newest"),
    )
    .join(JournalHead, JournalHead.id == JournalEntry.chain_id)
    .where(JournalEntry.chain_id == _chain)
)
ENTRY = Query(JournalledAct, _entries.where(JournalEntry.sequence == bindparam("sequence")))
"""One entry of a journal by its number."""
NEWEST_ENTRY = Query(JournalledAct, _entries.where(JournalEntry.sequence == JournalHead.sequence))
"""The newest entry of a journal."""


def obstacle(entry: JournalledAct, now: datetime) -> Message | None:
    """Return why the act of an entry cannot be undone, with what can be done instead, or None."""
    if entry.act not in UNDOABLE:
        return Message(
            N_(
                "This cannot be undone, because others rely on it at once. You can correct it on its own "
                "page."
            )
        )
    if not entry.is_newest:
        return Message(
            N_(
                "Something has been recorded here after it, so it can no longer be undone. Open it: you can "
                "correct it there."
            )
        )
    if now - datetime.fromisoformat(entry.at) > timedelta(minutes=MINUTES):
        return Message(
            N_(
                "More than %(minutes)s minutes have passed, so it can no longer be undone. Open it: you can "
                "correct it there."
            ),
            {"minutes": MINUTES},
        )
    return None
