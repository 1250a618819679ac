"""Queries of the journal of a settlement or a programme, and of the people in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import (
    Connection,
    Integer,
    String,
    Uuid,
    bindparam,
    literal,
    null,
    or_,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.orm import Session

from peoplesprocess.db.typed_query import Query
from peoplesprocess.facts.journal_entries import ENTRIES, AccountName, JournalEntryKey, JournalEntryRow
from peoplesprocess.models import Account, JournalEntry, Membership, NameChange, Settlement

CHOICES = 60
"""The most settlements or people in a list of choices."""


class JournalEntryFilter(NamedTuple):
    """A filter of entries: in a settlement or a whole programme, of one person, of some acts."""

    place: UUID
    is_programme: bool
    person: UUID | None = None
    acts: tuple[str, ...] = ()


class JournalFilterChoice(NamedTuple):
    """A settlement by its code, or a person by the account, to choose from."""

    is_settlement: bool
    code: str | None
    account: UUID | None
    name: str


def entries(
    db: Session | Connection, wanted: JournalEntryFilter, before: JournalEntryKey, most: int
) -> list[JournalEntryRow]:
    """Return the newest entries before a key."""
    query = _entries(wanted.is_programme, wanted.person is not None, bool(wanted.acts))
    values: dict[str, object] = {"place": wanted.place, "most": most, **before._asdict()}
    if wanted.person is not None:
        values["person"] = str(wanted.person)
    if wanted.acts:
        values["acts"] = wanted.acts
    return query.all(db, **values)


@lru_cache(maxsize=8)
def _entries(is_programme: bool, by_person: bool, by_act: bool) -> Query[JournalEntryRow]:
    entry = JournalEntry
    here = entry.chain_id == bindparam("place", type_=Uuid)
    if is_programme:
        here = or_(here, Settlement.programme_id == bindparam("place", type_=Uuid))
    key = tuple_(entry.at, entry.chain_id, entry.sequence)
    before = tuple_(
        bindparam("at", type_=String), bindparam("chain", type_=Uuid), bindparam("sequence", type_=Integer)
    )
    statement = ENTRIES.where(here, key < before)
    if by_person:
        statement = statement.where(entry.actor == bindparam("person", type_=String))
    if by_act:
        statement = statement.where(entry.act.in_(bindparam("acts", expanding=True)))
    return Query(JournalEntryRow, statement)


_roles = select(Membership.account_id).where(Membership.programme_id == bindparam("programme", type_=Uuid))
_people = (
    select(
        literal(False).label("is_settlement"),
        null().cast(String).label("code"),
        Account.id.label("account"),
        Account.name,
    )
    .order_by(Account.name)
    .limit(CHOICES + 1)
)
_here = or_(Membership.settlement_id.is_(None), Membership.settlement_id == bindparam("settlement"))
PEOPLE = Query(JournalFilterChoice, _people.where(Account.id.in_(_roles.where(_here))))
"""The people who have or had a role in a settlement or above it."""
_settlements = (
    select(
        literal(True).label("is_settlement"),
        Settlement.code,
        null().cast(Uuid).label("account"),
        Settlement.name,
    )
    .where(Settlement.programme_id == bindparam("programme", type_=Uuid))
    .order_by(Settlement.name)
    .limit(CHOICES + 1)
)
PEOPLE_AND_SETTLEMENTS = Query(
    JournalFilterChoice,
    union_all(select(_people.where(Account.id.in_(_roles)).subquery()), select(_settlements.subquery())),
)
"""The people who have or had a role in a programme, and its settlements."""

_NAMES = Query(
    AccountName,
    select(Account.id, Account.name, NameChange.before, NameChange.made_at.label("changed_at"))
    .outerjoin(NameChange, NameChange.account_id == Account.id)
    .where(Account.id.in_(bindparam("accounts", expanding=True)))
    .order_by(Account.id, NameChange.made_at),
)


def account_names(db: Session | Connection, rows: Iterable[JournalEntryRow]) -> Sequence[AccountName]:
    """Return present and former names of the accounts that entries name, each account's changes in order."""
    written = {row.actor for row in rows} | {row.subject.removeprefix("account ") for row in rows}
    accounts = [found for each in written if (found := account_of(each))]
    return _NAMES.all(db, accounts=accounts) if accounts else ()


def account_of(written: str) -> UUID | None:
    """Return the account whose key is written, None if it is none."""
    try:
        return UUID(written) if len(written) == 36 else None
    except ValueError:
        return None
