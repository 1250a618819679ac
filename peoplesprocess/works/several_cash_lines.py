"""Several lines of a cash book at once, as people copy them from paper; each is checked on its own."""

from __future__ import annotations

from collections.abc import Mapping

from peoplesprocess.act import Act
from peoplesprocess.cash_book_writer import NOT_SIGNED
from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import N_, Message, RefusalList, Refused
from peoplesprocess.core.money import Money
from peoplesprocess.models import CashBookEntry
from peoplesprocess.works.actions import CashBookInput, record_spending
from peoplesprocess.works.duplicate_bills import duplicate_receipt
from peoplesprocess.works.visits import require_open_book, work_of


def record_lines(
    act: Act, number: int, entries: Mapping[int, CashBookInput], *, again: bool = True
) -> list[CashBookEntry]:
    """Write several lines of the cash book, keyed by their place on the paper: all of them or none.

    `again` says that somebody has confirmed that the lines differ from others with the same paper, in the
    book or among these.
    Errors: Forbidden; Refused, naming for each wrong line its field with the place appended.
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
        # The form has no field for quotations.
        with refusals.of_line(place, "spent_on", called={"comparison": "amount"}):
            if not again:
                _ask_about_earlier(entries, place, act.settlement.currency)
            written.append(record_spending(act, number, entry, again=again))
    refusals.settle()
    return written


def _ask_about_earlier(entries: Mapping[int, CashBookInput], place: int, currency: str) -> None:
    """Ask about an earlier line with the same paper, even one that was refused and is not in the book."""
    for earlier, entry in entries.items():
        if earlier < place and _paper(entry) == _paper(entries[place]):
            paid = Money(entry.amount, currency)
            raise duplicate_receipt(entry.paper, earlier, entry.spent_on, entry.what, paid)


def _paper(entry: CashBookInput) -> str:
    return entry.paper.strip().lower()
