"""The defects of works: which count, and which have been rectified."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from sqlalchemy import SQLColumnExpression, and_, exists, or_, select
from sqlalchemy.sql.elements import ColumnElement

from peoplesprocess.facts.strikes import not_struck
from peoplesprocess.models import Defect, DefectRectification

IS_RECTIFIED: ColumnElement[bool] = exists(
    select(1).where(DefectRectification.defect_id == Defect.id).correlate(Defect)
)
"""Whether a defect has been rectified."""
# Cast for the type checker only: without a visit, the first condition of `or_` is true.
_visit = cast("SQLColumnExpression[UUID]", Defect.visit_id)
COUNTS: ColumnElement[bool] = and_(
    or_(Defect.visit_id.is_(None), not_struck(_visit)),
    # Only a defect found in the defects period can be struck on its own.
    or_(Defect.found_on.is_(None), not_struck(Defect.id)),
)
"""Whether a defect counts; one found at a visit counts unless the visit is struck."""
IS_OPEN: ColumnElement[bool] = and_(COUNTS, ~IS_RECTIFIED)
"""Whether a defect still has to be rectified."""
