"""A programme's own guidance on how its steps are done."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import ColumnElement

from peoplesprocess.db.typed_query import Query
from peoplesprocess.models import StepGuidance


class OwnGuidance(NamedTuple):
    """A programme's guidance on a step, "" if it was withdrawn; `number` is the number of that text."""

    step: str
    number: int
    text: str


_programme: ColumnElement[UUID] = bindparam("programme")
_other = aliased(StepGuidance)
_newest = (
    select(func.max(_other.number))
    .where(_other.programme_id == StepGuidance.programme_id, _other.step == StepGuidance.step)
    .correlate(StepGuidance)
    .scalar_subquery()
)
OWN_GUIDANCE = Query(
    OwnGuidance,
    select(StepGuidance.step, StepGuidance.number, StepGuidance.text).where(
        StepGuidance.programme_id == _programme, StepGuidance.number == _newest
    ),
)
"""A programme's present guidance on all steps for which it has ever written any."""
GUIDANCE_OF_STEP = OWN_GUIDANCE.where(StepGuidance.step == bindparam("step"))
"""A programme's present guidance on one step."""
