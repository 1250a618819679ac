"""What is read for the pages of a profile beside its rounds: sources to choose from, and needs by place."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, literal, select, union_all

from peoplesprocess.db.query import Query, Value
from peoplesprocess.facts.strikes import not_struck
from peoplesprocess.models import Meeting, Observation

SOURCES_LISTED = 40
"""So many of the newest meetings and observations can be chosen as a source."""

_settlement: ColumnElement[UUID] = bindparam("settlement")
_meeting, _observation = Meeting.__table__.c, Observation.__table__.c
MEETING_KEY = Value(
    select(_meeting.id).where(
        _meeting.settlement_id == _settlement, _meeting.number == bindparam("number"), not_struck(_meeting.id)
    )
)
"""The key of a meeting that counts, by its number."""
OBSERVATION_KEY = Value(
    select(_observation.id).where(
        _observation.settlement_id == _settlement,
        _observation.number == bindparam("number"),
        not_struck(_observation.id),
    )
)
"""The key of an observation that counts, by its number."""


class SourceRecord(NamedTuple):
    """A meeting or an observation to choose as a source, with its day."""

    source: str
    number: int
    held_on: date


SOURCE_RECORDS = Query(
    SourceRecord,
    union_all(
        select(
            literal("meeting").label("source"),
            _meeting.number.label("number"),
            _meeting.held_on.label("held_on"),
        ).where(_meeting.settlement_id == _settlement, not_struck(_meeting.id)),
        select(
            literal("observation"),
            _observation.number,
            _observation.observed_on,
        ).where(_observation.settlement_id == _settlement, not_struck(_observation.id)),
    )
    .order_by("held_on")
    .limit(SOURCES_LISTED),
)
"""The meetings and observations of a settlement that count, by day."""
