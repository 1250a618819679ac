"""The bank's balance of the account, beside the balance of the cash book."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, select

from peoplesprocess.act import Act
from peoplesprocess.cash_book_writer import FUTURE_DAY, book_of
from peoplesprocess.core.actions import Action
from peoplesprocess.core.cash_position import CashPosition
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.money import Money
from peoplesprocess.db.list_query import ListQuery
from peoplesprocess.db.typed_query import Query
from peoplesprocess.facts.cash_positions import position_on
from peoplesprocess.facts.strikes import with_strike
from peoplesprocess.models import BankBalance, Strike
from peoplesprocess.strike_writer import require_not_struck, strike_record

SHOWN = 50
_contract: ColumnElement[UUID] = bindparam("contract")


@dataclass(frozen=True, slots=True)
class BankBalanceInput:
    """The bank's balance on a day, in minor units, its paper's number, and the reason for a difference."""

    stated_on: date
    amount: int
    paper: str
    reason: str


class BankBalanceRow(NamedTuple):
    """A bank balance beside that of the cash book, in minor units.

    `explained` says why they differ; `reason` is that of a strike.
    """

    id: UUID
    number: int
    stated_on: date
    amount: int
    book: int
    paper: str
    explained: str
    reason: str | None
    struck_at: datetime | None
    struck_by: str | None

    @property
    def apart(self) -> int:
        """By how much the bank's balance exceeds that of the book, in minor units."""
        return self.amount - self.book


_balances = with_strike(
    select(
        *(getattr(BankBalance, name) for name in BankBalanceRow._fields[:6]),
        BankBalance.reason.label("explained"),
    ),
    BankBalance.id,
).where(BankBalance.contract_id == _contract)
BALANCES = ListQuery(
    BankBalanceRow, _balances.order_by(BankBalance.stated_on.desc(), BankBalance.number.desc()), SHOWN
)
"""A contract's balances, the newest day first."""
BALANCE = Query(BankBalanceRow, _balances.where(BankBalance.number == bindparam("number")))
"""One balance of a contract by its number."""


def _unexplained(position: CashPosition, currency: str) -> Message:
    if position.is_balance_unknown:
        sentence = N_(
            "%(coming)s was released, and nobody has said yet that it came. Without this, the cash book "
            "cannot tell what is left. First say on which day it came, or write what explains the "
            "difference."
        )
        return Message(sentence, {"coming": Money(position.on_its_way, currency)})
    sentence = N_(
        "According to the cash book, there should be %(book)s. Look for lines that are missing or written "
        "twice and correct them, or write what explains the difference."
    )
    return Message(sentence, {"book": Money(position.balance, currency)})


def record_balance(act: Act, number: int, stated: BankBalanceInput) -> BankBalance:
    """Record a bank balance and compare it with the cash book as it was at the end of that day.

    Errors: Forbidden; Refused, naming the field, if a difference is not explained.
    """
    act.require(Action.RECORD_SPENDING)
    contract = book_of(act, number)
    if stated.stated_on > act.today:
        raise Refused(FUTURE_DAY, "stated_on")
    if stated.amount < 0:
        raise Refused(Message(N_("A sum here cannot be below 0.")), "amount")
    if not stated.paper.strip():
        raise Refused(Message(N_("Give the number of the bank's paper, or its day.")), "paper")
    position = position_on(act.db, contract, stated.stated_on)
    book = position.balance
    if book != stated.amount and not stated.reason.strip():
        raise Refused(_unexplained(position, act.settlement.currency), "reason")
    row = BankBalance(
        **act.columns,
        contract_id=contract.id,
        number=act.next_number(BankBalance.number, BankBalance.contract_id, contract.id),
        stated_on=stated.stated_on,
        amount=stated.amount,
        book=book,
        paper=stated.paper.strip(),
        reason=stated.reason.strip() if book != stated.amount else "",
    )
    act.db.add(row)
    act.note(
        "bank_balance.state",
        f"contract {number} balance {row.number}",
        stated_on=stated.stated_on.isoformat(),
        amount=row.amount,
        book=book,
    )
    return row


def strike_balance(act: Act, number: int, balance: int, reason: str) -> Strike:
    """Strike a balance that was recorded wrongly. Errors: Forbidden; Refused."""
    act.require(Action.RECORD_SPENDING)
    found = BALANCE.first(act.db, contract=book_of(act, number).id, number=balance)
    if found is None:
        raise Refused(Message(N_("There is no such balance here. See the page of the work.")))
    require_not_struck(found.struck_at is not None)
    row = strike_record(act, BankBalance, found.id, reason)
    act.note("bank_balance.strike", f"contract {number} balance {balance}", amount=found.amount)
    return row
