"""What is read for the authority: submitted items with their answers, who asked for them, what waits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from peoplesprocess.core.prioritisation import GroupTally
from peoplesprocess.core.prioritisation.result_json import from_json
from peoplesprocess.models import (
    Area,
    Contract,
    Decision,
    Need,
    NoObjection,
    Plan,
    PlanItem,
    Programme,
    Result,
    Settlement,
    StepClosure,
    Submission,
)

_ANSWER = (
    Decision.id.label("answer_id"),
    Decision.plan_id.label("answered_in"),
    Decision.verdict,
    Decision.reason,
    Decision.forwarded_to,
    Decision.area.label("answer_area"),
    Decision.office,
    Decision.made_at.label("answered_at"),
)
_same_content = and_(
    Decision.settlement_id == Plan.settlement_id,
    Decision.line == PlanItem.line,
    Decision.fingerprint == PlanItem.fingerprint,
)
_contracted = exists().where(Contract.settlement_id == Plan.settlement_id, Contract.line == PlanItem.line)


def submitted(db: Session, settlement_id: UUID) -> Sequence[Any]:
    """Return the items of all submitted versions, oldest first, once for each answer to their content."""
    return db.execute(
        select(
            *PlanItem.__table__.columns,
            Plan.number.label("plan"),
            Submission.made_at.label("submitted_at"),
            _contracted.label("contracted"),
            *_ANSWER,
        )
        .join(Plan, Plan.id == PlanItem.plan_id)
        .join(Submission, Submission.plan_id == Plan.id)
        .outerjoin(Decision, _same_content)
        .where(Plan.settlement_id == settlement_id)
        .order_by(Plan.number, PlanItem.rank, PlanItem.line, Decision.id)
    ).all()


def sheets(db: Session, settlement_id: UUID) -> Mapping[str, GroupTally]:
    """Return the groups' sheets of the newest closed count by the groups' codes, {} while there is none."""
    figures = db.scalar(
        select(Result.figures)
        .where(Result.settlement_id == settlement_id)
        .order_by(Result.id.desc())
        .limit(1)
    )
    return {sheet.group: sheet for sheet in from_json(figures).sheets} if figures else {}


def needs(db: Session, settlement_id: UUID, numbers: Iterable[int]) -> Sequence[Any]:
    """Return needs by number."""
    return db.execute(
        select(Need.number, Need.title, Need.sector, Need.households, Need.severity)
        .where(Need.settlement_id == settlement_id, Need.number.in_(set(numbers)))
        .order_by(Need.number)
    ).all()


def offices(db: Session, programme_id: UUID, paths: Iterable[str]) -> dict[str, str]:
    """Return the authorities of areas by the areas' paths."""
    rows = db.execute(
        select(Area.path, Area.authority).where(Area.programme_id == programme_id, Area.path.in_(set(paths)))
    )
    return {row.path: row.authority for row in rows}


def area_of(db: Session, settlement_id: UUID) -> str:
    """Return the path of a settlement's own area."""
    return db.scalars(
        select(Area.path)
        .join(Settlement, Settlement.area_id == Area.id)
        .where(Settlement.id == settlement_id)
    ).one()


_other = aliased(Plan)
_last_submitted = (
    select(func.max(_other.number))
    .join(Submission, Submission.plan_id == _other.id)
    .where(_other.settlement_id == Settlement.id)
    .correlate(Settlement)
    .scalar_subquery()
)


def waiting(db: Session, areas: Iterable[tuple[UUID, str]]) -> Sequence[Any]:
    """Return the items of the submitted plans in areas, once for each answer to their content, in order.

    `areas` are pairs of a programme and an area's path; what lies below an area counts.
    """
    return db.execute(
        select(
            Settlement.id,
            Settlement.code,
            Settlement.name,
            Settlement.programme_id,
            Area.path.label("area"),
            Programme.rules,
            Plan.id.label("plan_id"),
            Submission.made_at.label("submitted_at"),
            PlanItem.line,
            Decision.verdict,
            Decision.area.label("answer_area"),
            Decision.plan_id.label("answered_in"),
        )
        .join(Area, Area.id == Settlement.area_id)
        .join(Programme, Programme.id == Settlement.programme_id)
        .join(Plan, and_(Plan.settlement_id == Settlement.id, Plan.number == _last_submitted))
        .join(Submission, Submission.plan_id == Plan.id)
        .join(PlanItem, PlanItem.plan_id == Plan.id)
        .outerjoin(Decision, _same_content)
        .where(_below(areas))
        .order_by(Settlement.id, PlanItem.rank, PlanItem.line, Decision.id)
    ).all()


def without_no_objection(db: Session, areas: Iterable[tuple[UUID, str]]) -> Sequence[Any]:
    """Return the settlements in areas that are at their first step and have no authority's no-objection."""
    return db.execute(
        select(Settlement.code, Settlement.name, Settlement.made_at)
        .join(Area, Area.id == Settlement.area_id)
        .where(
            _below(areas),
            ~exists().where(NoObjection.settlement_id == Settlement.id),
            ~exists().where(StepClosure.settlement_id == Settlement.id),
        )
        .order_by(Settlement.made_at)
        .limit(50)
    ).all()


def _below(areas: Iterable[tuple[UUID, str]]) -> Any:
    return or_(
        *(
            and_(
                Settlement.programme_id == programme,
                or_(Area.path == path, Area.path.startswith(f"{path}/", autoescape=True)),
            )
            for programme, path in areas
        )
    )
