"""Comparisons of quotations for purchases of a contract, and what was paid on each."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, select
from sqlalchemy.orm import aliased

from peoplesprocess.db.sums import whole_sum
from peoplesprocess.db.typed_query import Query
from peoplesprocess.facts.strikes import is_struck, not_struck
from peoplesprocess.models import CashBookEntry, PriceComparison, Quotation

_contract: ColumnElement[UUID] = bindparam("contract")
_newer = aliased(PriceComparison)
IS_NEWEST: ColumnElement[bool] = ~(
    select(1)
    .where(_newer.contract_id == PriceComparison.contract_id, _newer.number == PriceComparison.number)
    .where(_newer.version > PriceComparison.version)
    .correlate(PriceComparison)
    .exists()
)
"""Whether a row is the newest version of its comparison."""


class PriceComparisonRow(NamedTuple):
    """A comparison in its newest version: chosen supplier, price, and what the cash book paid on it."""

    id: UUID
    number: int
    what: str
    supplier: str
    amount: int
    paid: int
    is_struck: bool


PAID = (
    select(whole_sum(CashBookEntry.amount))
    .where(CashBookEntry.contract_id == PriceComparison.contract_id)
    .where(CashBookEntry.comparison == PriceComparison.number, not_struck(CashBookEntry.id))
    .correlate(PriceComparison)
    .scalar_subquery()
)
"""What the cash book paid on a comparison, in minor units."""
COMPARISONS = Query(
    PriceComparisonRow,
    select(
        PriceComparison.id,
        PriceComparison.number,
        PriceComparison.what,
        Quotation.supplier,
        Quotation.amount,
        PAID.label("paid"),
        is_struck(PriceComparison.id).label("is_struck"),
    )
    .join(Quotation, Quotation.price_comparison_id == PriceComparison.id)
    .where(PriceComparison.contract_id == _contract, IS_NEWEST)
    .where(Quotation.position == PriceComparison.chosen)
    .order_by(PriceComparison.number.desc()),
)
"""All comparisons of a contract, the newest first, each in its newest version: a line can be of any."""
COMPARISON = COMPARISONS.where(PriceComparison.number == bindparam("number"))
"""One comparison of a contract by its number, in its newest version."""
