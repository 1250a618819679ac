"""A settlement's meetings: sessions of groups with their attendance, and meetings of a given kind."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import BigInteger, ScalarSelect, String, bindparam, cast, func, select
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.functions import aggregate_strings

from peoplesprocess.db.list_query import ListQuery
from peoplesprocess.db.typed_query import Query, ScalarQuery
from peoplesprocess.facts.strikes import not_struck
from peoplesprocess.models import Meeting

INFORMING_KINDS = ("orientation", "women")
"""The kinds of meetings at which people hear what they are asked to take part in."""
CHOICES = 60
"""How many sessions a page of choices has."""

_meeting = Meeting.__table__.c
_here = _meeting.settlement_id == bindparam("settlement")
_counts = not_struck(_meeting.id)
_of_cycle = _meeting.cycles_before == bindparam("cycles_before")
_newest_first = _meeting.held_on.desc(), _meeting.number.desc()
IS_SESSION: ColumnElement[bool] = _meeting.kind == "session"
"""Whether a meeting was the session of one group."""


class GroupMeeting(NamedTuple):
    """A session of one group."""

    id: UUID
    number: int
    held_on: date
    group_code: str


_sessions = select(_meeting.id, _meeting.number, _meeting.held_on, _meeting.group_code).where(
    _here, IS_SESSION, _counts
)
ALL_SESSIONS = Query(GroupMeeting, _sessions.order_by(*_newest_first))
"""The sessions of groups that were not struck, the newest first."""
SESSIONS = ListQuery(GroupMeeting, ALL_SESSIONS.statement, CHOICES)
"""The same, to choose from."""
SESSION = Query(GroupMeeting, _sessions.where(_meeting.number == bindparam("number")))
"""One session by its number."""


class GroupFirstSession(NamedTuple):
    """A group and the day of its first session in a cycle."""

    group_code: str
    held_on: date


FIRST_SESSIONS = Query(
    GroupFirstSession,
    select(_meeting.group_code, func.min(_meeting.held_on).label("held_on"))
    .where(_here, IS_SESSION, _of_cycle, _counts)
    .group_by(_meeting.group_code),
)
"""The first session of each group in a cycle."""


class SessionAttendance(NamedTuple):
    """The attendance of a session: `counts` are people by sex and age band; None means not counted."""

    group_code: str
    people: int
    counts: dict[str, list[int]]
    displaced: int | None
    with_disability: int | None


SESSION_COUNTS = Query(
    SessionAttendance,
    select(
        _meeting.group_code, _meeting.people, _meeting.counts, _meeting.displaced, _meeting.with_disability
    ).where(_here, IS_SESSION, _of_cycle, _counts),
)
"""The attendance of all groups' sessions in a cycle."""


def attendance(
    settlement: ColumnElement[UUID], group: ColumnElement[str], cycles_before: ColumnElement[int]
) -> ScalarSelect[int]:
    """Return how many people attended the sessions of a group in a cycle, summed over sessions."""
    return (
        # PostgreSQL returns the sum of big integers as a decimal.
        select(cast(func.coalesce(func.sum(_meeting.people), 0), BigInteger))
        .where(_meeting.settlement_id == settlement, IS_SESSION, _meeting.group_code == group)
        .where(_meeting.cycles_before == cycles_before, _counts)
        .correlate_except(Meeting)
        .scalar_subquery()
    )


def attendance_by_group(
    settlement: ColumnElement[UUID], cycles_before: ColumnElement[int]
) -> ScalarSelect[str | None]:
    """Return the people at each session of a cycle as pairs that `people_by_group` reads."""
    return (
        select(aggregate_strings(_meeting.group_code + "=" + cast(_meeting.people, String), " "))
        .where(
            _meeting.settlement_id == settlement, IS_SESSION, _meeting.cycles_before == cycles_before, _counts
        )
        .correlate_except(Meeting)
        .scalar_subquery()
    )


def people_by_group(pairs: str | None) -> dict[str, int]:
    """Return how many people attended the sessions of each group, by the group's code."""
    people: dict[str, int] = {}
    for pair in (pairs or "").split():
        group, _, count = pair.partition("=")
        people[group] = people.get(group, 0) + int(count)
    return people


class HeldMeeting(NamedTuple):
    """A meeting with how many people and households came; `households` is None if they were not counted."""

    id: UUID
    number: int
    held_on: date
    people: int
    households: int | None


_held = select(_meeting.id, _meeting.number, _meeting.held_on, _meeting.people, _meeting.households).where(
    _here, _meeting.kind == bindparam("kind"), _counts
)
MEETINGS_OF_KIND = Query(HeldMeeting, _held.order_by(*_newest_first))
"""The meetings of one kind, such as assemblies or public audits, the newest first."""
MEETING_OF_KIND = Query(HeldMeeting, _held.where(_meeting.number == bindparam("number")))
"""One meeting of a kind by its number."""
FIRST_INFORMED_ON: ScalarQuery[date] = ScalarQuery(
    select(func.min(_meeting.held_on)).where(_here, _meeting.kind.in_(INFORMING_KINDS), _counts)
)
"""The day of the first meeting at which people were informed, None where no such meeting is recorded."""
