"""Queries on a settlement: its meetings, no-objections, and the warnings on its page."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, cast, literal, null, select, union_all

from peoplesprocess.core.inclusion import PeopleShare
from peoplesprocess.db.column_types import UtcTime
from peoplesprocess.db.list_query import ListQuery
from peoplesprocess.db.typed_query import Query
from peoplesprocess.facts.done_at import done_at
from peoplesprocess.facts.safeguards import has_eviction_risk
from peoplesprocess.facts.strikes import is_struck, not_struck
from peoplesprocess.models import Meeting, NoObjection, StepClosure

PAGE = 200
"""The number of meetings on a page of the list."""

_settlement: ColumnElement[UUID] = bindparam("settlement")


class MeetingLine(NamedTuple):
    """A meeting in the list."""

    number: int
    kind: str
    group_code: str
    held_on: date
    people: int
    women: int
    is_struck: bool

    @property
    def share_of_women(self) -> PeopleShare:
        """The share of women among those who came."""
        return PeopleShare(self.women, self.people)


_meetings = select(
    *(Meeting.__table__.c[name] for name in MeetingLine._fields if name != "is_struck"),
    is_struck(Meeting.__table__.c.id).label("is_struck"),
).where(Meeting.settlement_id == _settlement)
MEETINGS = ListQuery(MeetingLine, _meetings.order_by(Meeting.held_on.desc(), Meeting.number.desc()), PAGE)
"""A settlement's meetings, newest first, including struck ones."""
MEETINGS_LIKE = Query(
    MeetingLine,
    _meetings.where(
        not_struck(Meeting.__table__.c.id),
        Meeting.kind == bindparam("kind"),
        Meeting.group_code == bindparam("group"),
        Meeting.held_on == bindparam("day"),
    ),
)
"""A settlement's meetings of one kind and group on one day, without struck ones."""


class MeetingDetail(NamedTuple):
    """One meeting; `counts` holds people by sex and age band. None means that nobody counted."""

    id: UUID
    number: int
    kind: str
    group_code: str
    held_on: date
    place: str
    counts: dict[str, list[int]]
    people: int
    women: int
    displaced: int | None
    with_disability: int | None
    women_headed: int | None
    households: int | None
    consent: bool
    agenda: str
    minutes: str
    cycles_before: int

    @property
    def share_of_women(self) -> PeopleShare:
        """The share of women among those who came."""
        return PeopleShare(self.women, self.people)


MEETING = Query(
    MeetingDetail,
    select(*(Meeting.__table__.c[name] for name in MeetingDetail._fields)).where(
        Meeting.settlement_id == _settlement, Meeting.number == bindparam("number")
    ),
)
"""One meeting of a settlement by its number."""


class NoObjectionLine(NamedTuple):
    """An office's statement that it has no objection."""

    office: str
    reference: str
    given_on: date


NO_OBJECTIONS = Query(
    NoObjectionLine,
    select(NoObjection.office, NoObjection.reference, NoObjection.given_on)
    .where(NoObjection.settlement_id == _settlement)
    .order_by(NoObjection.given_on.desc()),
)
"""A settlement's no-objections, newest first."""


class SettlementPageWarning(NamedTuple):
    """A warning on a settlement's page, of one of two kinds.

    "waiver" is a step that was closed although its gate did not hold, with the written reason; "eviction"
    means that a work may cost somebody a home, land or livelihood.
    """

    kind: str
    step: str
    closed_at: datetime | None
    typed_at: datetime | None
    waiver: str


WARNINGS = Query(
    SettlementPageWarning,
    union_all(
        select(
            literal("waiver").label("kind"),
            StepClosure.step.label("step"),
            done_at(StepClosure).label("closed_at"),
            StepClosure.made_at.label("typed_at"),
            StepClosure.waiver.label("waiver"),
        ).where(StepClosure.settlement_id == _settlement, StepClosure.waiver != ""),
        select(
            literal("eviction"), literal(""), cast(null(), UtcTime), cast(null(), UtcTime), literal("")
        ).where(has_eviction_risk(_settlement)),
    ).order_by("typed_at"),
)
"""The warnings on a settlement's page, oldest first."""
