"""What is read at the end of a contract: its closing in one row, instalments, defects, checks, audits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, ScalarSelect, Select, String, cast, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased
from sqlalchemy.sql.functions import aggregate_strings

from peoplesprocess.core.closing import Closing
from peoplesprocess.models import (
    Audit,
    Certificate,
    Contract,
    Defect,
    FinalAccount,
    Handover,
    Meeting,
    MembershipRow,
    Mending,
    Release,
    Signature,
    Spending,
    TrancheRequest,
    TrancheRow,
    Visit,
    WorkCheck,
)
from peoplesprocess.models.facts import PARTIES_THAT_SIGN


def closings(db: Session, settlement_id: UUID) -> Sequence[Row[Any]]:
    """Return every signed contract of the settlement with how far its closing is."""
    return db.execute(
        _CLOSINGS.where(Contract.settlement_id == settlement_id).order_by(Contract.number)
    ).all()


def closing(db: Session, settlement_id: UUID, number: int) -> Row[Any] | None:
    """Return one signed contract with how far its closing is, or None."""
    return db.execute(
        _CLOSINGS.where(Contract.settlement_id == settlement_id, Contract.number == number)
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


def instalments(db: Session, contract_id: UUID) -> Sequence[Row[Any]]:
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


def audit_meetings(db: Session, settlement_id: UUID) -> Sequence[Row[Any]]:
    """Return the settlement's meetings for public audits, the newest first."""
    return db.execute(
        select(Meeting.id, Meeting.number, Meeting.held_on, Meeting.people)
        .where(Meeting.settlement_id == settlement_id, Meeting.kind == "audit")
        .order_by(Meeting.held_on.desc(), Meeting.number.desc())
        .limit(50)
    ).all()


def defects(db: Session, contract_id: UUID) -> Sequence[Row[Any]]:
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
    """Return whether the account also works here for those who build: as facilitator or committee officer."""
    held = select(MembershipRow.id).where(
        MembershipRow.account_id == actor,
        MembershipRow.settlement_id == settlement_id,
        MembershipRow.role.in_(("facilitator", "committee_officer")),
        MembershipRow.revoked_at.is_(None),
    )
    return db.scalar(held.limit(1)) is not None


def _of_contract(
    value: Any, owner: InstrumentedAttribute[UUID], *conditions: ColumnElement[bool]
) -> ScalarSelect[Any]:
    return select(value).where(owner == Contract.id, *conditions).correlate(Contract).scalar_subquery()


def _newest(
    identity: InstrumentedAttribute[UUID], owner: InstrumentedAttribute[UUID], order: Any
) -> ScalarSelect[Any]:
    return (
        select(identity)
        .where(owner == Contract.id)
        .order_by(order.desc())
        .limit(1)
        .correlate(Contract)
        .scalar_subquery()
    )


def _query() -> Select[Any]:
    # Aliases, so that the subquery that names the newest row is not taken for the joined one.
    visit, audit = aliased(Visit), aliased(Audit)
    mended = select(Mending.id).where(Mending.defect_id == Defect.id).exists()
    released = select(Release.id).where(Release.tranche_id == TrancheRow.id).exists()
    released_sum = (
        select(func.coalesce(func.sum(Release.amount), 0))
        .join(TrancheRow, TrancheRow.id == Release.tranche_id)
        .where(TrancheRow.contract_id == Contract.id)
        .correlate(Contract)
        .scalar_subquery()
    )
    return (
        select(
            Contract.id,
            Contract.number,
            Contract.title,
            Contract.total,
            Contract.contribution,
            Contract.grant,
            visit.physical,
            visit.visited_on,
            visit.final,
            _of_contract(func.coalesce(func.sum(Spending.amount), 0), Spending.contract_id).label("spent"),
            released_sum.label("released"),
            _of_contract(
                aggregate_strings(cast(TrancheRow.number, String), " "), TrancheRow.contract_id, ~released
            ).label("unreleased"),
            audit.accepted,
            audit.questions,
            Meeting.held_on.label("audited_on"),
            Meeting.number.label("audit_meeting"),
            Certificate.issued_on,
            Certificate.statement,
            _of_contract(func.count(), Defect.contract_id).label("defects"),
            _of_contract(func.count(), Defect.contract_id, ~mended).label("defects_open"),
            _of_contract(func.min(Defect.number), Defect.contract_id, ~mended).label("next_defect"),
            _of_contract(func.min(Defect.due_on), Defect.contract_id, ~mended).label("next_due"),
            FinalAccount.measured_on,
            FinalAccount.cost,
            FinalAccount.surplus,
            FinalAccount.surplus_use,
            Handover.handed_on,
            Handover.receiver,
            Handover.caretaker,
            Handover.tasks,
            Handover.fee,
            Handover.fund,
            _of_contract(aggregate_strings(cast(WorkCheck.month, String), " "), WorkCheck.contract_id).label(
                "checked"
            ),
        )
        .outerjoin(visit, visit.id == _newest(Visit.id, Visit.contract_id, Visit.number))
        .outerjoin(audit, audit.id == _newest(Audit.id, Audit.contract_id, Audit.id))
        .outerjoin(Meeting, Meeting.id == audit.meeting_id)
        .outerjoin(Certificate, Certificate.contract_id == Contract.id)
        .outerjoin(FinalAccount, FinalAccount.contract_id == Contract.id)
        .outerjoin(Handover, Handover.contract_id == Contract.id)
        .where(_of_contract(func.count(), Signature.contract_id) >= PARTIES_THAT_SIGN)
    )


_CLOSINGS = _query()
