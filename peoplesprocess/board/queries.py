"""What the notice board reads: six statements in all, however much has been recorded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Date, Integer, ScalarSelect, String, cast, func, literal, null, select, union_all
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql.functions import aggregate_strings

from peoplesprocess.db.types import UtcTime
from peoplesprocess.facts.completion import SIGNED_CONTRACTS, SignedContract
from peoplesprocess.models import (
    Adoption,
    Contract,
    Decision,
    Meeting,
    Merge,
    Need,
    NeedGroup,
    Photo,
    Plan,
    PlanItem,
    Result,
    Round,
    Settlement,
    StepClosure,
    Submission,
    Tranche,
    TrancheRefusal,
    TrancheRelease,
    TrancheRequest,
    Visit,
)

MOST_NEEDS = 200


def needs(db: Session, settlement_id: UUID) -> Sequence[Any]:
    """Return needs by number with who raised them and where they were merged; `total` counts them all."""
    into = aliased(Need)
    voices = (
        select(aggregate_strings(NeedGroup.group_code, " "))
        .where(NeedGroup.need_id == Need.id)
        .correlate(Need)
        .scalar_subquery()
    )
    return db.execute(
        select(
            Need.number,
            Need.title,
            Need.sector,
            Need.response_type,
            voices.label("voices"),
            into.number.label("merged_into"),
            func.count().over().label("total"),
        )
        .select_from(Need)
        .outerjoin(Merge, Merge.need_id == Need.id)
        .outerjoin(into, into.id == Merge.into_id)
        .where(Need.settlement_id == settlement_id)
        .order_by(Need.number)
        .limit(MOST_NEEDS)
    ).all()


def items(db: Session, settlement_id: UUID) -> Sequence[Any]:
    """Return the items of the newest plan that was submitted, or of the newest, with their last answer."""
    plan = (
        select(Plan.id)
        .outerjoin(Submission, Submission.plan_id == Plan.id)
        .where(Plan.settlement_id == settlement_id)
        .order_by(Submission.id.is_(None), Plan.number.desc())
        .limit(1)
        .scalar_subquery()
    )
    return db.execute(
        select(
            PlanItem.line,
            PlanItem.title,
            PlanItem.needs,
            PlanItem.cost,
            Submission.made_at.label("submitted_at"),
            Meeting.held_on.label("adopted_on"),
            Decision.verdict,
            Decision.reason,
            Decision.forwarded_to,
            Decision.office,
            Decision.made_at.label("decided_at"),
            (Decision.fingerprint == PlanItem.fingerprint).label("stands"),
        )
        .select_from(PlanItem)
        .outerjoin(Submission, Submission.plan_id == PlanItem.plan_id)
        .outerjoin(Adoption, Adoption.plan_id == PlanItem.plan_id)
        .outerjoin(Meeting, Meeting.id == Adoption.meeting_id)
        .outerjoin(Decision, Decision.id == _last_answer(settlement_id))
        .where(PlanItem.plan_id == plan)
        .order_by(PlanItem.rank, PlanItem.line)
    ).all()


def _last_answer(settlement_id: UUID) -> ScalarSelect[UUID]:
    return (
        select(Decision.id)
        .where(Decision.settlement_id == settlement_id, Decision.line == PlanItem.line)
        .order_by(Decision.id.desc())
        .limit(1)
        .correlate(PlanItem)
        .scalar_subquery()
    )


def result(db: Session, settlement_id: UUID) -> Any:
    """Return the newest result of the newest closed round, or None."""
    return db.execute(
        select(Round.number, Result.figures, Result.made_at)
        .join(Round, Round.id == Result.round_id)
        .where(Result.settlement_id == settlement_id)
        .order_by(Round.number.desc(), Result.number.desc())
        .limit(1)
    ).first()


def contracts(db: Session, settlement_id: UUID) -> list[SignedContract]:
    """Return the signed contracts with their money and how far their closing is."""
    return SIGNED_CONTRACTS.all(db, settlement=settlement_id)


def events(db: Session, settlement_id: UUID) -> Sequence[Any]:
    """Return instalments, visits and waived gates together: rows of one shape, told apart by `kind`."""
    return db.execute(
        union_all(_tranches(settlement_id), _visits(settlement_id), _waivers(settlement_id))
    ).all()


def photo(db: Session, code: str, contract: int, visit: int, number: int) -> str | None:
    """Return the digest of one photo, or None."""
    return db.scalar(
        select(Photo.digest)
        .join(Visit, Visit.id == Photo.visit_id)
        .join(Contract, Contract.id == Visit.contract_id)
        .join(Settlement, Settlement.id == Contract.settlement_id)
        .where(
            Settlement.code == code,
            Contract.number == contract,
            Visit.number == visit,
            Photo.number == number,
        )
    )


def _tranches(settlement_id: UUID) -> Any:
    return (
        select(
            literal("tranche").label("kind"),
            Contract.number.label("contract"),
            Tranche.number.label("number"),
            Tranche.percent.label("percent"),
            Tranche.amount.label("amount"),
            cast(null(), Date).label("day"),
            TrancheRequest.made_at.label("asked_at"),
            TrancheRelease.made_at.label("released_at"),
            TrancheRefusal.made_at.label("refused_at"),
            literal("").label("text"),
        )
        .select_from(Tranche)
        .join(Contract, Contract.id == Tranche.contract_id)
        .outerjoin(TrancheRequest, TrancheRequest.tranche_id == Tranche.id)
        .outerjoin(TrancheRelease, TrancheRelease.request_id == TrancheRequest.id)
        .outerjoin(TrancheRefusal, TrancheRefusal.request_id == TrancheRequest.id)
        .where(Contract.settlement_id == settlement_id)
    )


def _visits(settlement_id: UUID) -> Any:
    told = cast(Photo.number, String) + ":" + Photo.moment + ":" + cast(Photo.size, String)
    photos = (
        select(aggregate_strings(told, " "))
        .where(Photo.visit_id == Visit.id)
        .correlate(Visit)
        .scalar_subquery()
    )
    never = cast(null(), UtcTime)
    return (
        select(
            literal("visit"),
            Contract.number,
            Visit.number,
            Visit.physical,
            Visit.spent,
            Visit.visited_on,
            never,
            never,
            never,
            func.coalesce(photos, ""),
        )
        .select_from(Visit)
        .join(Contract, Contract.id == Visit.contract_id)
        .where(Contract.settlement_id == settlement_id)
    )


def _waivers(settlement_id: UUID) -> Any:
    none, never = cast(literal(0), Integer), cast(null(), UtcTime)
    return select(
        literal("waiver:") + StepClosure.step,
        none,
        none,
        none,
        none,
        cast(null(), Date),
        StepClosure.made_at,
        never,
        never,
        StepClosure.waiver,
    ).where(StepClosure.settlement_id == settlement_id, StepClosure.waiver != "")
