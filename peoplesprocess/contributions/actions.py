"""Acts about contributions: recording and striking one."""

from __future__ import annotations

from dataclasses import asdict, replace

from peoplesprocess.act import Act
from peoplesprocess.cash_book_writer import book_of
from peoplesprocess.contributions import queries
from peoplesprocess.core.actions import Action
from peoplesprocess.core.cash_position import may_take_away
from peoplesprocess.core.contributions import CASH, ContributionInput, require_whole
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.facts.cash_positions import CashBookContract
from peoplesprocess.models import ContributionEntry, Strike
from peoplesprocess.strike_writer import require_not_struck, strike_record

__all__ = ["ContributionInput", "record_contribution", "strike_contribution"]


def record_contribution(act: Act, number: int, given: ContributionInput) -> ContributionEntry:
    """Record what the community gave to a contract. Errors: Forbidden; Refused, naming the field."""
    act.require(Action.RECORD_SPENDING)
    book = book_of(act, number)
    require_whole(given, book.first_day(act.settlement), act.today)
    _require_room(book, given)
    row = ContributionEntry(
        **act.columns,
        **asdict(given),
        contract_id=book.id,
        number=act.next_number(ContributionEntry.number, ContributionEntry.contract_id, book.id),
    )
    act.db.add(row)
    act.note(
        "contribution.record",
        f"contract {number} contribution {row.number}",
        kind=row.kind,
        value=row.value,
        given_on=given.given_on.isoformat(),
    )
    return row


def strike_contribution(act: Act, number: int, entry: int, reason: str) -> Strike:
    """Strike a contribution that was recorded wrongly.

    Errors: Forbidden; Refused if there is none, if it is struck already, without a reason, or if its money is
    spent.
    """
    act.require(Action.RECORD_SPENDING)
    book = book_of(act, number)
    found = queries.CONTRIBUTION.first(act.db, contract=book.id, number=entry)
    if found is None:
        raise Refused(Message(N_("There is no such contribution here. See the page of the work.")))
    require_not_struck(found.struck_at is not None)
    if found.kind == CASH:
        without = replace(book.cash, given_in_cash=book.given_in_cash - found.value)
        may_take_away(book.cash, book.cash.cash_given - without.cash_given, act.settlement.currency)
    row = strike_record(act, ContributionEntry, found.id, reason)
    act.note("contribution.strike", f"contract {number} contribution {entry}", value=found.value)
    return row


def _require_room(book: CashBookContract, given: ContributionInput) -> None:
    """Refuse more than the contract's total, in cost or in money."""
    together = book.given_in_cash if given.kind == CASH else book.cost_so_far
    if together + given.value > book.total:
        raise Refused(Message(N_("This is more than the contract has left. Check the digits.")), "value")
