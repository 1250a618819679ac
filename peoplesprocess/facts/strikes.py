"""Strikes: the condition that leaves out struck records, and what pages say about them."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import SQLColumnExpression, bindparam, exists, or_, select
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql.elements import ColumnElement

from peoplesprocess.db.typed_query import Query, SelectOfAny
from peoplesprocess.models import Account, CashBookEntry, GroupObservation, Meeting, Strike, Visit

# The table, so that statements about tables and about mapped classes can both use it.
_strike = Strike.__table__.c
_striker = aliased(Account)


def is_struck(record: SQLColumnExpression[UUID]) -> ColumnElement[bool]:
    """Return whether the record with this key was struck, for any statement."""
    return exists(select(1).where(_strike.record_id == record).correlate_except(Strike.__table__))


def not_struck(record: SQLColumnExpression[UUID]) -> ColumnElement[bool]:
    """Return whether the record with this key counts: in sums, gates, figures and lists of choices."""
    return ~is_struck(record)


def with_strike(statement: SelectOfAny, record: SQLColumnExpression[UUID]) -> SelectOfAny:
    """Return a statement with the reason, time and author of each record's strike, NULL if it was not struck.

    The added columns are `reason`, `struck_at` and `struck_by`.
    """
    return (
        statement.add_columns(
            Strike.reason, Strike.made_at.label("struck_at"), _striker.name.label("struck_by")
        )
        .outerjoin(Strike, Strike.record_id == record)
        .outerjoin(_striker, _striker.id == Strike.made_by)
    )


class StrikeRow(NamedTuple):
    """A struck record by its number, and the number of the record that replaces it, if any."""

    number: int
    replacement: int | None
    reason: str
    struck_at: datetime
    struck_by: str | None


class RecordStrikeStatus(NamedTuple):
    """A record's own strike, and the number of the record that it replaces."""

    strike: StrikeRow | None
    replaces: int | None


def _strikes(
    model: type[Meeting] | type[Visit] | type[CashBookEntry] | type[GroupObservation],
) -> Query[StrikeRow]:
    """Return the strikes that concern a record: its own, and that of the record it replaces."""
    old, new = aliased(model), aliased(model)
    return Query(
        StrikeRow,
        select(
            old.number.label("number"),
            new.number.label("replacement"),
            Strike.reason,
            Strike.made_at.label("struck_at"),
            Account.name.label("struck_by"),
        )
        .select_from(Strike)
        .join(old, old.id == Strike.record_id)
        .outerjoin(new, new.id == Strike.replacement_id)
        .outerjoin(Account, Account.id == Strike.made_by)
        .where(
            or_(Strike.record_id == bindparam("record"), Strike.replacement_id == bindparam("record")),
        ),
    )


STRIKES_OF_MEETING = _strikes(Meeting)
STRIKES_OF_OBSERVATION = _strikes(GroupObservation)
STRIKES_OF_VISIT = _strikes(Visit)
STRIKES_OF_SPENDING = _strikes(CashBookEntry)


def correction(db: Session, strikes: Query[StrikeRow], record: UUID, number: int) -> RecordStrikeStatus:
    """Return the strike status of the record with this key and number."""
    rows = strikes.all(db, record=record)
    return RecordStrikeStatus(
        next((row for row in rows if row.number == number), None),
        next((row.number for row in rows if row.replacement == number), None),
    )
