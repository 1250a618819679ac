"""What is read of plans: versions, items with the answer that stands, needs and assemblies to choose from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, aliased

from peoplesprocess.models import Adoption, Decision, Meeting, Merge, Need, Plan, PlanItem, Submission

_newer = aliased(Decision)
_answer = (
    select(_newer.id)
    .where(
        _newer.settlement_id == Plan.settlement_id,
        _newer.line == PlanItem.line,
        _newer.fingerprint == PlanItem.fingerprint,
    )
    .order_by(_newer.id.desc())
    .limit(1)
    .correlate(Plan, PlanItem)
    .scalar_subquery()
)
_VERSIONS = (
    select(
        Plan.id,
        Plan.number,
        Plan.made_at,
        Adoption.households,
        Meeting.number.label("meeting"),
        Meeting.held_on.label("adopted_on"),
        Submission.made_at.label("submitted_at"),
    )
    .outerjoin(Adoption, Adoption.plan_id == Plan.id)
    .outerjoin(Meeting, Meeting.id == Adoption.meeting_id)
    .outerjoin(Submission, Submission.plan_id == Plan.id)
    .order_by(Plan.number.desc())
)


def versions(db: Session, settlement_id: UUID) -> Sequence[Any]:
    """Return the plan's versions, the newest first, with their adoption and submission."""
    return db.execute(_VERSIONS.where(Plan.settlement_id == settlement_id)).all()


def newest(db: Session, settlement_id: UUID) -> Any:
    """Return the newest version, or None while there is no plan."""
    return db.execute(_VERSIONS.where(Plan.settlement_id == settlement_id).limit(1)).first()


def items(db: Session, plan_ids: Iterable[UUID]) -> Sequence[Any]:
    """Return the items of versions in the community's order, each with the last answer to its content.

    An item that was returned and comes back as it was waits again: `verdict` is None for it.
    """
    rows = select(
        *PlanItem.__table__.columns,
        Plan.number.label("plan"),
        Decision.verdict,
        Decision.plan_id.label("answered_in"),
        Decision.reason,
        Decision.forwarded_to,
        Decision.office,
        Decision.made_at.label("answered_at"),
    )
    # A returned item that comes back as it was waits again; every other answer holds for the same content.
    holds = and_(
        Decision.id == _answer, (Decision.verdict != "return") | (Decision.plan_id == PlanItem.plan_id)
    )
    return db.execute(
        rows.join(Plan, Plan.id == PlanItem.plan_id)
        .outerjoin(Decision, holds)
        .where(PlanItem.plan_id.in_(list(plan_ids)))
        .order_by(Plan.number, PlanItem.rank, PlanItem.line)
    ).all()


def item(db: Session, settlement_id: UUID, line: int) -> Any:
    """Return one item of the newest version with that version's state, or None."""
    last = select(func.max(Plan.number)).where(Plan.settlement_id == settlement_id).scalar_subquery()
    return db.execute(
        select(*PlanItem.__table__.columns, Adoption.id.label("adoption"), Submission.id.label("submission"))
        .join(Plan, Plan.id == PlanItem.plan_id)
        .outerjoin(Adoption, Adoption.plan_id == Plan.id)
        .outerjoin(Submission, Submission.plan_id == Plan.id)
        .where(Plan.settlement_id == settlement_id, Plan.number == last, PlanItem.line == line)
    ).first()


def live_needs(db: Session, settlement_id: UUID) -> Sequence[Any]:
    """Return the needs that stand, by number: those merged into another are left out."""
    return db.execute(
        select(Need.number, Need.title, Need.landmark)
        .where(
            Need.settlement_id == settlement_id, ~select(Merge.id).where(Merge.need_id == Need.id).exists()
        )
        .order_by(Need.number)
    ).all()


def need_titles(db: Session, settlement_id: UUID, numbers: Iterable[int]) -> dict[int, str]:
    """Return the titles of needs by number, merged ones too."""
    rows = db.execute(
        select(Need.number, Need.title).where(
            Need.settlement_id == settlement_id, Need.number.in_(set(numbers))
        )
    )
    return {row.number: row.title for row in rows}


def assemblies(db: Session, settlement_id: UUID) -> Sequence[Any]:
    """Return the assemblies that met, the newest first."""
    return db.execute(
        select(Meeting.number, Meeting.held_on, Meeting.people, Meeting.households)
        .where(Meeting.settlement_id == settlement_id, Meeting.kind == "assembly")
        .order_by(Meeting.held_on.desc(), Meeting.number.desc())
        .limit(30)
    ).all()
