"""What is read across settlements: who stands where, with which money, and what waits for an answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    SQLColumnExpression,
    and_,
    case,
    false,
    func,
    or_,
    select,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from peoplesprocess.facts.contracts import IS_SIGNED, NEWEST_VISIT
from peoplesprocess.facts.decisions import MAY_WAIT
from peoplesprocess.facts.places import LAST_CLOSED_AT, SETTLEMENTS, SettlementPlace
from peoplesprocess.facts.plans import newest_submitted_plan
from peoplesprocess.facts.tranches import IS_OPEN
from peoplesprocess.models import (
    Area,
    CashBookEntry,
    Contract,
    NoObjection,
    PlanItem,
    Settlement,
    StepClosure,
    TrancheRelease,
    TrancheRequest,
    Visit,
)

PAGE = 100


@dataclass(frozen=True, slots=True)
class Scope:
    """Which settlements somebody looks at: single ones, whole programmes, areas of programmes, or all."""

    settlements: frozenset[UUID] = frozenset()
    programmes: frozenset[UUID] = frozenset()
    areas: frozenset[tuple[UUID, str]] = frozenset()
    everything: bool = False

    def __bool__(self) -> bool:
        return bool(self.settlements or self.programmes or self.areas or self.everything)


class PortfolioRow(NamedTuple):
    """A settlement with its money in minor units; `done` is money times hundredths of a percent built."""

    place: SettlementPlace
    granted: int
    released: int
    spent: int
    contracted: int
    done: int
    requested_at: datetime | None


_OF_PLACE = len(SettlementPlace._fields)


def portfolio_rows(
    db: Session,
    scope: Scope,
    *,
    sort: str = "name",
    after: str = "",
    most: int | None = PAGE,
) -> list[PortfolioRow]:
    """Return settlements with their money in order of `sort`, after the code `after`, one more than `most`.

    One statement, however many there are. It is built for each page: the order and the number of areas
    change its shape.
    """
    place = func.row_number().over(order_by=[*SORTS[sort], Settlement.name, Settlement.code]).label("place")
    ranked = (
        select(Settlement.id, Settlement.code, place)
        .where(_within(scope))
        .join(_AREA, _AREA_OF)
        .cte("ranked")
    )
    statement = (
        SETTLEMENTS.statement.add_columns(*_MONEY)
        .join(ranked, ranked.c.id == Settlement.id)
        .order_by(ranked.c.place)
    )
    if after:
        seen = select(ranked.c.place).where(ranked.c.code == after).scalar_subquery()
        statement = statement.where(ranked.c.place > func.coalesce(seen, 0))
    found = db.execute(statement.limit(most + 1) if most else statement)
    return [PortfolioRow(SettlementPlace(*row[:_OF_PLACE]), *row[_OF_PLACE:]) for row in found]


def _within(scope: Scope) -> ColumnElement[bool]:
    conditions: list[ColumnElement[bool]] = [
        and_(
            Settlement.programme_id == programme,
            or_(_AREA.c.path == path, _AREA.c.path.startswith(f"{path}/", autoescape=True)),
        )
        for programme, path in scope.areas
    ]
    if scope.everything:
        return Settlement.id.is_not(None)
    if scope.settlements:
        conditions.append(Settlement.id.in_(scope.settlements))
    if scope.programmes:
        conditions.append(Settlement.programme_id.in_(scope.programmes))
    return or_(false(), *conditions)


_AREA = Area.__table__.alias("above")
_AREA_OF = _AREA.c.id == Settlement.area_id
_WAITS = or_(
    ~select(NoObjection.id).where(NoObjection.settlement_id == Settlement.id).correlate(Settlement).exists(),
    select(PlanItem.id)
    .where(PlanItem.plan_id == newest_submitted_plan(Settlement.id.expression), MAY_WAIT)
    .correlate(Settlement)
    .exists(),
)


def _of_contracts(value: SQLColumnExpression[int]) -> ScalarSelect[int]:
    """The sum over a settlement's signed contracts, each with its newest visit."""
    return (
        select(func.coalesce(func.sum(value), 0))
        .select_from(Contract)
        .outerjoin(Visit, Visit.id == NEWEST_VISIT)
        .where(Contract.settlement_id == Settlement.id, IS_SIGNED)
        .correlate(Settlement)
        .scalar_subquery()
    )


def _total(value: InstrumentedAttribute[int], owner: InstrumentedAttribute[UUID]) -> ScalarSelect[int]:
    return (
        select(func.coalesce(func.sum(value), 0))
        .where(owner == Settlement.id)
        .correlate(Settlement)
        .scalar_subquery()
    )


_TOTAL = _of_contracts(Contract.total)
_DONE = _of_contracts(Contract.total * func.coalesce(Visit.physical, 0))
_SPENT = _total(CashBookEntry.amount, CashBookEntry.settlement_id)
_ASKED = (
    select(func.min(TrancheRequest.made_at))
    .where(TrancheRequest.settlement_id == Settlement.id, IS_OPEN)
    .correlate(Settlement)
    .scalar_subquery()
)
_MONEY = (
    _of_contracts(Contract.grant).label("granted"),
    _total(TrancheRelease.amount, TrancheRelease.settlement_id).label("released"),
    _SPENT.label("spent"),
    _TOTAL.label("contracted"),
    _DONE.label("done"),
    _ASKED.label("requested_at"),
)
_CLOSED = (
    select(func.count())
    .where(StepClosure.settlement_id == Settlement.id)
    .correlate(Settlement)
    .scalar_subquery()
)
SORTS: dict[str, list[ColumnElement[int] | ColumnElement[datetime]]] = {
    "name": [],
    "waits": [case((_WAITS, 0), else_=1)],
    "step": [_CLOSED],
    "days": [func.coalesce(LAST_CLOSED_AT, Settlement.made_at)],
    "gap": [case((_TOTAL > 0, func.abs(_DONE - 10_000 * _SPENT) / func.nullif(_TOTAL, 0)), else_=-1).desc()],
    "late": [_ASKED.asc().nulls_last()],
}
"""What settlements can be put in order by, the most urgent first; the name decides between equals."""
