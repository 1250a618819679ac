"""What rooms ask of safeguards: an item's standing screening, its measures, when they are looked at."""

from __future__ import annotations

from datetime import date
from typing import TypeVar
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    SQLColumnExpression,
    and_,
    case,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.orm import InstrumentedAttribute, aliased

from peoplesprocess.core.safeguards import POLITICAL
from peoplesprocess.facts.strikes import not_struck
from peoplesprocess.models import Contract, Mitigation, MitigationRecheck, Plan, PlanItem, Screening

T = TypeVar("T")
_later, _measure, _recheck = aliased(Screening), aliased(Mitigation), aliased(MitigationRecheck)
_item, _plan, _later_plan = aliased(PlanItem), aliased(Plan), aliased(Plan)
IS_STANDING: ColumnElement[bool] = and_(
    not_struck(Screening.id),
    ~exists(
        select(1)
        .where(
            _later.settlement_id == Screening.settlement_id,
            _later.line == Screening.line,
            _later.number > Screening.number,
            not_struck(_later.id),
        )
        .correlate(Screening)
    ),
)
"""Whether a screening is the newest of its line that was not struck."""


def is_planned(table: type[Screening] | type[Mitigation]) -> ColumnElement[bool]:
    """Return whether the newest version of the plan, or a contract, holds the line of a row."""
    in_plan = (
        select(1)
        .select_from(_item)
        .join(_plan, _plan.id == _item.plan_id)
        .where(
            _plan.settlement_id == table.settlement_id,
            _item.line == table.line,
            ~exists(
                select(1)
                .where(_later_plan.settlement_id == _plan.settlement_id, _later_plan.number > _plan.number)
                .correlate(_plan)
            ),
        )
    )
    built = select(1).where(Contract.settlement_id == table.settlement_id, Contract.line == table.line)
    return or_(exists(in_plan.correlate(table)), exists(built.correlate(table)))


def _of_item(column: InstrumentedAttribute[T]) -> ScalarSelect[T]:
    return (
        select(column)
        .where(Screening.settlement_id == Plan.settlement_id, Screening.line == PlanItem.line, IS_STANDING)
        .correlate(Plan, PlanItem)
        .scalar_subquery()
    )


LEVEL_OF_ITEM = _of_item(Screening.level)
"""The level of an item by its standing screening, NULL while there is none."""
SCREENED_WORDING = _of_item(Screening.fingerprint)
"""The fingerprint of the wording in which an item was screened."""
MEASURES_OF_ITEM = (
    select(func.count())
    .where(
        _measure.settlement_id == Plan.settlement_id,
        _measure.line == PlanItem.line,
        not_struck(_measure.id),
    )
    .correlate(Plan, PlanItem)
    .scalar_subquery()
)
"""How many measures against what could go wrong are written for an item."""
_of_measure = (_recheck.mitigation_id == Mitigation.id, not_struck(_recheck.id))
NEXT_RECHECK: SQLColumnExpression[date | None] = case(
    (
        exists(select(1).where(*_of_measure).correlate(Mitigation)),
        select(_recheck.next_on)
        .where(*_of_measure)
        .order_by(_recheck.checked_on.desc(), _recheck.number.desc())
        .limit(1)
        .correlate(Mitigation)
        .scalar_subquery(),
    ),
    else_=Mitigation.recheck_on,
)
"""When a measure is looked at next, NULL where nobody needs to look again."""


def has_eviction_risk(settlement: SQLColumnExpression[UUID]) -> ColumnElement[bool]:
    """Return whether a standing screening says that a work may cost somebody a home, land or a living."""
    return exists(
        select(1)
        .where(
            Screening.settlement_id == settlement,
            Screening.eviction_risk,
            IS_STANDING,
            is_planned(Screening),
        )
        .correlate_except(Screening)
    )


CONTRACT_IS_SCREENED: ColumnElement[bool] = exists(
    select(1)
    .where(Screening.settlement_id == Contract.settlement_id, Screening.line == Contract.line, IS_STANDING)
    .correlate(Contract)
)
"""Whether somebody has screened the item of a contract."""
IS_PUBLIC_MEASURE: ColumnElement[bool] = and_(Mitigation.domain != POLITICAL, not_struck(Mitigation.id))
"""Whether the public and files are told of a measure: none on power and conflict is."""
