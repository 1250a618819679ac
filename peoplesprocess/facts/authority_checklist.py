"""What a programme asks an authority before it answers: its own words at the points of the checklist."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import ColumnElement

from peoplesprocess.db.typed_query import Query
from peoplesprocess.models import Account, AuthorityChecklistPoint


class OwnChecklistPoint(NamedTuple):
    """What a programme asks at a point now, "" if it retired it; `number` counts what it ever asked there."""

    point: str
    number: int
    words: str


class ChecklistPointVersion(NamedTuple):
    """What a programme asked at a point from some moment on, why, and who wrote it."""

    number: int
    words: str
    reason: str
    made_at: datetime
    name: str | None


_programme: ColumnElement[UUID] = bindparam("programme")
_other = aliased(AuthorityChecklistPoint)
_newest = (
    select(func.max(_other.number))
    .where(
        _other.programme_id == AuthorityChecklistPoint.programme_id,
        _other.point == AuthorityChecklistPoint.point,
    )
    .correlate(AuthorityChecklistPoint)
    .scalar_subquery()
)
OWN_POINTS = Query(
    OwnChecklistPoint,
    select(
        AuthorityChecklistPoint.point, AuthorityChecklistPoint.number, AuthorityChecklistPoint.words
    ).where(AuthorityChecklistPoint.programme_id == _programme, AuthorityChecklistPoint.number == _newest),
)
"""What a programme asks now at the points where it ever wrote something of its own."""
VERSIONS_OF_POINT = Query(
    ChecklistPointVersion,
    select(
        AuthorityChecklistPoint.number,
        AuthorityChecklistPoint.words,
        AuthorityChecklistPoint.reason,
        AuthorityChecklistPoint.made_at,
        Account.name,
    )
    .outerjoin(Account, Account.id == AuthorityChecklistPoint.made_by)
    .where(
        AuthorityChecklistPoint.programme_id == _programme,
        AuthorityChecklistPoint.point == bindparam("point"),
    )
    .order_by(AuthorityChecklistPoint.number.desc()),
)
"""What a programme asked at a point, the newest first."""


def own_words(rows: Iterable[OwnChecklistPoint]) -> dict[str, str]:
    """Return a programme's words by their points, as `asked_points` takes them."""
    return {row.point: row.words for row in rows}


def checklist_version(rows: Iterable[OwnChecklistPoint]) -> int:
    """Return a number that another checklist of the same programme does not have."""
    return sum(row.number for row in rows)
