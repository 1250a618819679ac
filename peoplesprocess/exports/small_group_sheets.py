"""The sheets of small groups and of their savings."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from sqlalchemy import BigInteger, Connection, bindparam, cast, extract, select

from peoplesprocess.core import choice_lists
from peoplesprocess.core.messages import N_
from peoplesprocess.db.paged_query import PagedQuery
from peoplesprocess.exports.export_formatter import ExportFormatter, Row
from peoplesprocess.facts.small_groups import SAVING_IN_FORCE
from peoplesprocess.facts.strikes import is_struck, not_struck
from peoplesprocess.models import Block, GroupSaving, SmallGroup

SMALL_GROUP_HEADINGS = (
    *(N_("Number"), N_("Small group"), N_("Block"), N_("Lane or part"), N_("Households")),
    *(N_("Led by"), N_("Since"), N_("Struck")),
)
SAVINGS_HEADINGS = (
    N_("Small group no."),
    N_("Small group"),
    N_("Month"),
    N_("Saved"),
    N_("People who saved"),
)


class ExportedSmallGroup(NamedTuple):
    """A small group, perhaps struck."""

    number: int
    name: str
    block: str | None
    lane: str
    households: int
    leader: str
    since: date | None
    struck: bool


class ExportedSavings(NamedTuple):
    """The standing savings of a small group in a month; `month_number` puts the months in order."""

    group: int
    month_number: int
    name: str
    month: date
    amount: int
    savers: int | None


_group, _saving, _block = SmallGroup.__table__.c, GroupSaving.__table__.c, Block.__table__.c
_SMALL_GROUPS = PagedQuery(
    ExportedSmallGroup,
    select(
        *(_group[name] for name in ("number", "name")),
        _block.name.label("block"),
        *(_group[name] for name in ("lane", "households", "leader", "since")),
        is_struck(_group.id).label("struck"),
    )
    .select_from(SmallGroup.__table__)
    .outerjoin(Block.__table__, _block.id == _group.block_id)
    .where(_group.settlement_id == bindparam("settlement")),
    1,
)
_SAVINGS = PagedQuery(
    ExportedSavings,
    select(
        _group.number.label("group"),
        cast(100 * extract("year", _saving.month) + extract("month", _saving.month), BigInteger).label(
            "month_number"
        ),
        *(_group.name, _saving.month, _saving.amount, _saving.savers),
    )
    .join(SmallGroup.__table__, _group.id == _saving.small_group_id)
    .where(_group.settlement_id == bindparam("settlement"), not_struck(_group.id))
    .where(SAVING_IN_FORCE),
    2,
)


def small_groups(connection: Connection, reader: ExportFormatter) -> Iterator[Row]:
    """Yield the small groups, by number."""
    for group in _SMALL_GROUPS.rows(connection, settlement=reader.settlement.id):
        leader = reader.word(choice_lists.LEADERS, group.leader) if group.leader else ""
        yield (
            *(group.number, group.name, group.block or "", group.lane, group.households, leader),
            *(group.since, reader.yes_or_no(group.struck)),
        )


def savings(connection: Connection, reader: ExportFormatter) -> Iterator[Row]:
    """Yield the savings of small groups, by group and month."""
    for saving in _SAVINGS.rows(connection, settlement=reader.settlement.id):
        yield saving.group, saving.name, saving.month, reader.money(saving.amount), saving.savers
