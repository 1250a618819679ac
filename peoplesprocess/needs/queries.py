"""What is read of needs: the list in one statement, one need, its lineage, and what became of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, exists, or_, select
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql.elements import ColumnElement

from peoplesprocess.db.query import Query
from peoplesprocess.facts.needs import IS_LIVE, RAISED_BY
from peoplesprocess.models import Meeting, Merge, Need, NeedGroup

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


class NeedDetail(NamedTuple):
    """One need with its groups, its session and the need it was merged into."""

    id: UUID
    number: int
    title: str
    statement: str
    sector: str
    landmark: str
    households: int
    affected: list[str]
    severity: int
    season: str
    since: str
    cause: str
    coping: str
    response_type: str
    version: int
    raised_by: str | None
    meeting_number: int | None
    held_on: date | None
    into_number: int | None
    into_title: str | None
    merge_reason: str | None
    merged_at: datetime | None

    @property
    def groups(self) -> list[str]:
        """The codes of the groups that raised it."""
        return (self.raised_by or "").split()


_into = aliased(Need)
NEED = Query(
    NeedDetail,
    select(
        *(Need.__table__.c[name] for name in NeedDetail._fields if name in Need.__table__.c),
        RAISED_BY.label("raised_by"),
        Meeting.number.label("meeting_number"),
        Meeting.held_on,
        _into.number.label("into_number"),
        _into.title.label("into_title"),
        Merge.reason.label("merge_reason"),
        Merge.made_at.label("merged_at"),
    )
    .select_from(_need)
    .outerjoin(Meeting, Meeting.id == _need.c.meeting_id)
    .outerjoin(Merge, Merge.need_id == _need.c.id)
    .outerjoin(_into, _into.id == Merge.into_id)
    .where(_need.c.settlement_id == _settlement, _need.c.number == _number),
)
"""One need of a settlement by its number."""


class MergedNeed(NamedTuple):
    """A need that was merged into another one."""

    number: int
    title: str
    made_at: datetime
    reason: str


MERGED_INTO = Query(
    MergedNeed,
    select(Need.number, Need.title, Merge.made_at, Merge.reason)
    .join(Merge, Merge.need_id == Need.id)
    .where(Merge.into_id == bindparam("need"))
    .order_by(Need.number),
)
"""The needs that were merged into one."""


class OtherNeed(NamedTuple):
    """A need into which another one can be merged."""

    number: int
    title: str


OTHERS = Query(
    OtherNeed,
    select(_need.c.number, _need.c.title)
    .where(_need.c.settlement_id == _settlement, _need.c.number != _number, IS_LIVE)
    .order_by(_need.c.sector != bindparam("sector"), _need.c.number)
    .limit(CHOICES),
)
"""Other needs that stand, those of the same sector first."""
