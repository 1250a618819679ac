"""Items submitted to the authority, with every decision on their content."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import Session

from peoplesprocess.core.authority_decisions import AuthorityVerdict, DecisionOnItemContent, is_fingerprint_of
from peoplesprocess.core.plan_items import JUDGED, ItemContent
from peoplesprocess.core.roles import Role, RoleGrant
from peoplesprocess.core.safeguards import ItemSafeguards
from peoplesprocess.db.typed_query import Query
from peoplesprocess.facts.cycles import CYCLES_BEFORE_PLAN
from peoplesprocess.facts.decision_in_force import IS_LEFT, ON_CONTENT
from peoplesprocess.facts.done_at import done_at
from peoplesprocess.facts.safeguards import LEVEL_OF_ITEM, MEASURES_OF_ITEM, SCREENED_WORDING
from peoplesprocess.models import Contract, Decision, Plan, PlanItem, PlanSubmission


@dataclass(frozen=True, slots=True)
class ItemDecision(DecisionOnItemContent):
    """A decision on an item with its words and its office; `made_at` is when it was given, maybe on paper.

    `in_stead_of` is the level that did not answer and was passed over, 0 if there was none.
    """

    id: UUID
    typed_at: datetime
    reason: str
    forwarded_to: str
    office: str
    points: list[dict[str, str]]
    in_stead_of: int


@dataclass(frozen=True, slots=True)
class SubmittedItem(ItemContent):
    """An item of a version that was submitted to the authority; `is_left` if its cycle ended early."""

    plan_id: UUID
    plan: int
    cycles_before: int
    line: int
    rank: int
    fingerprint: str
    submitted_at: datetime
    submission_typed_at: datetime
    contracted: bool
    is_left: bool
    risk: str | None
    screened: str | None
    measures: int

    @property
    def safeguards(self) -> ItemSafeguards:
        """What is known about the item's risks."""
        return ItemSafeguards(self.risk, is_fingerprint_of(self.screened, self.fingerprint), self.measures)


@dataclass(frozen=True, slots=True)
class DecidedItem:
    """A submitted item with all decisions on its content, in the order in which they were made."""

    item: SubmittedItem
    decisions: list[ItemDecision]


@dataclass(frozen=True, slots=True)
class SubmittedItemDecisionRow(SubmittedItem):
    """A submitted item beside one decision on its content; without one, the decision's columns are None."""

    decision: UUID | None
    verdict: str | None
    area: str | None
    in_this_version: bool | None
    decided_at: datetime | None
    decision_typed_at: datetime | None
    reason: str | None
    forwarded_to: str | None
    office: str | None
    points: list[dict[str, str]] | None
    level: int | None
    in_stead_of: int | None


_item = PlanItem.__table__.c
IN_THIS_VERSION = (Decision.plan_id == PlanItem.plan_id).label("in_this_version")
"""Whether a decision was made on the version of the plan that contains the item."""
_SUBMITTED = Query(
    SubmittedItemDecisionRow,
    select(
        *(_item[name] for name in JUDGED),
        PlanItem.plan_id,
        Plan.number.label("plan"),
        CYCLES_BEFORE_PLAN.label("cycles_before"),
        PlanItem.line,
        PlanItem.rank,
        PlanItem.fingerprint,
        done_at(PlanSubmission).label("submitted_at"),
        PlanSubmission.made_at.label("submission_typed_at"),
        exists(
            select(1).where(Contract.settlement_id == Plan.settlement_id, Contract.line == PlanItem.line)
        ).label("contracted"),
        IS_LEFT.label("is_left"),
        LEVEL_OF_ITEM.label("risk"),
        SCREENED_WORDING.label("screened"),
        MEASURES_OF_ITEM.label("measures"),
        Decision.id.label("decision"),
        Decision.verdict,
        Decision.area,
        IN_THIS_VERSION,
        done_at(Decision).label("decided_at"),
        Decision.made_at.label("decision_typed_at"),
        Decision.reason,
        Decision.forwarded_to,
        Decision.office,
        Decision.points,
        Decision.level,
        Decision.in_stead_of,
    )
    .select_from(PlanItem)
    .join(Plan, Plan.id == PlanItem.plan_id)
    .join(PlanSubmission, PlanSubmission.plan_id == Plan.id)
    .outerjoin(Decision, ON_CONTENT)
    .where(Plan.settlement_id == bindparam("settlement"))
    .order_by(Plan.number, PlanItem.rank, PlanItem.line, Decision.id),
)


def decided_items(db: Session, settlement: UUID) -> list[DecidedItem]:
    """Return the items of all submitted versions with their decisions, the oldest version first.

    One statement reads all of them: the history of a plan is short, and the authority's pages show it whole.
    """
    by_item: dict[tuple[int, int], DecidedItem] = {}
    for row in _SUBMITTED.all(db, settlement=settlement):
        item = by_item.setdefault((row.plan, row.line), DecidedItem(row, []))
        if row.decision is not None and row.verdict is not None and row.decided_at is not None:
            item.decisions.append(
                ItemDecision(
                    verdict=AuthorityVerdict(row.verdict),
                    area=row.area or "",
                    in_this_version=bool(row.in_this_version),
                    made_at=row.decided_at,
                    typed_at=row.decision_typed_at or row.decided_at,
                    id=row.decision,
                    reason=row.reason or "",
                    forwarded_to=row.forwarded_to or "",
                    office=row.office or "",
                    points=row.points or [],
                    level=row.level or 1,
                    in_stead_of=row.in_stead_of or 0,
                )
            )
    return list(by_item.values())


class AuthorityRemit(NamedTuple):
    """The area of a programme, and the level, for which an account answers as the authority."""

    programme: UUID
    area: str
    level: int


def offices_of(grants: Iterable[RoleGrant]) -> set[AuthorityRemit]:
    """Return the offices for which these grants make somebody the local authority."""
    return {
        AuthorityRemit(grant.programme, grant.area, grant.level)
        for grant in grants
        if grant.role is Role.LOCAL_AUTHORITY and grant.programme and grant.area
    }
