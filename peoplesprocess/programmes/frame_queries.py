"""What the items of a programme's plans add up to by the codes of a frame, and which items a code has."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    SQLColumnExpression,
    String,
    bindparam,
    case,
    cast,
    func,
    literal,
    not_,
    select,
    true,
    tuple_,
    union_all,
)

from peoplesprocess.db.json_list_members import JsonListTexts
from peoplesprocess.db.sums import whole_sum
from peoplesprocess.db.typed_query import Query
from peoplesprocess.facts.framed_items import IS_STANDING, IS_WORK, has_tag
from peoplesprocess.models import Plan, PlanItem, SettlementSummary

ANY, ALL = "", "*"
"""What stands for a code where all items of the frame are counted, each once, and where all items are."""
PAGE_SIZE = 50
"""So many items a page lists."""


class FrameFigure(NamedTuple):
    """What the items of a code add up to in one currency: their number, works, settlements, households, cost.

    Each settlement, with all its households, is counted once. Money is in minor units.
    """

    code: str
    currency: str
    items: int
    works: int
    settlements: int
    households: int
    cost: int


class FrameItem(NamedTuple):
    """An item of a plan in a list of a frame."""

    settlement: str
    line: int
    settlement_name: str
    plan: int
    title: str
    cost: int
    currency: str
    frame_tags: list[str]


_summary, _item = SettlementSummary.__table__.c, PlanItem.__table__.c
_programme: ColumnElement[UUID] = bindparam("programme")
_start: ColumnElement[str] = cast(bindparam("start"), String)
_standing = (
    select(
        Plan.settlement_id,
        _item.cost,
        _item.frame_tags,
        case((IS_WORK, 1), else_=0).label("is_work"),
        has_tag(_item.frame_tags, _start, begins=True).label("is_tagged"),
    )
    .select_from(PlanItem)
    .join(Plan, Plan.id == PlanItem.plan_id)
    .where(Plan.programme_id == _programme, IS_STANDING)
    .cte("standing")
)
_tag = JsonListTexts(_standing.c.frame_tags).table_valued("value", joins_implicitly=True)


def _counted(code: SQLColumnExpression[str]) -> Select[*tuple[object, ...]]:
    columns = (_standing.c.settlement_id, _standing.c.cost, _standing.c.is_work)
    return select(code.label("code"), *columns)


_by_code = union_all(
    _counted(func.substr(_tag.c.value, func.length(_start) + 1))
    .select_from(_standing.join(_tag, true()))
    .where(_standing.c.is_tagged, func.substr(_tag.c.value, 1, func.length(_start)) == _start),
    _counted(literal(ANY)).where(_standing.c.is_tagged),
    _counted(literal(ALL)),
).subquery()
_by_place = (
    select(
        _by_code.c.code,
        _by_code.c.settlement_id,
        func.count().label("items"),
        func.sum(_by_code.c.is_work).label("works"),
        func.sum(_by_code.c.cost).label("cost"),
    )
    .group_by(_by_code.c.code, _by_code.c.settlement_id)
    .subquery()
)
FRAME_FIGURES = Query(
    FrameFigure,
    select(
        _by_place.c.code,
        _summary.currency,
        whole_sum(_by_place.c["items"]).label("items"),
        whole_sum(_by_place.c.works).label("works"),
        func.count().label("settlements"),
        whole_sum(_summary.households).label("households"),
        whole_sum(_by_place.c.cost).label("cost"),
    )
    .select_from(_by_place)
    .join(SettlementSummary, _summary.settlement_id == _by_place.c.settlement_id)
    .group_by(_by_place.c.code, _summary.currency),
)
"""What a programme's items add up to by the codes of the frame whose tags begin with `start`."""

_after = tuple_(bindparam("settlement", type_=String), bindparam("line", type_=BigInteger))
_listed = (
    select(
        _summary.code.label("settlement"),
        PlanItem.line,
        _summary.name.label("settlement_name"),
        Plan.number.label("plan"),
        PlanItem.title,
        PlanItem.cost,
        _summary.currency,
        _item.frame_tags,
    )
    .select_from(PlanItem)
    .join(Plan, Plan.id == PlanItem.plan_id)
    .join(SettlementSummary, _summary.settlement_id == Plan.settlement_id)
    .where(Plan.programme_id == _programme, IS_STANDING, tuple_(_summary.code, PlanItem.line) > _after)
    .order_by(_summary.code, PlanItem.line)
    .limit(PAGE_SIZE + 1)
)
ITEMS_OF_CODE = Query(FrameItem, _listed.where(has_tag(_item.frame_tags, cast(bindparam("tag"), String))))
"""The items with a tag, some at a time, by settlement and line."""
UNTAGGED_ITEMS = Query(FrameItem, _listed.where(not_(has_tag(_item.frame_tags, _start, begins=True))))
"""The items without a code of a frame, in the same way."""
