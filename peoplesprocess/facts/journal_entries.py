"""Entries of the journal, the places where they were made, and the names of accounts that they mention."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import (
    Connection,
    Integer,
    SQLColumnExpression,
    Uuid,
    bindparam,
    case,
    cast,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from peoplesprocess.db.typed_query import Query
from peoplesprocess.models import Account, Area, JournalEntry, NameChange, Settlement


class JournalEntryKey(NamedTuple):
    """The position of an entry in the time order of all entries of a place."""

    at: str
    chain: UUID
    sequence: int


NEWEST = JournalEntryKey("9999", UUID(int=2**128 - 1), 2**31 - 1)
"""A key after every entry: the start of a list that goes back in time."""


class JournalEntryRow(NamedTuple):
    """An entry with the settlement in which it was made, if there is one."""

    at: str
    chain_id: UUID
    sequence: int
    actor: str
    act: str
    subject: str
    detail: dict[str, object]
    settlement: str | None
    settlement_code: str | None
    time_zone: str | None
    area: str | None

    @property
    def key(self) -> JournalEntryKey:
        """The position of the entry in the time order."""
        return JournalEntryKey(self.at, self.chain_id, self.sequence)


class AccountName(NamedTuple):
    """An account's present name, with one of its former names and the moment when that was changed."""

    id: UUID
    name: str
    before: str | None
    changed_at: datetime | None


_entry = JournalEntry
ENTRIES = (
    select(
        *(
            _entry.at,
            _entry.chain_id,
            _entry.sequence,
            _entry.actor,
            _entry.act,
            _entry.subject,
            _entry.detail,
        ),
        *(Settlement.name.label("settlement"), Settlement.code.label("settlement_code")),
        *(Settlement.time_zone, Area.path.label("area")),
    )
    .select_from(_entry)
    .outerjoin(Settlement, Settlement.id == _entry.chain_id)
    .outerjoin(Area, Area.id == Settlement.area_id)
    .order_by(_entry.at.desc(), _entry.chain_id.desc(), _entry.sequence.desc())
    .limit(bindparam("most", type_=Integer))
)
"""The newest `most` entries, with the columns of `JournalEntryRow`."""


def _written(text: SQLColumnExpression[str], wanted: ColumnElement[bool]) -> ColumnElement[UUID | None]:
    # Both databases refuse to cast text that is no key, and each stores keys in its own format.
    return case((wanted, cast(func.replace(text, "-", ""), Uuid)))


class _NamedEntryRow(NamedTuple):
    """An entry with one of the accounts that it mentions and one of that account's former names."""

    at: str
    chain_id: UUID
    sequence: int
    actor: str
    act: str
    subject: str
    detail: dict[str, object]
    settlement: str | None
    settlement_code: str | None
    time_zone: str | None
    area: str | None
    id: UUID | None
    name: str | None
    before: str | None
    changed_at: datetime | None


_newest = ENTRIES.where(
    _entry.chain_id == bindparam("place", type_=Uuid), _entry.act.in_(bindparam("acts", expanding=True))
).subquery()
_actor = _written(_newest.c.actor, func.length(_newest.c.actor) == 36)
_subject = _written(
    func.substr(_newest.c.subject, 9),
    _newest.c.subject.startswith("account ") & (func.length(_newest.c.subject) == 44),
)
_NEWEST_ACTS = Query(
    _NamedEntryRow,
    select(_newest, Account.id, Account.name, NameChange.before, NameChange.made_at.label("changed_at"))
    .select_from(_newest)
    .outerjoin(Account, or_(Account.id == _actor, Account.id == _subject))
    .outerjoin(NameChange, NameChange.account_id == Account.id)
    .order_by(_newest.c.at.desc(), _newest.c.sequence.desc(), Account.id, NameChange.made_at),
)


def newest_acts(
    db: Session | Connection, place: UUID, acts: Collection[str], most: int
) -> list[tuple[JournalEntryRow, list[AccountName]]]:
    """Return the newest `most` entries of a place with one of these acts, each with its accounts' names."""
    rows = _NEWEST_ACTS.all(db, place=place, acts=sorted(acts), most=most)
    size = len(JournalEntryRow._fields)
    return [
        (
            JournalEntryRow._make(same[0][:size]),
            [AccountName._make(row[size:]) for row in same if row.id is not None],
        )
        for _, group in groupby(rows, key=lambda row: row.sequence)
        for same in [list(group)]
    ]


def moment_of(row: JournalEntryRow) -> datetime:
    """Return when the entry was written."""
    return datetime.fromisoformat(row.at)
