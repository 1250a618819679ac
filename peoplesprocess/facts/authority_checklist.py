"""A programme's checklist for authorities: its own wording of the points to look at before an answer."""

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
    """A programme's current wording of a point, "" if retired; `number` is the number of that wording."""

    point: str
    number: int
    words: str


class ChecklistPointVersion(NamedTuple):
    """A wording that a programme gave a point at some time, with the reason and the author's name."""

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
"""The current wording of every point for which a programme has ever written its own."""
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
"""All wordings that a programme gave a point, the newest first."""


def own_words(rows: Iterable[OwnChecklistPoint]) -> dict[str, str]:
    """Return a programme's wordings by point, as `checklist_wordings` takes them."""
    return {row.point: row.words for row in rows}


def checklist_version(rows: Iterable[OwnChecklistPoint]) -> int:
    """Return a version number for the checklist; it grows with every new wording of a point."""
    return sum(row.number for row in rows)
