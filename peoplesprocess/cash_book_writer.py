"""Writing the cash book: the steps shared by all rooms that record money, labour or materials."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from peoplesprocess.act import Act
from peoplesprocess.core.cash_position import require_covered_payment
from peoplesprocess.core.contract_closure import require_open_cash_book
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.db.column_types import uuid7
from peoplesprocess.facts.cash_positions import BOOK, CashBookContract
from peoplesprocess.facts.contract_money import ContractMoneyRow
from peoplesprocess.facts.refunds import LEAST_SPENT
from peoplesprocess.models import CashBookEntry

NOT_SIGNED = Message(N_("The contract is not signed by all its parties yet."))
FUTURE_DAY = Message(N_("This day has not come yet."))
REFUNDED_LINE = Message(
    N_(
        "Some money of this line came back. Without this line, more money would have come back than was "
        "spent. First strike or correct the line with the money that came back."
    )
)
TOO_MUCH_CAME_BACK = Message(
    N_(
        "With the money that came back later, more would have come back than was spent. Check the sum and "
        "the day, or correct the line with the money that came back."
    )
)


@dataclass(frozen=True, slots=True)
class NewCashBookEntry:
    """A line to be written, in minor units; a negative amount is money that came back."""

    spent_on: date
    what: str
    amount: int
    paper: str
    comparison: int | None = None
    seller: str = ""


def book_of(act: Act, number: int) -> CashBookContract:
    """Return a contract whose books can be written.

    Errors: Refused if there is none, it is not signed, or its final account is written.
    """
    book = BOOK.first(act.db, settlement=act.settlement.id, number=number)
    if book is None:
        raise Refused(Message(N_("There is no such work here. See the list of works.")))
    if not book.is_signed:
        raise Refused(NOT_SIGNED)
    require_open_cash_book(bool(book.final_accounts), bool(book.handovers))
    return book


def require_since(first_day: date, day: date, field: str) -> None:
    """Refuse a day before the first one that a contract's books can have. Errors: Refused."""
    if day < first_day:
        sentence = N_(
            "Enter %(day)s or a later day. Before that, the contract was not signed and no work was done."
        )
        raise Refused(Message(sentence, {"day": first_day}), field)


def require_line(act: Act, contract: ContractMoneyRow, line: NewCashBookEntry) -> None:
    """Refuse a line with a wrong day or amount, without words, or beyond the money left. Errors: Refused."""
    currency = act.settlement.currency
    require_since(contract.first_day(act.settlement), line.spent_on, "spent_on")
    if line.spent_on > act.today:
        raise Refused(FUTURE_DAY, "spent_on")
    if not line.amount:
        raise Refused(Message(N_("Give a sum above 0.")), "amount")
    if contract.cost_so_far + line.amount > contract.total:
        raise Refused(Message(N_("This is more than the contract has left. Check the digits.")), "amount")
    if not line.what.strip():
        raise Refused(Message(N_("Write what was bought or which work was paid for.")), "what")
    if not line.paper.strip():
        raise Refused(Message(N_("Give the number of the bill or receipt.")), "paper")
    if line.amount > 0:
        require_covered_payment(contract.cash, line.amount, currency)


def write_line(act: Act, contract: ContractMoneyRow, line: NewCashBookEntry) -> CashBookEntry:
    """Write a line of the cash book; the caller notes it in the journal. Errors: Refused, with the field."""
    require_line(act, contract, line)
    row = CashBookEntry(
        **act.columns,
        id=uuid7(),
        contract_id=contract.id,
        number=act.next_number(CashBookEntry.number, CashBookEntry.contract_id, contract.id),
        spent_on=line.spent_on,
        what=line.what,
        amount=line.amount,
        paper=line.paper,
        comparison=line.comparison,
        seller=line.seller.strip(),
    )
    act.db.add(row)
    # Flushed, so that rows that refer to it come after it.
    act.db.flush()
    return row


@contextmanager
def covering_refunds(
    act: Act, contract: UUID, refusal: Message = REFUNDED_LINE, field: str = ""
) -> Iterator[None]:
    """Let the block change lines of a cash book, unless more would come back than was spent. Errors: Refused.

    A shortfall that exists already, as in books older than this rule, may stay but not grow; otherwise such
    books could not be corrected at all.
    """
    lacked = _lacking(act, contract)
    yield
    act.db.flush()
    if any(now > before for now, before in zip(_lacking(act, contract), lacked, strict=True)):
        raise Refused(refusal, field)


def _lacking(act: Act, contract: UUID) -> list[int]:
    return [max(0, -(held or 0)) for held in LEAST_SPENT.one(act.db, contract=contract)]
