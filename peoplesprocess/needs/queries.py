"""What is read of needs: the list in one statement, one need, its lineage and its fate."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import and_, bindparam, exists, func, select
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql.functions import aggregate_strings

from peoplesprocess.models import (
    Contract,
    Decision,
    Meeting,
    Merge,
    Need,
    NeedGroup,
    Plan,
    PlanItem,
    Result,
    Round,
    Submission,
    Visit,
)  # fmt: skip

PAGE = 50
CHOICES = 60
ROUNDS = 10

_need, _voice, _merge = Need.__table__, NeedGroup.__table__, Merge.__table__
_voices = (
    select(aggregate_strings(_voice.c.group_code, " "))
    .where(_voice.c.need_id == _need.c.id)
    .scalar_subquery()
)
_is_live = ~exists(select(1).where(_merge.c.need_id == _need.c.id))
# Made once, of tables and not of models: the list of needs is the page that is opened most.
_LIST = (
    select(_need.c.number, _need.c.title, _need.c.sector, _need.c.households, _voices)
    .where(_need.c.settlement_id == bindparam("place"), _need.c.number > bindparam("after"), _is_live)
    .order_by(_need.c.number)
    .limit(PAGE + 1)
)


def needs(
    db: Session,
    settlement_id: UUID,
    after: int = 0,
    *,
    sector: str = "",
    group: str = "",
    response_type: str = "",
) -> Sequence[Any]:
    """Return a page of needs that are not merged, by number, and one row more if there are more.

    Each row holds number, title, sector, households, and the codes of the groups that raised it with
    blanks between them.
    """
    statement = _LIST
    if sector:
        statement = statement.where(_need.c.sector == sector)
    if response_type:
        statement = statement.where(_need.c.response_type == response_type)
    if group:
        raised = select(1).where(_voice.c.need_id == _need.c.id, _voice.c.group_code == group)
        statement = statement.where(exists(raised))
    return db.execute(statement, {"place": settlement_id, "after": after}).all()


def need(db: Session, settlement_id: UUID, number: int) -> Any:
    """Return one need with its groups, its session and the need it was merged into, or None."""
    into = aliased(Need)
    return db.execute(
        select(
            *_need.c,
            _voices.label("voices"),
            Meeting.number.label("meeting_number"),
            Meeting.held_on,
            into.number.label("into_number"),
            into.title.label("into_title"),
            Merge.reason.label("merge_reason"),
            Merge.made_at.label("merged_at"),
        )
        .select_from(_need)
        .outerjoin(Meeting, Meeting.id == _need.c.meeting_id)
        .outerjoin(Merge, Merge.need_id == _need.c.id)
        .outerjoin(into, into.id == Merge.into_id)
        .where(_need.c.settlement_id == settlement_id, _need.c.number == number)
    ).first()


def merged_into(db: Session, need_id: UUID) -> Sequence[Any]:
    """Return the needs that were merged into one, with when and why."""
    return db.execute(
        select(Need.number, Need.title, Merge.made_at, Merge.reason)
        .join(Merge, Merge.need_id == Need.id)
        .where(Merge.into_id == need_id)
        .order_by(Need.number)
    ).all()


def others(db: Session, settlement_id: UUID, number: int, sector: str) -> Sequence[Any]:
    """Return other needs that are not merged, those of the same sector first, at most `CHOICES`."""
    return db.execute(
        select(_need.c.number, _need.c.title)
        .where(_need.c.settlement_id == settlement_id, _need.c.number != number, _is_live)
        .order_by(_need.c.sector != sector, _need.c.number)
        .limit(CHOICES)
    ).all()


def sessions(db: Session, settlement_id: UUID) -> Sequence[Any]:
    """Return the newest sessions of groups: number, day and group."""
    return db.execute(
        select(Meeting.number, Meeting.held_on, Meeting.group_code)
        .where(Meeting.settlement_id == settlement_id, Meeting.kind == "session")
        .order_by(Meeting.held_on.desc(), Meeting.number.desc())
        .limit(CHOICES)
    ).all()


def rounds(db: Session, settlement_id: UUID) -> Sequence[Any]:
    """Return the newest rounds with their ballots and the figures of their newest results."""
    newest = (
        select(func.max(Result.number)).where(Result.round_id == Round.id).correlate(Round).scalar_subquery()
    )
    return db.execute(
        select(Round.number, Round.rule, Round.ballot, Result.figures)
        .outerjoin(Result, and_(Result.round_id == Round.id, Result.number == newest))
        .where(Round.settlement_id == settlement_id)
        .order_by(Round.number.desc())
        .limit(ROUNDS)
    ).all()


def plan_items(db: Session, settlement_id: UUID) -> Sequence[Any]:
    """Return the items of the newest plan with verdict, contract and physical progress."""
    newest = (
        select(Plan.id)
        .where(Plan.settlement_id == settlement_id)
        .order_by(Plan.number.desc())
        .limit(1)
        .scalar_subquery()
    )
    return db.execute(
        select(
            PlanItem.line,
            PlanItem.rank,
            PlanItem.title,
            PlanItem.needs,
            Submission.id.label("submission"),
            _verdict.label("verdict"),
            Contract.number.label("contract"),
            _physical.label("physical"),
        )
        .outerjoin(Submission, Submission.plan_id == PlanItem.plan_id)
        .outerjoin(Contract, and_(Contract.settlement_id == settlement_id, Contract.line == PlanItem.line))
        .where(PlanItem.plan_id == newest)
        .order_by(PlanItem.rank, Contract.number)
    ).all()


_verdict = (
    select(Decision.verdict)
    .join(Plan, Plan.settlement_id == Decision.settlement_id)
    .where(
        Plan.id == PlanItem.plan_id,
        Decision.line == PlanItem.line,
        Decision.fingerprint == PlanItem.fingerprint,
    )
    .order_by(Decision.id.desc())
    .limit(1)
    .correlate(PlanItem)
    .scalar_subquery()
)
_physical = (
    select(Visit.physical)
    .where(Visit.contract_id == Contract.id)
    .order_by(Visit.number.desc())
    .limit(1)
    .correlate(Contract)
    .scalar_subquery()
)
