"""The blocks of a settlement: its parts as its people name them."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import SQLColumnExpression, bindparam, exists, select
from sqlalchemy.sql.elements import ColumnElement

from peoplesprocess.db.typed_query import Query
from peoplesprocess.facts.strikes import is_struck, not_struck
from peoplesprocess.models import Block

_block = Block.__table__


class BlockRow(NamedTuple):
    """A block of a settlement; `households` is how many live there."""

    id: UUID
    number: int
    name: str
    households: int
    is_struck: bool


_of_place = (
    select(
        *(_block.c.id, _block.c.number, _block.c.name, _block.c.households),
        is_struck(_block.c.id).label("is_struck"),
    )
    .where(_block.c.settlement_id == bindparam("settlement"))
    .order_by(_block.c.number)
)
ALL_BLOCKS = Query(BlockRow, _of_place)
"""All blocks of a settlement by number, including struck ones."""
BLOCKS = ALL_BLOCKS.where(not_struck(_block.c.id))
"""The blocks of a settlement that were not struck, by number."""


def has_blocks(settlement: SQLColumnExpression[UUID]) -> ColumnElement[bool]:
    """Return whether a settlement has any block that was not struck."""
    return exists(
        select(1)
        .where(_block.c.settlement_id == settlement, not_struck(_block.c.id))
        .correlate_except(_block)
    )
