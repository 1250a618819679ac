"""What is read at the end of a contract: its closing in one row, instalments, defects, checks, audits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from peoplesprocess.core.closing import Closing
from peoplesprocess.models import (
    Contract,
    Defect,
    Meeting,
    MembershipRow,
    Mending,
    Release,
    TrancheRequest,
    TrancheRow,
    WorkCheck,
)
from peoplesprocess.models.closing import SIGNED_CONTRACTS


def closings(db: Session, settlement_id: UUID) -> Sequence[Any]:
    """Return every signed contract of the settlement with how far its closing is."""
    return db.execute(
        SIGNED_CONTRACTS.where(Contract.settlement_id == settlement_id).order_by(Contract.number)
    ).all()


def closing(db: Session, settlement_id: UUID, number: int) -> Any:
    """Return one signed contract with how far its closing is, or None."""
    return db.execute(
        SIGNED_CONTRACTS.where(Contract.settlement_id == settlement_id, Contract.number == number)
    ).first()


def standing(row: Row[Any]) -> Closing:
    """Return what the rules ask about a row of `closings`."""
    return Closing(
        total=row.total,
        spent=int(row.spent),
        physical=row.physical or 0,
        is_final_visit=bool(row.final),
        visited_on=row.visited_on,
        certified_on=row.issued_on,
        defects_open=row.defects_open,
        accounted_on=row.measured_on,
        unreleased=sorted(int(tranche) for tranche in (row.unreleased or "").split()),
        handed_on=row.handed_on,
    )


def instalments(db: Session, contract_id: UUID) -> Sequence[Any]:
    """Return a contract's instalments with when each was asked for and released."""
    asked = (
        select(func.max(TrancheRequest.made_at))
        .where(TrancheRequest.tranche_id == TrancheRow.id)
        .scalar_subquery()
    )
    return db.execute(
        select(
            TrancheRow.number,
            TrancheRow.percent,
            TrancheRow.amount,
            asked.label("asked_at"),
            Release.made_at.label("released_at"),
        )
        .outerjoin(Release, Release.tranche_id == TrancheRow.id)
        .where(TrancheRow.contract_id == contract_id)
        .order_by(TrancheRow.number)
    ).all()


def audit_meetings(db: Session, settlement_id: UUID) -> Sequence[Any]:
    """Return the settlement's meetings for public audits, the newest first."""
    return db.execute(
        select(Meeting.id, Meeting.number, Meeting.held_on, Meeting.people)
        .where(Meeting.settlement_id == settlement_id, Meeting.kind == "audit")
        .order_by(Meeting.held_on.desc(), Meeting.number.desc())
        .limit(50)
    ).all()


def defects(db: Session, contract_id: UUID) -> Sequence[Any]:
    """Return a contract's defects with how each was mended."""
    return db.execute(
        select(Defect.id, Defect.number, Defect.what, Defect.due_on, Mending.mended_on, Mending.how)
        .outerjoin(Mending, Mending.defect_id == Defect.id)
        .where(Defect.contract_id == contract_id)
        .order_by(Defect.number)
    ).all()


def checks(db: Session, contract_id: UUID) -> Sequence[WorkCheck]:
    """Return the checks after a contract's handover, in order."""
    return db.scalars(
        select(WorkCheck).where(WorkCheck.contract_id == contract_id).order_by(WorkCheck.month)
    ).all()


def builds_here(db: Session, actor: UUID, settlement_id: UUID) -> bool:
    """Return whether the account works, or ever worked, for those who build here."""
    held = select(MembershipRow.id).where(
        MembershipRow.account_id == actor,
        MembershipRow.settlement_id == settlement_id,
        MembershipRow.role.in_(("facilitator", "committee_officer")),
    )
    return db.scalar(held.limit(1)) is not None
