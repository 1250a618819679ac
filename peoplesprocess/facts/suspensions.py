"""Suspensions of works: whether one is in force, their periods, and the days between two moments."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TypedDict

from sqlalchemy import ColumnElement, ScalarSelect, SQLColumnExpression, and_, case, exists, func, select

from peoplesprocess.core.interruption_rules import SuspensionPeriod
from peoplesprocess.db.day_numbers import DayNumber
from peoplesprocess.db.json_objects import JsonList, JsonObject
from peoplesprocess.models import Contract, Resumption, Suspension

NOT_RESUMED: ColumnElement[bool] = ~exists(
    select(1).where(Resumption.suspension_id == Suspension.id).correlate(Suspension)
)
"""Whether a suspension has not been resumed."""
STANDS_STILL: ColumnElement[bool] = and_(Suspension.contract_id == Contract.id, NOT_RESUMED)
"""The join condition between a contract and its suspension in force, of which there is at most one."""

IS_SUSPENDED: ColumnElement[bool] = exists(select(1).where(STANDS_STILL).correlate(Contract))
"""Whether a contract's work is suspended."""


class StoredSuspension(TypedDict):
    """One element of `SUSPENSIONS` as stored: days in ISO notation, `until` None while it is in force."""

    since: str
    until: str | None


SUSPENSIONS = (
    select(JsonList(JsonObject(since=Suspension.suspended_on, until=Resumption.resumed_on)))
    .outerjoin(Resumption, Resumption.suspension_id == Suspension.id)
    .where(Suspension.contract_id == Contract.id)
    .correlate(Contract)
    .scalar_subquery()
)
"""All suspensions of a contract, as `StoredSuspension`; an empty list or NULL if there is none."""


def suspension_periods(stored: Iterable[StoredSuspension] | None) -> list[SuspensionPeriod]:
    """Return the periods of stored suspensions."""
    return [
        SuspensionPeriod(
            date.fromisoformat(each["since"]), date.fromisoformat(each["until"]) if each["until"] else None
        )
        for each in stored or ()
    ]


def suspended_days(
    contract: SQLColumnExpression[object],
    since: SQLColumnExpression[datetime],
    until: SQLColumnExpression[datetime],
) -> ScalarSelect[int]:
    """Return an expression for the days between two moments on which a contract was suspended.

    It counts as `core.interruption_rules.days_not_suspended` does, by days in UTC.
    """
    first, last = DayNumber(since), DayNumber(until)
    begins = DayNumber(Suspension.suspended_on)
    ends = func.coalesce(DayNumber(Resumption.resumed_on), last)
    days = case((ends < last, ends), else_=last) - case((begins > first, begins), else_=first)
    return (
        select(func.coalesce(func.sum(case((days > 0, days), else_=0)), 0))
        .select_from(Suspension)
        .outerjoin(Resumption, Resumption.suspension_id == Suspension.id)
        .where(Suspension.contract_id == contract)
        .scalar_subquery()
    )
