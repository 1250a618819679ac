"""Where a need comes from that was recorded from what a filled-in form ranked."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import bindparam, select

from peoplesprocess.db.typed_query import ScalarQuery
from peoplesprocess.models import AssessmentResponse, Need, NeedOriginInResponse

_response, _origin = AssessmentResponse.__table__.c, NeedOriginInResponse.__table__.c


@dataclass(frozen=True, slots=True)
class ResponseRankedIssue:
    """What a filled-in form ranked: the form's number here, and the name of the line."""

    response: int
    name: str


RESPONSE_KEY: ScalarQuery[UUID] = ScalarQuery(
    select(_response.id).where(
        _response.settlement_id == bindparam("settlement"), _response.number == bindparam("number")
    )
)
"""The key of a filled-in form by its number in a settlement."""
ORIGIN = (
    select(_response.number)
    .join(NeedOriginInResponse.__table__, _origin.response_id == _response.id)
    .where(_origin.need_id == Need.__table__.c.id)
    .correlate(Need.__table__)
    .scalar_subquery()
)
"""The number of the filled-in form that a need came of, NULL of other needs."""
