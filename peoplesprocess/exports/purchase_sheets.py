"""The sheets of purchases: compared quotations, and the movements of the store."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, select

from peoplesprocess.core.messages import N_
from peoplesprocess.core.purchases import MOVES
from peoplesprocess.db.paged_query import PagedQuery
from peoplesprocess.exports.export_formatter import ExportFormatter, Row
from peoplesprocess.exports.export_sheet import CONTRACT_NUMBER, ExportSheet, fixed
from peoplesprocess.facts.quotation_comparisons import IS_NEWEST, PAID
from peoplesprocess.facts.strikes import not_struck
from peoplesprocess.models import Contract, PriceComparison, Quotation, StockItem, StockMovement
from peoplesprocess.spreadsheets.cells import scaled


class ExportedQuotation(NamedTuple):
    """A quotation of a comparison's newest version, in minor units; `paid` is what was paid on it."""

    contract: int
    number: int
    position: int
    what: str
    supplier: str
    amount: int
    quoted_on: date
    paper: str
    chosen: int
    reason: str
    paid: int


_QUOTATIONS = PagedQuery(
    ExportedQuotation,
    select(
        *(Contract.number.label("contract"), PriceComparison.number, Quotation.position),
        *(PriceComparison.what, Quotation.supplier, Quotation.amount, Quotation.quoted_on, Quotation.paper),
        *(PriceComparison.chosen, PriceComparison.reason, PAID.label("paid")),
    )
    .select_from(Contract)
    .join(PriceComparison, PriceComparison.contract_id == Contract.id)
    .join(Quotation, Quotation.price_comparison_id == PriceComparison.id)
    .where(Contract.settlement_id == bindparam("settlement"), IS_NEWEST, not_struck(PriceComparison.id)),
    keys=3,
)


class ExportedStockMovement(NamedTuple):
    """A movement of the store, in thousandths of the unit."""

    contract: int
    item: int
    number: int
    title: str
    unit: str
    moved_on: date
    kind: str
    quantity: int
    change: int
    paper: str
    reason: str


_MOVEMENTS = PagedQuery(
    ExportedStockMovement,
    select(
        *(Contract.number.label("contract"), StockItem.number.label("item"), StockMovement.number),
        *(StockItem.title, StockItem.unit),
        *(StockMovement.__table__.c[name] for name in ExportedStockMovement._fields[5:]),
    )
    .select_from(Contract)
    .join(StockItem, StockItem.contract_id == Contract.id)
    .join(StockMovement, StockMovement.stock_item_id == StockItem.id)
    .where(Contract.settlement_id == bindparam("settlement"), not_struck(StockMovement.id)),
    keys=3,
)


def _quotations(connection: Connection, reader: ExportFormatter) -> Iterator[Row]:
    for row in _QUOTATIONS.rows(connection, settlement=reader.settlement.id):
        is_chosen = row.position == row.chosen
        yield (
            *(row.contract, row.number, row.what, row.supplier, reader.money(row.amount), row.quoted_on),
            *(row.paper, reader.yes_or_no(is_chosen)),
            *((row.reason, reader.money(row.paid)) if is_chosen else ("", None)),
        )


def _store(connection: Connection, reader: ExportFormatter) -> Iterator[Row]:
    item, there = (0, 0), 0
    for row in _MOVEMENTS.rows(connection, settlement=reader.settlement.id):
        if item != (row.contract, row.item):
            item, there = (row.contract, row.item), 0
        there += row.change
        yield (
            *(row.contract, row.title, row.unit, row.number, row.moved_on, reader.word(MOVES, row.kind)),
            *(scaled(amount, 3) for amount in (row.quantity, row.change, there)),
            *(row.paper, row.reason),
        )


QUOTATIONS = ExportSheet(
    N_("Quotations"),
    fixed(
        *(CONTRACT_NUMBER, N_("Number"), N_("Purchase"), N_("Seller"), N_("Sum"), N_("Day"), N_("Paper")),
        *(N_("Chosen"), N_("Why it was chosen"), N_("Paid for it")),
    ),
    _quotations,
)
"""The quotations of comparisons in their newest version, without struck comparisons."""
STORE = ExportSheet(
    N_("The store"),
    fixed(
        *(CONTRACT_NUMBER, N_("What"), N_("Unit"), N_("Number"), N_("Day"), N_("What happened")),
        *(N_("How much"), N_("Change in the book"), N_("Left, according to the book"), N_("Delivery note")),
        N_("Why the count differs"),
    ),
    _store,
)
"""The movements of each contract's store without struck ones, so that the rest adds up."""
