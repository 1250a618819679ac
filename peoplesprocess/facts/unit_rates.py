"""The unit rates of a programme: the current ones, and their earlier versions."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import ColumnElement

from peoplesprocess.core.unit_rates import CurrentUnitRate
from peoplesprocess.db.typed_query import Query
from peoplesprocess.models import Account, UnitRate


class UnitRateVersion(NamedTuple):
    """A version of a unit rate, with the reason and the author's name."""

    number: int
    title: str
    unit: str
    currency: str
    rate: int
    is_labour_day: bool
    reason: str
    made_at: datetime
    name: str | None


_programme: ColumnElement[UUID] = bindparam("programme")
_other = aliased(UnitRate)
_newest = (
    select(func.max(_other.number))
    .where(_other.programme_id == UnitRate.programme_id, _other.line == UnitRate.line)
    .correlate(UnitRate)
    .scalar_subquery()
)
UNIT_RATES = Query(
    CurrentUnitRate,
    select(
        UnitRate.line,
        UnitRate.number,
        UnitRate.title,
        UnitRate.unit,
        UnitRate.currency,
        UnitRate.rate,
        UnitRate.is_labour_day,
    )
    .where(UnitRate.programme_id == _programme, UnitRate.number == _newest)
    .order_by(UnitRate.line),
)
"""Every unit rate of a programme, in its newest version."""
VERSIONS_OF_RATE = Query(
    UnitRateVersion,
    select(
        UnitRate.number,
        UnitRate.title,
        UnitRate.unit,
        UnitRate.currency,
        UnitRate.rate,
        UnitRate.is_labour_day,
        UnitRate.reason,
        UnitRate.made_at,
        Account.name,
    )
    .outerjoin(Account, Account.id == UnitRate.made_by)
    .where(UnitRate.programme_id == _programme, UnitRate.line == bindparam("line"))
    .order_by(UnitRate.number.desc()),
)
"""All versions of a unit rate, the newest first."""
