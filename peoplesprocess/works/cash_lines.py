"""Several lines of a cash book at once, as a village copies them from paper: each is judged for itself."""

from __future__ import annotations

from collections.abc import Sequence

from peoplesprocess.act import Act
from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import N_, Message, RefusalList, Refused
from peoplesprocess.models import CashBookEntry
from peoplesprocess.works.actions import CashBookInput, record_spending

MOST_LINES = 5
"""So many lines one form holds."""


def record_lines(
    act: Act, number: int, entries: Sequence[CashBookInput], *, again: bool = True
) -> list[CashBookEntry]:
    """Write several lines of the cash book, all of them or none.

    Without `again` nobody has said yet that a line is another one than one with the same paper.
    Errors: Forbidden; Refused, naming the field of each line that is wrong by its place from 1.
    """
    act.require(Action.RECORD_SPENDING)
    if not entries:
        raise Refused(Message(N_("Write at least one line.")), "what1")
    written, refusals = list[CashBookEntry](), RefusalList()
    for place, entry in enumerate(entries, start=1):
        with refusals:
            written.append(_record_line(act, number, entry, place, again=again))
    refusals.settle()
    return written


def _record_line(act: Act, number: int, entry: CashBookInput, place: int, *, again: bool) -> CashBookEntry:
    try:
        return record_spending(act, number, entry, again=again)
    except Refused as refusal:
        raise refusal.moved(lambda field: _field_of_line(field, place)) from None


def _field_of_line(field: str, place: int) -> str:
    """Where a line's refusal stands: its day is that of all lines, and quotations have no field here."""
    if field in ("spent_on", "again", ""):
        return field
    return f"{'amount' if field == 'comparison' else field}{place}"
