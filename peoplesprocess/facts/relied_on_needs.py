"""The records that rest on a need or a merge, and so keep it from being struck, split or taken back."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, bindparam, or_, select
from sqlalchemy.orm import Session

from peoplesprocess.core.need_stage import NeedStage
from peoplesprocess.db.typed_query import Query
from peoplesprocess.facts.item_progress import NEWEST_PROGRESS, ItemProgress
from peoplesprocess.facts.plans import newest_plan, newest_submitted_plan
from peoplesprocess.facts.rounds import ROUNDS_WITH_RESULTS, RoundWithNewestResult
from peoplesprocess.models import Contract, Plan, PlanAdoption, PlanItem, PlanSubmission

ANSWERED_FROM = NeedStage.RETURNED
"""The least advanced stage at which an item still answers its needs: not if it was declined or removed."""


class AnsweringItem(NamedTuple):
    """An item of a plan in force, or under contract, with the needs that it answers."""

    plan: int
    needs: list[int]
    contract: int | None


_settlement: ColumnElement[UUID] = bindparam("settlement")
_since: ColumnElement[datetime] = bindparam("since")
_IN_FORCE_SINCE = Query(
    AnsweringItem,
    select(Plan.number.label("plan"), PlanItem.needs, Contract.number.label("contract"))
    .select_from(PlanItem)
    .join(Plan, Plan.id == PlanItem.plan_id)
    .outerjoin(PlanAdoption, PlanAdoption.plan_id == Plan.id)
    .outerjoin(PlanSubmission, PlanSubmission.plan_id == Plan.id)
    .outerjoin(Contract, and_(Contract.settlement_id == Plan.settlement_id, Contract.line == PlanItem.line))
    .where(
        Plan.settlement_id == _settlement,
        or_(
            Contract.made_at >= _since,
            and_(
                or_(Plan.id == newest_plan(_settlement), Plan.id == newest_submitted_plan(_settlement)),
                or_(PlanAdoption.made_at >= _since, PlanSubmission.made_at >= _since),
            ),
        ),
    )
    .order_by(Plan.number, PlanItem.line),
)


class ReliantRecords(NamedTuple):
    """The numbers of the records in which a need was decided on since a moment, None where there are none."""

    open_round: int | None
    counted_round: int | None
    plan: int | None
    contract: int | None


def reliant_records_since(db: Session, settlement: UUID, need: int, since: datetime) -> ReliantRecords:
    """Return what was decided with a need since a moment, and the open round that has it on its ballot."""
    rounds = [row for row in ROUNDS_WITH_RESULTS.all(db, settlement=settlement) if need in row.ballot]
    counted = [row.number for row in rounds if _counted_since(row, since)]
    items = _IN_FORCE_SINCE.all(db, settlement=settlement, since=since)
    answering = [item for item in items if need in item.needs]
    return ReliantRecords(
        next((row.number for row in rounds if row.counted_at is None and row.ended_at is None), None),
        counted[-1] if counted else None,
        next((item.plan for item in answering), None),
        next((item.contract for item in answering if item.contract is not None), None),
    )


def _counted_since(row: RoundWithNewestResult, since: datetime) -> bool:
    counted = row.first_count_typed_at
    return counted is not None and counted >= since


def answering_item(db: Session, settlement: UUID, need: int) -> ItemProgress | None:
    """Return the most advanced item that answers a need, None if there is none."""
    items = NEWEST_PROGRESS.all(db, settlement=settlement)
    answering = [item for item in items if need in item.needs and item.outcome.stage >= ANSWERED_FROM]
    return max(answering, key=lambda item: item.outcome.stage, default=None)
