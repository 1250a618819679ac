"""Several lines of a cash book at once, as a village copies them from paper: each is judged for itself."""

from __future__ import annotations

from collections.abc import Mapping

from peoplesprocess.act import Act
from peoplesprocess.cash_book_writer import NOT_SIGNED
from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import N_, Message, RefusalList, Refused
from peoplesprocess.core.money import Money
from peoplesprocess.models import CashBookEntry
from peoplesprocess.works.actions import CashBookInput, record_spending
from peoplesprocess.works.duplicate_bills import is_receipt_of
from peoplesprocess.works.visits import require_open_book, work_of


def record_lines(
    act: Act, number: int, entries: Mapping[int, CashBookInput], *, again: bool = True
) -> list[CashBookEntry]:
    """Write several lines of the cash book, by their places on the paper, all of them or none.

    Without `again` nobody has said yet that a line is another one than one with the same paper, in the book
    or among these.
    Errors: Forbidden; Refused, naming the field of each line that is wrong with its place behind it.
    """
    act.require(Action.RECORD_SPENDING)
    if not entries:
        raise Refused(Message(N_("Write at least one line.")), "what1")
    work = work_of(act, number)
    require_open_book(work)
    if not work.is_signed:
        raise Refused(NOT_SIGNED)
    written, refusals = list[CashBookEntry](), RefusalList()
    for place, entry in entries.items():
        # Quotations have no field here.
        with refusals.of_line(place, "spent_on", called={"comparison": "amount"}):
            if not again:
                _ask_about_earlier(entries, place, act.settlement.currency)
            written.append(record_spending(act, number, entry, again=again))
    refusals.settle()
    return written


def _ask_about_earlier(entries: Mapping[int, CashBookInput], place: int, currency: str) -> None:
    """Ask about an earlier line with the same paper, also one that is refused and is not in the book."""
    for earlier, entry in entries.items():
        if earlier < place and _paper(entry) == _paper(entries[place]):
            paid = Money(entry.amount, currency)
            raise is_receipt_of(entry.paper, earlier, entry.spent_on, entry.what, paid)


def _paper(entry: CashBookInput) -> str:
    return entry.paper.strip().lower()
