"""The days on which an instalment was requested, released or refused on paper, never before earlier steps."""

from __future__ import annotations

from datetime import date

from peoplesprocess.act import Act
from peoplesprocess.core.messages import N_, Message
from peoplesprocess.core.paper_days import day_on_paper
from peoplesprocess.facts.local_days import day_in
from peoplesprocess.works.ledger import Ledger, LedgerTranche, LedgerTrancheRequest


def requested_on(act: Act, book: Ledger, part: LedgerTranche, on_paper: date | None) -> date | None:
    """Return the day on which an instalment was requested on paper, None if it is requested today.

    Errors: Refused if the day is before the contract was signed, before the instalment before was released,
    before its conditions held, or before it was refused.
    """
    signed, place = book.work.signed_at, act.settlement
    signed_on = day_in(place, signed) if signed else None
    sentence = N_("The contract was signed on %(day)s. No instalment can have been asked for before that.")
    found = day_on_paper(on_paper, act.today, signed_on, Message(sentence, {"day": signed_on}))
    for before in book.tranches:
        if before.released_at is None or before.tranche.number >= part.tranche.number:
            continue
        released = day_in(place, before.released_at)
        sentence = N_(
            "Instalment %(number)s was released on %(day)s. The next one cannot have been asked for before "
            "that."
        )
        values = {"number": before.tranche.number, "day": released}
        day_on_paper(found, act.today, released, Message(sentence, values))
    if (since := _conditions_hold_since(book, part)) is not None:
        sentence = N_(
            "The conditions for this instalment have been met since %(day)s. It cannot have been asked for "
            "before that."
        )
        day_on_paper(found, act.today, since, Message(sentence, {"day": since}))
    for asked in part.requests:
        if asked.refused_at is None:
            continue
        refused = day_in(place, asked.refused_at)
        sentence = N_(
            "The request before this one was refused on %(day)s. The instalment cannot have been asked for "
            "again before that. Enter that day or a later one, or leave the field empty if it was today."
        )
        day_on_paper(found, act.today, refused, Message(sentence, {"day": refused}))
    return found


def _conditions_hold_since(book: Ledger, part: LedgerTranche) -> date | None:
    """Return the last of the days on which the conditions with a day came to hold, None if none has one."""
    certified = book.work.certified_on if part.tranche.needs.certificate else None
    after = (book.status.period_ends_on, book.work.repaired_on) if part.tranche.is_retention else ()
    return max((day for day in (certified, *after) if day is not None), default=None)


def released_on(act: Act, request: LedgerTrancheRequest, on_paper: date | None) -> date | None:
    """Return the day on which an instalment was released on paper, None if it is released today.

    Errors: Refused if the day is before the request.
    """
    asked_on = day_in(act.settlement, request.made_at)
    sentence = N_("The instalment was asked for on %(day)s. It cannot have been released before that.")
    return day_on_paper(on_paper, act.today, asked_on, Message(sentence, {"day": asked_on}))


def refused_on(act: Act, request: LedgerTrancheRequest, on_paper: date | None) -> date | None:
    """Return the day on which a request was refused on paper, None if it is refused today.

    Errors: Refused if the day is before the request.
    """
    asked_on = day_in(act.settlement, request.made_at)
    sentence = N_("The instalment was asked for on %(day)s. It cannot have been refused before that.")
    return day_on_paper(on_paper, act.today, asked_on, Message(sentence, {"day": asked_on}))
