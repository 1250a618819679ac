"""What only the plan asks for: the words of the needs that an item answers, and how old its papers are."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from peoplesprocess.core.paper_days import told_as_of
from peoplesprocess.db.typed_query import Query
from peoplesprocess.facts.local_days import day_in
from peoplesprocess.facts.places import SettlementWithRules
from peoplesprocess.facts.strikes import not_struck
from peoplesprocess.models import Meeting, Need


class NeedWords(NamedTuple):
    """What people said of a need, and why it is so; "" where nobody wrote it."""

    statement: str
    cause: str


WORDS_OF_NEEDS = Query(
    NeedWords,
    select(Need.statement, Need.cause)
    .where(
        Need.settlement_id == bindparam("settlement"), Need.number.in_(bindparam("numbers", expanding=True))
    )
    .order_by(Need.number),
)
"""The words of needs by their numbers, in order."""


class NewestMeetings(NamedTuple):
    """The day of a settlement's newest meeting, and when one was typed in last; None without any."""

    held_on: date | None
    typed_at: datetime | None


_NEWEST_MEETINGS = Query(
    NewestMeetings,
    select(func.max(Meeting.held_on).label("held_on"), func.max(Meeting.made_at).label("typed_at")).where(
        Meeting.settlement_id == bindparam("settlement"), not_struck(Meeting.id)
    ),
)


def told_on(db: Session, place: SettlementWithRules, today: date) -> date:
    """Return the day as of which it is told whether a draft's days are over: every plan rests on meetings."""
    newest = _NEWEST_MEETINGS.one(db, settlement=place.id)
    return told_as_of(newest.held_on, day_in(place, newest.typed_at) if newest.typed_at else None, today)
