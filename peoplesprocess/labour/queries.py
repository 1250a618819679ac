"""Queries of muster rolls."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, select
from sqlalchemy.orm import aliased

from peoplesprocess.core.labour import PaidDays
from peoplesprocess.db.list_query import ListQuery
from peoplesprocess.db.typed_query import Query
from peoplesprocess.facts.strikes import not_struck, with_strike
from peoplesprocess.models import CashBookEntry, MusterRoll, Strike

PAGE = 50
_contract: ColumnElement[UUID] = bindparam("contract")
_replacement = aliased(MusterRoll)


@dataclass(frozen=True, slots=True)
class MusterRollRow:
    """A muster roll in days and minor units, the line of the cash book that pays it, and its strike if any.

    `line_amount` is the original sum of that line, which a corrected roll does not change.
    """

    id: UUID
    number: int
    kind: str
    what: str
    since: date
    until: date
    women_days: int
    women_rate: int
    men_days: int
    men_rate: int
    wages: int
    unequal: str
    line: int
    line_id: UUID
    line_amount: int
    paid_on: date
    paper: str
    reason: str | None
    struck_at: datetime | None
    struck_by: str | None
    replacement: int | None

    @property
    def paid(self) -> PaidDays:
        """The paid days as the rules of equal pay need them."""
        return PaidDays(self.kind, self.women_days, self.women_rate, self.men_days, self.men_rate)


_rolls = (
    with_strike(
        select(
            *(getattr(MusterRoll, name) for name in ("id", "number", "kind", "what", "since", "until")),
            MusterRoll.women_days,
            MusterRoll.women_rate,
            MusterRoll.men_days,
            MusterRoll.men_rate,
            MusterRoll.wages,
            MusterRoll.reason.label("unequal"),
            CashBookEntry.number.label("line"),
            CashBookEntry.id.label("line_id"),
            CashBookEntry.amount.label("line_amount"),
            CashBookEntry.spent_on.label("paid_on"),
            CashBookEntry.paper,
        )
        .select_from(MusterRoll)
        .join(CashBookEntry, CashBookEntry.id == MusterRoll.cash_book_entry_id),
        MusterRoll.id,
    )
    .add_columns(
        _replacement.number.label("replacement"),
    )
    .outerjoin(_replacement, _replacement.id == Strike.replacement_id)
    .where(MusterRoll.contract_id == _contract)
    .order_by(MusterRoll.until.desc(), MusterRoll.number.desc())
)
ROLLS = ListQuery(MusterRollRow, _rolls, PAGE)
"""A contract's muster rolls, the newest first."""
ROLL = Query(MusterRollRow, _rolls.where(MusterRoll.number == bindparam("number")))
"""One muster roll of a contract by its number."""


class MusterRollRatesRow(NamedTuple):
    """The days and the daily rates of a roll for one kind of work, in minor units, 0 if it has none."""

    kind: str
    women_days: int
    women_rate: int
    men_days: int
    men_rate: int


RATES = Query(
    MusterRollRatesRow,
    select(*(getattr(MusterRoll, name) for name in MusterRollRatesRow._fields))
    .where(MusterRoll.contract_id == _contract, MusterRoll.kind == bindparam("kind"))
    .where(not_struck(MusterRoll.id), MusterRoll.number != bindparam("but"))
    .order_by(MusterRoll.until.desc(), MusterRoll.number.desc())
    .limit(20),
)
"""The rates of the newest rolls for one kind of work, without roll `but`."""
