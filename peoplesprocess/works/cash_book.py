"""Queries of a work's cash book: its lines and their sums."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import ColumnElement

from peoplesprocess.core.contributions import CASH
from peoplesprocess.db.list_query import ListQuery
from peoplesprocess.db.sums import whole_sum
from peoplesprocess.db.typed_query import Query, ScalarQuery
from peoplesprocess.facts.muster_rolls import ROLL_OF_LINE
from peoplesprocess.facts.relied_on import IS_RELIED_ON
from peoplesprocess.facts.strikes import is_struck, not_struck
from peoplesprocess.models import CashBookEntry, ContributionEntry

PAGE = 100
SHOWN = 30
"""How many lines the page of a work has."""

_contract: ColumnElement[UUID] = bindparam("contract")


class CashBookRow(NamedTuple):
    """A line of the cash book, in minor units.

    `corrects` is the number of the line that this one counters, `roll` that of the muster roll that it pays,
    `comparison` that of the quotations before the purchase. A line `is_relied_on` once money was released on
    it.
    """

    id: UUID
    number: int
    spent_on: date
    what: str
    amount: int
    paper: str
    corrects: int | None
    roll: int | None
    comparison: int | None
    seller: str
    is_struck: bool
    is_relied_on: bool


_corrected = aliased(CashBookEntry)
_lines = (
    select(
        CashBookEntry.id,
        CashBookEntry.number,
        CashBookEntry.spent_on,
        CashBookEntry.what,
        CashBookEntry.amount,
        CashBookEntry.paper,
        _corrected.number.label("corrects"),
        ROLL_OF_LINE.label("roll"),
        CashBookEntry.comparison,
        CashBookEntry.seller,
        is_struck(CashBookEntry.id).label("is_struck"),
        IS_RELIED_ON.label("is_relied_on"),
    )
    .outerjoin(_corrected, _corrected.id == CashBookEntry.corrects)
    .where(CashBookEntry.contract_id == _contract)
)
_newest_first = _lines.order_by(CashBookEntry.spent_on.desc(), CashBookEntry.number.desc())
CASH_BOOK = ListQuery(CashBookRow, _newest_first, PAGE)
"""A contract's cash book, the newest day first."""
NEWEST_LINES = Query(CashBookRow, _newest_first.limit(SHOWN))
"""The newest lines of a contract's cash book; the work's page leads to all."""
OF_PAPERS = Query(
    CashBookRow,
    _lines.where(
        func.lower(CashBookEntry.paper) == func.lower(bindparam("paper")), not_struck(CashBookEntry.id)
    ),
)
"""The lines of a contract's cash book that name a paper and are not struck."""
SPENDING = Query(CashBookRow, _lines.where(CashBookEntry.number == bindparam("number")))
"""One line of a contract's cash book by its number."""

_paid_until = select(whole_sum(CashBookEntry.amount)).where(
    CashBookEntry.contract_id == _contract,
    CashBookEntry.spent_on <= bindparam("day"),
    not_struck(CashBookEntry.id),
)
_given_until = select(whole_sum(ContributionEntry.value)).where(
    ContributionEntry.contract_id == _contract,
    ContributionEntry.kind != CASH,
    ContributionEntry.given_on <= bindparam("day"),
    not_struck(ContributionEntry.id),
)
PAID_UNTIL = ScalarQuery(_paid_until)
"""The sum of a contract's cash book up to a day, in minor units."""
GIVEN_UNTIL = ScalarQuery(_given_until)
"""The worth of labour and materials given to a contract up to a day, in minor units."""
