"""Queries of contributions: those of a contract, and their sums."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, bindparam, case, cast, func, select

from peoplesprocess.core.contributions import LABOUR, MATERIALS
from peoplesprocess.db.list_query import ListQuery
from peoplesprocess.db.typed_query import Query
from peoplesprocess.facts.strikes import not_struck, with_strike
from peoplesprocess.models import ContributionEntry

PAGE = 50
_contract: ColumnElement[UUID] = bindparam("contract")


class ContributionRow(NamedTuple):
    """A contribution in days, thousandths of the unit and minor units; if struck, with reason and time."""

    id: UUID
    number: int
    kind: str
    given_on: date
    what: str
    women_days: int
    men_days: int
    quantity: int
    unit: str
    value: int
    paper: str
    reason: str | None
    struck_at: datetime | None
    struck_by: str | None


_entries = with_strike(
    select(
        *(getattr(ContributionEntry, name) for name in ContributionRow._fields[:11]),
    ),
    ContributionEntry.id,
).where(ContributionEntry.contract_id == _contract)
CONTRIBUTIONS = ListQuery(
    ContributionRow,
    _entries.order_by(ContributionEntry.given_on.desc(), ContributionEntry.number.desc()),
    PAGE,
)
"""A contract's contributions, the newest day first."""
CONTRIBUTION = Query(ContributionRow, _entries.where(ContributionEntry.number == bindparam("number")))
"""One contribution of a contract by its number."""


class ContributionTotals(NamedTuple):
    """The sums of labour and materials, in days and minor units, and the number of entries."""

    entries: int
    women_days: int
    men_days: int
    labour: int
    materials: int


def _sum(value: ColumnElement[int] | int) -> ColumnElement[int]:
    counts = case((not_struck(ContributionEntry.id), value), else_=0)
    return cast(func.coalesce(func.sum(counts), 0), BigInteger)


def _value_of(kind: str) -> ColumnElement[int]:
    return _sum(case((ContributionEntry.kind == kind, ContributionEntry.value), else_=0))


SUMS = Query(
    ContributionTotals,
    select(
        func.count().label("entries"),
        _sum(ContributionEntry.women_days.expression).label("women_days"),
        _sum(ContributionEntry.men_days.expression).label("men_days"),
        _value_of(LABOUR).label("labour"),
        _value_of(MATERIALS).label("materials"),
    )
    .select_from(ContributionEntry)
    .where(ContributionEntry.contract_id == _contract),
)
"""The sums of the contributions to a contract, without struck ones."""
