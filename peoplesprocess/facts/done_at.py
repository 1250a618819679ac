"""When something was done: the day on paper if there is one, else when it was typed in."""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy import ColumnElement, SQLColumnExpression, case, func

from peoplesprocess.facts.local_days import zone_of
from peoplesprocess.facts.places import SettlementWithRules
from peoplesprocess.models.base import RecordedFromPaper


def done_at(record: type[RecordedFromPaper]) -> ColumnElement[datetime]:
    """Return when a record says that it was done."""
    return func.coalesce(record.on_paper_at, record.made_at)


def later_of(
    first: SQLColumnExpression[datetime], second: SQLColumnExpression[datetime]
) -> ColumnElement[datetime]:
    """Return the later of two moments; the second may be NULL."""
    return case((second > first, second), else_=first)


def noon(place: SettlementWithRules, day: date | None) -> datetime | None:
    """Return noon of a day in a settlement, None without one: at noon, another time zone keeps the day."""
    return datetime.combine(day, time(12), zone_of(place)) if day is not None else None
