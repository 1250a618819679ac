"""A need whose place on the earth is written: who raised it and whom it touches."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import bindparam, select

from peoplesprocess.db.typed_query import Query
from peoplesprocess.facts.needs import IS_LIVE, RAISED_BY
from peoplesprocess.models import Need


class NeedOfPoint(NamedTuple):
    """A need that stands, by its number."""

    number: int
    title: str
    raised_by: str | None
    affected: list[str]


POINTED_NEED = Query(
    NeedOfPoint,
    select(Need.number, Need.title, RAISED_BY.label("raised_by"), Need.affected).where(
        Need.settlement_id == bindparam("settlement"), Need.number == bindparam("number"), IS_LIVE
    ),
)
"""A need that stands, by its number."""
