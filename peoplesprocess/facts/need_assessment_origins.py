"""The origin of needs that were recorded from what a filled-in form ranked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import bindparam, select

from peoplesprocess.db.typed_query import ScalarQuery
from peoplesprocess.facts.strikes import not_struck
from peoplesprocess.models import AssessmentResponse, Need, NeedOriginInResponse

_response, _origin = AssessmentResponse.__table__.c, NeedOriginInResponse.__table__.c
_ISSUE = re.compile(r"[^\W\d][\w.-]*:\d+")


@dataclass(frozen=True, slots=True)
class ResponseRankedIssue:
    """A line that a filled-in form ranked: the form's number in the settlement, and the key of the line.

    The key is the line's name in the form with its instance. It comes from an address and is not trusted.
    """

    response: int
    name: str

    @property
    def is_key(self) -> bool:
        """Whether the name has the form of a key, since an address can hold anything."""
        return _ISSUE.fullmatch(self.name) is not None


RESPONSE_KEY: ScalarQuery[UUID] = ScalarQuery(
    select(_response.id).where(
        _response.settlement_id == bindparam("settlement"),
        _response.number == bindparam("number"),
        not_struck(_response.id),
    )
)
"""The key of a response that was not struck, by its number in a settlement."""
ORIGIN = (
    select(_response.number)
    .join(NeedOriginInResponse.__table__, _origin.response_id == _response.id)
    .where(_origin.need_id == Need.__table__.c.id)
    .correlate(Need.__table__)
    .scalar_subquery()
)
"""The number of the response from which a need was recorded, NULL for other needs."""
