"""Queries on small groups: the list with its totals, one group with its changes, savings by month."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, bindparam, case, cast, func, select

from peoplesprocess.db.typed_query import Query, ScalarQuery
from peoplesprocess.facts.small_groups import SAVING_IN_FORCE
from peoplesprocess.facts.strikes import is_struck, not_struck, with_strike
from peoplesprocess.models import Account, Block, GroupSaving, SmallGroup, SmallGroupChange

LISTED = 300
"""The most small groups on one page of the list."""
TYPED = 40
"""The most groups whose savings are typed in on one page."""
CHOICES = 100
"""The most blocks that a form offers."""

_group, _saving, _block = SmallGroup.__table__.c, GroupSaving.__table__.c, Block.__table__.c
_here: ColumnElement[bool] = _group.settlement_id == bindparam("settlement")
_counts = not_struck(_group.id)


class SmallGroupLine(NamedTuple):
    """A small group in the list."""

    number: int
    name: str
    lane: str
    block: str | None
    households: int
    leader: str
    since: date | None
    is_struck: bool


_lines = (
    select(
        *(_group[name] for name in ("number", "name", "lane")),
        _block.name.label("block"),
        *(_group[name] for name in ("households", "leader", "since")),
        is_struck(_group.id).label("is_struck"),
    )
    .select_from(SmallGroup.__table__)
    .outerjoin(Block.__table__, _block.id == _group.block_id)
    .where(_here)
)
SMALL_GROUPS = Query(
    SmallGroupLine,
    _lines.where(_group.number > bindparam("after")).order_by(_group.number).limit(LISTED + 1),
)
"""A settlement's small groups above number `after`, including struck ones: a page, and one more."""


class SmallGroupSums(NamedTuple):
    """Totals over the small groups that count: groups, households, groups led by women, money saved."""

    groups: int
    households: int
    led_by_women: int
    saved: int


_saved = (
    select(cast(func.coalesce(func.sum(_saving.amount), 0), BigInteger))
    .join(SmallGroup.__table__, _group.id == _saving.small_group_id)
    .where(_here, _counts, SAVING_IN_FORCE)
)


SUMS = Query(
    SmallGroupSums,
    select(
        func.count().label("groups"),
        cast(func.coalesce(func.sum(_group.households), 0), BigInteger).label("households"),
        cast(func.coalesce(func.sum(case((_group.leader == "woman", 1), else_=0)), 0), BigInteger).label(
            "led_by_women"
        ),
        _saved.correlate(None).scalar_subquery().label("saved"),
    )
    .select_from(SmallGroup.__table__)
    .where(_here, _counts),
)
"""The totals over a settlement's small groups."""


class SmallGroupDetail(NamedTuple):
    """One small group in full; `reason`, `struck_at` and `struck_by` are None unless it is struck."""

    id: UUID
    number: int
    name: str
    lane: str
    block: str | None
    block_number: int | None
    households: int
    leader: str
    since: date | None
    version: int
    reason: str | None
    struck_at: datetime | None
    struck_by: str | None


SMALL_GROUP = Query(
    SmallGroupDetail,
    with_strike(
        select(
            *(_group[name] for name in ("id", "number", "name", "lane")),
            _block.name.label("block"),
            _block.number.label("block_number"),
            *(_group[name] for name in ("households", "leader", "since", "version")),
        )
        .select_from(SmallGroup.__table__)
        .outerjoin(Block.__table__, _block.id == _group.block_id),
        _group.id,
    ).where(_here, _group.number == bindparam("number")),
)
"""One small group by its number."""


class SmallGroupName(NamedTuple):
    """A small group that counts, to be chosen or to have its savings typed in."""

    id: UUID
    number: int
    name: str
    households: int


_names = (
    select(*(_group[name] for name in SmallGroupName._fields))
    .select_from(SmallGroup.__table__)
    .where(_here, _counts)
    .order_by(_group.number)
)
NAMES = Query(SmallGroupName, _names.where(_group.number > bindparam("after")).limit(bindparam("most")))
"""Small groups that count with a number above `after`, at most `most`."""
NUMBERED = Query(SmallGroupName, _names.where(_group.number.in_(bindparam("numbers", expanding=True))))
"""The small groups that count with these numbers."""
ALL_NAMES = Query(SmallGroupName, _names)
"""All small groups that count. No limit: a name is free only if none of them has it."""


BLOCK = ScalarQuery(
    select(_block.id).where(
        _block.settlement_id == bindparam("settlement"), _block.number == bindparam("number")
    )
)
"""The key of a block by its number."""


class SmallGroupChangeRow(NamedTuple):
    """A change to a small group, with the old and new values by column."""

    before: dict[str, object]
    after: dict[str, object]
    reason: str
    made_at: datetime
    made_by: str | None


CHANGES = Query(
    SmallGroupChangeRow,
    select(
        SmallGroupChange.before,
        SmallGroupChange.after,
        SmallGroupChange.reason,
        SmallGroupChange.made_at,
        Account.name.label("made_by"),
    )
    .outerjoin(Account, Account.id == SmallGroupChange.made_by)
    .where(SmallGroupChange.small_group_id == bindparam("group"))
    .order_by(SmallGroupChange.id.desc()),
)
"""The changes of a small group, newest first."""


class SavingRow(NamedTuple):
    """One figure recorded for a group and a month; the one with the highest `number` is in force."""

    month: date
    group_number: int
    number: int
    amount: int | None
    savers: int | None
    reason: str
    made_at: datetime


_savings = select(
    _saving.month,
    _group.number.label("group_number"),
    *(_saving[name] for name in ("number", "amount", "savers", "reason", "made_at")),
).join(SmallGroup.__table__, _group.id == _saving.small_group_id)
SAVINGS_OF_MONTH = Query(
    SavingRow,
    _savings.where(
        _here,
        _counts,
        _saving.month == bindparam("month"),
        _group.number > bindparam("after"),
        _group.number <= bindparam("until"),
    ).order_by(_group.number, _saving.number),
)
"""All figures recorded for a month, for the groups numbered above `after` and up to `until`."""
SAVINGS_OF_GROUP = Query(
    SavingRow,
    _savings.where(_group.id == bindparam("group")).order_by(_saving.month.desc(), _saving.number.desc()),
)
"""All figures recorded for a group, newest month first."""


class MonthOfSavings(NamedTuple):
    """The savings of all groups that count in one month; `savers` is None if nobody counted the savers."""

    month: date
    groups: int
    amount: int
    savers: int | None


_by_month = (
    select(
        _saving.month,
        func.count().label("groups"),
        cast(func.sum(_saving.amount), BigInteger).label("amount"),
        cast(func.sum(_saving.savers), BigInteger).label("savers"),
    )
    .join(SmallGroup.__table__, _group.id == _saving.small_group_id)
    .where(_here, _counts, SAVING_IN_FORCE)
)
SAVINGS_BY_MONTH = Query(
    MonthOfSavings,
    _by_month.where(_saving.month <= bindparam("until"), _saving.month >= bindparam("since"))
    .group_by(_saving.month)
    .order_by(_saving.month.desc()),
)
"""The savings of each month from `since` to `until`."""
SAVED = ScalarQuery(_saved)
"""The total savings of a settlement's small groups."""
