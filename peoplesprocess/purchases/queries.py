"""Queries of purchases: the versions of a comparison, and the store with its movements."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, select

from peoplesprocess.core.purchases import COUNT
from peoplesprocess.db.list_query import ListQuery
from peoplesprocess.db.sums import whole_sum
from peoplesprocess.db.typed_query import Query, ScalarQuery
from peoplesprocess.facts.strikes import not_struck, with_strike
from peoplesprocess.models import PriceComparison, Quotation, StockItem, StockMovement

MOVES_SHOWN = 100
_contract: ColumnElement[UUID] = bindparam("contract")


class QuotationRow(NamedTuple):
    """A quotation in one version of a comparison, with what that version says."""

    id: UUID
    version: int
    what: str
    chosen: int
    why: str
    changed: str
    made_at: datetime
    position: int
    supplier: str
    amount: int
    quoted_on: date
    paper: str
    reason: str | None
    struck_at: datetime | None
    struck_by: str | None


QUOTATIONS = Query(
    QuotationRow,
    with_strike(
        select(
            PriceComparison.id,
            PriceComparison.version,
            PriceComparison.what,
            PriceComparison.chosen,
            PriceComparison.reason.label("why"),
            PriceComparison.changed,
            PriceComparison.made_at,
            Quotation.position,
            Quotation.supplier,
            Quotation.amount,
            Quotation.quoted_on,
            Quotation.paper,
        ).join(Quotation, Quotation.price_comparison_id == PriceComparison.id),
        PriceComparison.id,
    )
    .where(PriceComparison.contract_id == _contract, PriceComparison.number == bindparam("number"))
    .order_by(PriceComparison.version.desc(), Quotation.position),
)
"""The quotations of a comparison in all its versions, the newest version first."""


class StockItemRow(NamedTuple):
    """A thing in the store with its balance by the book, in thousandths of its unit."""

    id: UUID
    number: int
    title: str
    unit: str
    balance: int


_balance = (
    select(whole_sum(StockMovement.change))
    .where(StockMovement.stock_item_id == StockItem.id, not_struck(StockMovement.id))
    .correlate(StockItem)
    .scalar_subquery()
)
_items = (
    select(StockItem.id, StockItem.number, StockItem.title, StockItem.unit, _balance.label("balance"))
    .where(StockItem.contract_id == _contract)
    .order_by(StockItem.number)
)
STOCK = Query(StockItemRow, _items)
"""All things in the store of a contract. No limit: each can be chosen, and none is named twice."""
STOCK_ITEM = Query(StockItemRow, _items.where(StockItem.number == bindparam("number")))
"""One thing in the store by its number."""


class StockMovementRow(NamedTuple):
    """A movement (in, out or counted) in thousandths of the unit and, if struck, the reason and the time."""

    id: UUID
    number: int
    kind: str
    moved_on: date
    quantity: int
    change: int
    paper: str
    why: str
    reason: str | None
    struck_at: datetime | None
    struck_by: str | None


_moves = with_strike(
    select(
        *(getattr(StockMovement, name) for name in StockMovementRow._fields[:7]),
        StockMovement.reason.label("why"),
    ),
    StockMovement.id,
).where(StockMovement.stock_item_id == bindparam("item"))
MOVEMENTS = ListQuery(StockMovementRow, _moves.order_by(StockMovement.number.desc()), MOVES_SHOWN)
"""The movements of a thing in the store."""
MOVEMENT = Query(StockMovementRow, _moves.where(StockMovement.number == bindparam("number")))
"""One movement of a thing by its number."""
LATER_COUNT = ScalarQuery(
    select(StockMovement.number)
    .where(StockMovement.stock_item_id == bindparam("item"), StockMovement.number > bindparam("number"))
    .where(StockMovement.kind == COUNT, not_struck(StockMovement.id))
    .order_by(StockMovement.number.desc())
    .limit(1)
)
"""The number of the newest count of a thing after one of its movements."""
