"""A settlement's plans: the newest version, the newest submitted one, and items with their decisions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ScalarSelect, SQLColumnExpression, and_, bindparam, exists, func, select
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql.elements import ColumnElement

from peoplesprocess.core.authority_decisions import YES, AuthorityVerdict, is_fingerprint_of
from peoplesprocess.core.paper_days import lateness_day
from peoplesprocess.core.plan_items import KEPT, TaggedItem
from peoplesprocess.core.safeguards import ItemSafeguards
from peoplesprocess.db.typed_query import Query
from peoplesprocess.facts.attachments import PAPERS_OF_LINE
from peoplesprocess.facts.contracts import IS_ENDED
from peoplesprocess.facts.decision_in_force import IN_FORCE, IS_LEFT, is_in_force
from peoplesprocess.facts.done_at import done_at
from peoplesprocess.facts.local_days import day_in
from peoplesprocess.facts.places import SettlementWithRules
from peoplesprocess.facts.safeguards import LEVEL_OF_ITEM, MEASURES_OF_ITEM, SCREENED_WORDING
from peoplesprocess.facts.strikes import not_struck
from peoplesprocess.models import Contract, Decision, Meeting, Plan, PlanAdoption, PlanItem, PlanSubmission

_version, _submission, _numbered = aliased(Plan), aliased(PlanSubmission), aliased(Plan)


def newest_plan(settlement: ColumnElement[UUID]) -> ScalarSelect[UUID]:
    """Return the key of the newest version of a settlement's plan."""
    return _newest(_version.settlement_id == settlement)


def newest_submitted_plan(
    settlement: SQLColumnExpression[UUID], *conditions: ColumnElement[bool]
) -> ScalarSelect[UUID]:
    """Return the key of the newest version of a settlement's plan that was submitted to the authority."""
    return _newest(_version.settlement_id == settlement, _submission.id.is_not(None), *conditions)


def number_of(plan: SQLColumnExpression[UUID]) -> ScalarSelect[int]:
    """Return the number of a version by its key."""
    return select(_numbered.number).where(_numbered.id == plan).scalar_subquery()


def _newest(*conditions: ColumnElement[bool]) -> ScalarSelect[UUID]:
    return (
        select(_version.id)
        .outerjoin(_submission, _submission.plan_id == _version.id)
        .where(*conditions)
        .order_by(_version.number.desc())
        .limit(1)
        .scalar_subquery()
    )


class PlanVersion(NamedTuple):
    """A version with its adoption and submission; `households` attended the assembly that adopted it.

    `need_titles` are the titles of its needs at that time. `met_on` is the day of the settlement's newest
    meeting and `met_typed_at` when a meeting was last typed in: every version rests on meetings.
    """

    id: UUID
    number: int
    made_at: datetime
    households: int | None
    need_titles: dict[str, str] | None
    meeting: int | None
    adopted_on: date | None
    submitted_at: datetime | None
    submission_typed_at: datetime | None
    met_on: date | None
    met_typed_at: datetime | None

    def told_on(self, place: SettlementWithRules, today: date) -> date:
        """Return the day as of which the age of a draft is judged."""
        typed_on = day_in(place, self.met_typed_at) if self.met_typed_at else None
        return lateness_day(self.met_on, typed_on, today)


_held = aliased(Meeting)
_meetings = (_held.settlement_id == Plan.settlement_id, not_struck(_held.id))
VERSIONS = Query(
    PlanVersion,
    select(
        Plan.id,
        Plan.number,
        Plan.made_at,
        PlanAdoption.households,
        PlanAdoption.need_titles,
        Meeting.number.label("meeting"),
        Meeting.held_on.label("adopted_on"),
        done_at(PlanSubmission).label("submitted_at"),
        PlanSubmission.made_at.label("submission_typed_at"),
        select(func.max(_held.held_on)).where(*_meetings).correlate(Plan).scalar_subquery().label("met_on"),
        select(func.max(_held.made_at))
        .where(*_meetings)
        .correlate(Plan)
        .scalar_subquery()
        .label("met_typed_at"),
    )
    .outerjoin(PlanAdoption, PlanAdoption.plan_id == Plan.id)
    .outerjoin(Meeting, Meeting.id == PlanAdoption.meeting_id)
    .outerjoin(PlanSubmission, PlanSubmission.plan_id == Plan.id)
    .where(Plan.settlement_id == bindparam("settlement"))
    .order_by(Plan.number.desc()),
)
"""The versions of a settlement's plan, the newest first."""


@dataclass(frozen=True, slots=True)
class ItemWithDecision(TaggedItem):
    """An item of a version and the decision in force, if any; `is_left` if its cycle ended early."""

    plan_id: UUID
    plan: int
    line: int
    rank: int
    fingerprint: str
    version: int
    adopted_on: date | None
    submitted_at: datetime | None
    verdict: str | None
    reason: str | None
    forwarded_to: str | None
    office: str | None
    points: list[dict[str, str]] | None
    decided_at: datetime | None
    decision_typed_at: datetime | None
    is_left: bool

    @property
    def is_undecided(self) -> bool:
        """Whether a level still has to answer: none has, or only earlier ones."""
        return not self.is_left and self.verdict in (None, AuthorityVerdict.GIVE_ON)

    @property
    def is_endorsed(self) -> bool:
        """Whether a level has endorsed its present content."""
        return self.verdict in YES

    @property
    def was_sent_back(self) -> bool:
        """Whether the authority returned or declined it."""
        return self.verdict in (AuthorityVerdict.RETURN, AuthorityVerdict.DECLINE)


@dataclass(frozen=True, slots=True)
class ItemWithEarlierAnswer(ItemWithDecision):
    """The same with papers and safeguards, and the answer to the version submitted before.

    `answered_plan` is the number of the version on which that answer was given, `answered_wording` the
    fingerprint of the item in the version submitted before; None if there is none.
    """

    papers: int
    risk: str | None
    screened: str | None
    measures: int
    answered_plan: int | None
    answered_wording: str | None
    answer: str | None
    answer_reason: str | None
    answer_office: str | None
    answer_points: list[dict[str, str]] | None
    answered_at: datetime | None
    answer_typed_at: datetime | None

    @property
    def safeguards(self) -> ItemSafeguards:
        """What is known about the item's risks."""
        return ItemSafeguards(self.risk, is_fingerprint_of(self.screened, self.fingerprint), self.measures)

    @property
    def is_to_change(self) -> bool:
        """Whether it is a draft whose line was returned or declined in the version submitted before."""
        return self.submitted_at is None and self.answer in (
            AuthorityVerdict.RETURN,
            AuthorityVerdict.DECLINE,
        )


_item = PlanItem.__table__.c
_ITEMS = (
    select(
        *(_item[name] for name in KEPT),
        PlanItem.plan_id,
        Plan.number.label("plan"),
        PlanItem.line,
        PlanItem.rank,
        PlanItem.fingerprint,
        PlanItem.version,
        Meeting.held_on.label("adopted_on"),
        done_at(PlanSubmission).label("submitted_at"),
        Decision.verdict,
        Decision.reason,
        Decision.forwarded_to,
        Decision.office,
        Decision.points,
        done_at(Decision).label("decided_at"),
        Decision.made_at.label("decision_typed_at"),
        IS_LEFT.label("is_left"),
    )
    .select_from(PlanItem)
    .join(Plan, Plan.id == PlanItem.plan_id)
    .outerjoin(PlanAdoption, PlanAdoption.plan_id == Plan.id)
    .outerjoin(Meeting, Meeting.id == PlanAdoption.meeting_id)
    .outerjoin(PlanSubmission, PlanSubmission.plan_id == Plan.id)
    .outerjoin(Decision, IN_FORCE)
    .order_by(Plan.number, PlanItem.rank, PlanItem.line)
)
_place: ColumnElement[UUID] = bindparam("settlement")
_before, _answer = aliased(PlanItem), aliased(Decision)
_ANSWERED = (
    _ITEMS.add_columns(
        PAPERS_OF_LINE.label("papers"),
        LEVEL_OF_ITEM.label("risk"),
        SCREENED_WORDING.label("screened"),
        MEASURES_OF_ITEM.label("measures"),
        number_of(_answer.plan_id).label("answered_plan"),
        _before.fingerprint.label("answered_wording"),
        _answer.verdict.label("answer"),
        _answer.reason.label("answer_reason"),
        _answer.office.label("answer_office"),
        _answer.points.label("answer_points"),
        done_at(_answer).label("answered_at"),
        _answer.made_at.label("answer_typed_at"),
    )
    .outerjoin(
        _before,
        and_(
            _before.plan_id
            == newest_submitted_plan(Plan.settlement_id, _version.number < Plan.number).correlate(Plan),
            _before.line == PlanItem.line,
        ),
    )
    .outerjoin(_answer, is_in_force(_answer, _before))
)
_OF_PLANS = Query(
    ItemWithEarlierAnswer, _ANSWERED.where(PlanItem.plan_id.in_(bindparam("plans", expanding=True)))
)
NEWEST_ITEMS = Query(ItemWithDecision, _ITEMS.where(PlanItem.plan_id == newest_plan(_place)))
"""The items of the newest version of a settlement's plan, in the community's order."""
NEWEST_ITEM = Query(
    ItemWithEarlierAnswer,
    _ANSWERED.where(PlanItem.plan_id == newest_plan(_place), PlanItem.line == bindparam("line")),
)
"""One item of the newest version by its line."""

_later, _later_item = aliased(Plan), aliased(PlanItem)
_in_later_version = (
    select(1)
    .select_from(_later_item)
    .join(_later, _later.id == _later_item.plan_id)
    .where(_later.settlement_id == Plan.settlement_id, _later_item.line == PlanItem.line)
    .where(_later.number > Plan.number)
    .correlate(Plan, PlanItem)
)
IS_IN_LATER_VERSION: ColumnElement[bool] = exists(_in_later_version)
"""Whether a later version of the plan has an item's line."""


def _last_items(newest: ColumnElement[UUID]) -> Query[ItemWithDecision]:
    """Return the last item of each line up to a version; lines under contract leave later versions."""
    up_to = number_of(newest)
    is_followed = exists(_in_later_version.where(_later.number <= up_to))
    last = _ITEMS.where(Plan.settlement_id == _place, Plan.number <= up_to, ~is_followed)
    return Query(ItemWithDecision, last)


PUBLIC_PLAN: ColumnElement[UUID] = func.coalesce(newest_submitted_plan(_place), newest_plan(_place))
"""The key of the version that the public sees: the newest submitted one, else the newest."""
LAST_ITEMS = _last_items(newest_plan(_place).expression)
"""The last item of each line of a settlement's plan, whichever version it is in."""
LAST_PUBLIC_ITEMS = _last_items(PUBLIC_PLAN)
"""The same, up to the version that the public sees."""
LEFT_ITEMS = NEWEST_ITEMS.where(
    ~exists(
        select(1)
        .where(Contract.settlement_id == Plan.settlement_id, Contract.line == PlanItem.line, ~IS_ENDED)
        .correlate(Plan, PlanItem)
    ),
    func.coalesce(Decision.verdict, "") != AuthorityVerdict.DECLINE.value,
)
"""The items that the newest version leaves for the next cycle: not declined, and without a contract."""
SUBMITTED_ITEMS = Query(ItemWithDecision, _ITEMS.where(PlanItem.plan_id == newest_submitted_plan(_place)))
"""The items of the newest submitted version, in the community's order."""
ENDORSED_ITEMS = SUBMITTED_ITEMS.where(Decision.verdict == AuthorityVerdict.ENDORSE.value)
"""The endorsed items of the newest submitted version."""


def items(db: Session, plans: Iterable[UUID]) -> list[ItemWithEarlierAnswer]:
    """Return the items of versions in the community's order, each with the decision in force."""
    return _OF_PLANS.all(db, plans=list(plans))
