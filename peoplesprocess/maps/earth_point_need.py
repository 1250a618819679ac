"""The need of a point on the earth: who raised it, whom it affects, and whether it stands."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import bindparam, select

from peoplesprocess.db.typed_query import Query
from peoplesprocess.facts.needs import IS_LIVE, RAISED_BY
from peoplesprocess.models import Need


class NeedOfPoint(NamedTuple):
    """A need with its groups."""

    number: int
    title: str
    raised_by: str | None
    affected: list[str]
    is_live: bool


POINTED_NEED = Query(
    NeedOfPoint,
    select(
        Need.number, Need.title, RAISED_BY.label("raised_by"), Need.affected, IS_LIVE.label("is_live")
    ).where(Need.settlement_id == bindparam("settlement"), Need.number == bindparam("number")),
)
"""A need by its number, even if it was merged, split or struck."""
