"""Safeguards of items: the screening in force, the measures, and when these are rechecked."""

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
from peoplesprocess.facts.decision_in_force import left_at
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
    """Return the condition that the newest version of the plan, or a contract, has the line of a row.

    A plan whose cycle ended early is no longer carried out.
    """
    in_plan = (
        select(1)
        .select_from(_item)
        .join(_plan, _plan.id == _item.plan_id)
        .where(
            _plan.settlement_id == table.settlement_id,
            _item.line == table.line,
            left_at(_item).is_(None),
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
"""The risk level of an item by its screening in force, NULL if there is none."""
SCREENED_WORDING = _of_item(Screening.fingerprint)
"""The fingerprint of the wording in which an item was screened, NULL if it was not."""
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
"""How many measures of an item were not struck."""
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
"""The day of a measure's next recheck, NULL if none is needed."""


def has_eviction_risk(settlement: SQLColumnExpression[UUID]) -> ColumnElement[bool]:
    """Return whether a screening in force says that a planned work may cost somebody home, land or living."""
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
"""Whether the item of a contract has a screening in force."""
IS_PUBLIC_MEASURE: ColumnElement[bool] = and_(Mitigation.domain != POLITICAL, not_struck(Mitigation.id))
"""Whether a measure may appear on public pages and in files: those about power and conflict may not."""
