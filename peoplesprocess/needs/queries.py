"""What is read of needs: the list in one statement, a need by its number, others to merge it into."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, exists, or_, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from peoplesprocess.db.query import Query
from peoplesprocess.facts.needs import INTO_NUMBER, IS_LIVE, RAISED_BY
from peoplesprocess.models import Need, NeedGroup

PAGE = 50
CHOICES = 60

_need, _group = Need.__table__, NeedGroup.__table__
_settlement: ColumnElement[UUID] = bindparam("settlement")
_number: ColumnElement[int] = bindparam("number")


class NeedLine(NamedTuple):
    """A need in the list; `raised_by` holds codes of groups with blanks between them."""

    number: int
    title: str
    sector: str
    households: int
    raised_by: str | None


_raised = exists(select(1).where(_group.c.need_id == _need.c.id, _group.c.group_code == bindparam("group")))
_LIST = Query(
    NeedLine,
    select(_need.c.number, _need.c.title, _need.c.sector, _need.c.households, RAISED_BY.label("raised_by"))
    .where(_need.c.settlement_id == _settlement, _need.c.number > bindparam("after"), IS_LIVE)
    .where(or_(bindparam("sector") == "", _need.c.sector == bindparam("sector")))
    .where(or_(bindparam("response_type") == "", _need.c.response_type == bindparam("response_type")))
    .where(or_(bindparam("group") == "", _raised))
    .order_by(_need.c.number)
    .limit(PAGE + 1),
)


def needs(
    db: Session,
    settlement: UUID,
    after: int = 0,
    *,
    sector: str = "",
    group: str = "",
    response_type: str = "",
) -> list[NeedLine]:
    """Return a page of needs that stand, by number, and one row more if there are more."""
    chosen = {"sector": sector, "group": group, "response_type": response_type}
    return _LIST.all(db, settlement=settlement, after=after, **chosen)


class NeedKey(NamedTuple):
    """A need's key, the number of the need that it was merged into, and whether it stands."""

    id: UUID
    into_number: int | None
    is_live: bool


NEED_KEY = Query(
    NeedKey,
    select(_need.c.id, INTO_NUMBER.label("into_number"), IS_LIVE.label("is_live")).where(
        _need.c.settlement_id == _settlement, _need.c.number == _number
    ),
)
"""The key of a need by its number."""


class MergeTarget(NamedTuple):
    """A need into which another one can be merged."""

    number: int
    title: str


OTHERS = Query(
    MergeTarget,
    select(_need.c.number, _need.c.title)
    .where(_need.c.settlement_id == _settlement, _need.c.number != _number, IS_LIVE)
    .order_by(_need.c.number != bindparam("into"), _need.c.sector != bindparam("sector"), _need.c.number)
    .limit(CHOICES),
)
"""Other needs that stand, the one that is asked for first, then those of the same sector."""
