"""Paid labour under a contract: days of women and of men, and whether they were paid at different rates."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import BigInteger, ColumnElement, bindparam, case, cast, func, select
from sqlalchemy.orm import InstrumentedAttribute

from peoplesprocess.core.inclusion import PeopleShare
from peoplesprocess.core.labour import has_few_women, share_of_women
from peoplesprocess.db.typed_query import Query
from peoplesprocess.facts.strikes import not_struck
from peoplesprocess.models import CashBookEntry, Contract, MusterRoll


class PaidLabour(NamedTuple):
    """Paid days under a contract, by its number; `unequal` counts the rolls on which women's rates differ."""

    contract: int
    rolls: int
    women_days: int
    men_days: int
    wages: int
    unequal: int

    @property
    def share(self) -> PeopleShare:
        """The women's share of the paid days."""
        return share_of_women(self.women_days, self.women_days + self.men_days)

    @property
    def few_women(self) -> bool:
        """Whether the women's share of the paid days is below the expected one."""
        return has_few_women(self.women_days, self.women_days + self.men_days)


def _sum(column: InstrumentedAttribute[int]) -> ColumnElement[int]:
    return cast(func.coalesce(func.sum(column), 0), BigInteger)


_sums = (
    select(
        Contract.number.label("contract"),
        func.count().label("rolls"),
        _sum(MusterRoll.women_days).label("women_days"),
        _sum(MusterRoll.men_days).label("men_days"),
        _sum(MusterRoll.wages).label("wages"),
        func.count(case((MusterRoll.reason != "", 1))).label("unequal"),
    )
    .select_from(MusterRoll)
    .join(Contract, Contract.id == MusterRoll.contract_id)
    .where(not_struck(MusterRoll.id), Contract.settlement_id == bindparam("settlement"))
    .group_by(Contract.number)
)
PAID_LABOUR = Query(PaidLabour, _sums)
"""The paid labour of each contract of a settlement that has any."""
LABOUR_OF = PAID_LABOUR.where(Contract.number == bindparam("number"))
"""The paid labour of one contract by its number; no row if there is none."""
ROLL_OF_LINE = (
    select(func.max(MusterRoll.number))
    .where(MusterRoll.cash_book_entry_id == CashBookEntry.id, not_struck(MusterRoll.id))
    .correlate(CashBookEntry)
    .scalar_subquery()
)
"""The number of the muster roll that a line of the cash book pays, NULL if it pays none."""
