"""Queries of scorecards: a work, its scorecards, and the meetings at which groups can have spoken."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, select

from peoplesprocess.core.scorecards import public_answers
from peoplesprocess.db.typed_query import Query
from peoplesprocess.facts.contract_signatures import IS_SIGNED
from peoplesprocess.facts.scorecard_replacements import IS_RECORDED_AGAIN
from peoplesprocess.facts.strikes import not_struck, with_strike
from peoplesprocess.models import Contract, Meeting, Scorecard

_settlement: ColumnElement[UUID] = bindparam("settlement")


class WorkToScore(NamedTuple):
    """A signed contract about whose work groups can speak."""

    id: UUID
    number: int
    title: str
    starts_on: date


WORK = Query(
    WorkToScore,
    select(Contract.id, Contract.number, Contract.title, Contract.starts_on).where(
        Contract.settlement_id == _settlement, Contract.number == bindparam("number"), IS_SIGNED
    ),
)
"""A signed contract of a settlement by its number."""


class ScorecardMeeting(NamedTuple):
    """A meeting with the number of people who were there, None if they were not counted."""

    id: UUID
    number: int
    kind: str
    group_code: str
    held_on: date
    people: int | None


MEETINGS = Query(
    ScorecardMeeting,
    select(Meeting.id, Meeting.number, Meeting.kind, Meeting.group_code, Meeting.held_on, Meeting.people)
    .where(Meeting.settlement_id == _settlement, not_struck(Meeting.id))
    .order_by(Meeting.held_on.desc(), Meeting.number.desc()),
)
"""A settlement's meetings, the newest first."""


class ScorecardRow(NamedTuple):
    """A scorecard; if struck, with the reason and the time."""

    id: UUID
    number: int
    held_on: date
    group_code: str
    counts: dict[str, list[int]]
    is_recorded_again: bool
    meeting: int | None
    reason: str | None
    struck_at: datetime | None
    struck_by: str | None

    def shown(self, item: str, all_counts: bool) -> tuple[int | None, ...]:
        """Return the counts of an item's answers, with None for those that only some roles may see."""
        counts = self.counts[item]
        return tuple(counts) if all_counts else public_answers(counts, self.is_recorded_again).counts


SCORECARDS = Query(
    ScorecardRow,
    with_strike(
        select(
            Scorecard.id,
            Scorecard.number,
            Scorecard.held_on,
            Scorecard.group_code,
            Scorecard.counts,
            IS_RECORDED_AGAIN.label("is_recorded_again"),
            Meeting.number.label("meeting"),
        ).outerjoin(Meeting, Meeting.id == Scorecard.meeting_id),
        Scorecard.id,
    )
    .where(Scorecard.contract_id == bindparam("contract"))
    .order_by(Scorecard.held_on.desc(), Scorecard.number.desc()),
)
"""All scorecards of a contract, the newest day first, struck ones too."""
