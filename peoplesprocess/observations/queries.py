"""Queries of observations: the list, and one with all its lines."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, select

from peoplesprocess.db.list_query import ListQuery
from peoplesprocess.db.typed_query import Query
from peoplesprocess.facts.strikes import is_struck
from peoplesprocess.models import GroupObservation, Meeting

LISTED = 100
"""How many observations a page of the list has."""

_row, _meeting = GroupObservation.__table__.c, Meeting.__table__.c
_here = _row.settlement_id == bindparam("settlement")


class GroupObservationLine(NamedTuple):
    """An observation in the list."""

    number: int
    kind: str
    title: str
    observed_on: date
    group_code: str
    is_struck: bool


OBSERVATIONS = ListQuery(
    GroupObservationLine,
    select(
        *(_row[name] for name in GroupObservationLine._fields if name != "is_struck"),
        is_struck(_row.id).label("is_struck"),
    )
    .where(_here)
    .order_by(_row.observed_on.desc(), _row.number.desc()),
    LISTED,
)
"""A settlement's observations, the newest first."""


class GroupObservationDetail(NamedTuple):
    """One observation with its lines and its session."""

    id: UUID
    number: int
    kind: str
    title: str
    observed_on: date
    group_code: str
    body: Mapping[str, object]
    meeting_number: int | None
    held_on: date | None


OBSERVATION = Query(
    GroupObservationDetail,
    select(
        *(_row[name] for name in ("id", "number", "kind", "title", "observed_on", "group_code", "body")),
        _meeting.number.label("meeting_number"),
        _meeting.held_on,
    )
    .select_from(GroupObservation.__table__)
    .outerjoin(Meeting.__table__, _meeting.id == _row.meeting_id)
    .where(_here, _row.number == bindparam("number")),
)
"""One observation by its number."""
