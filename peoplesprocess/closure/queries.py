"""What is read at the end of a contract: its closing in one row, instalments, defects, checks, audits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from peoplesprocess.core.completion import Completion
from peoplesprocess.facts.completion import SIGNED_CONTRACTS
from peoplesprocess.models import (
    Contract,
    Defect,
    DefectRectification,
    Meeting,
    Membership,
    Tranche,
    TrancheRelease,
    TrancheRequest,
    WorkCheck,
)


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


def standing(row: Row[Any]) -> Completion:
    """Return what the rules ask about a row of `closings`."""
    return Completion(
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
        .where(TrancheRequest.tranche_id == Tranche.id)
        .scalar_subquery()
    )
    return db.execute(
        select(
            Tranche.number,
            Tranche.percent,
            Tranche.amount,
            asked.label("asked_at"),
            TrancheRelease.made_at.label("released_at"),
        )
        .outerjoin(TrancheRelease, TrancheRelease.tranche_id == Tranche.id)
        .where(Tranche.contract_id == contract_id)
        .order_by(Tranche.number)
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
        select(
            Defect.id,
            Defect.number,
            Defect.what,
            Defect.due_on,
            DefectRectification.rectified_on,
            DefectRectification.how,
        )
        .outerjoin(DefectRectification, DefectRectification.defect_id == Defect.id)
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
    held = select(Membership.id).where(
        Membership.account_id == actor,
        Membership.settlement_id == settlement_id,
        Membership.role.in_(("facilitator", "committee_officer")),
    )
    return db.scalar(held.limit(1)) is not None
