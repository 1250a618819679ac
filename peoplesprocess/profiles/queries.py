"""Queries of a profile's pages besides its rounds: sources to choose from."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, desc, func, literal, select, union_all

from peoplesprocess.db.typed_query import Query, ScalarQuery
from peoplesprocess.facts.strikes import not_struck
from peoplesprocess.models import AssessmentResponse, AssessmentResponseVersion, GroupObservation, Meeting

SOURCES_LISTED = 40
"""How many of the newest records can be chosen as a source."""

_settlement: ColumnElement[UUID] = bindparam("settlement")
_meeting, _observation = Meeting.__table__.c, GroupObservation.__table__.c
_response, _version = AssessmentResponse.__table__.c, AssessmentResponseVersion.__table__.c
SOURCE_KEYS = {
    source: ScalarQuery(
        select(record.id).where(
            record.settlement_id == _settlement, record.number == bindparam("number"), not_struck(record.id)
        )
    )
    for source, record in (("meeting", _meeting), ("observation", _observation), ("assessment", _response))
}
"""The key of a standing record by its number, for each source that is a record."""


class ProfileSourceChoice(NamedTuple):
    """A meeting, an observation or a response to choose as a source, with its day."""

    source: str
    number: int
    held_on: date


SOURCE_RECORDS = Query(
    ProfileSourceChoice,
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
        select(literal("assessment"), _response.number, func.max(_version.answered_on))
        .select_from(AssessmentResponse.__table__)
        .join(AssessmentResponseVersion.__table__, _version.response_id == _response.id)
        .where(_response.settlement_id == _settlement, not_struck(_response.id))
        .group_by(_response.number),
    )
    .order_by(desc("held_on"))
    .limit(SOURCES_LISTED),
)
"""The newest standing records of a settlement that can be a source, the newest first."""
