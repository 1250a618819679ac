"""The one next thing on a work's page for the person who looks, and the sentences for photos."""

from __future__ import annotations

from dataclasses import dataclass

from peoplesprocess.core.messages import N_, Message, Sentence
from peoplesprocess.core.permissions import Action
from peoplesprocess.web.context import Context
from peoplesprocess.works.ledger import Ledger, LedgerTranche

PHOTO_WORDS = {
    "before": N_("Photo, before, %(size)s kB"),
    "during": N_("Photo, during the work, %(size)s kB"),
    "after": N_("Photo, after, %(size)s kB"),
}


@dataclass(frozen=True, slots=True)
class Next:
    """One heading and one button, or, without a page, who goes on."""

    title: Sentence
    page: str = ""
    button: str = ""


def next_here(context: Context, book: Ledger) -> Next | None:
    """Return the one thing that the person who looks can do now, or who goes on."""
    if not book.work.is_signed:
        return Next(Message(N_("The contract waits for its signatures")))
    part = book.next_tranche
    if part is not None and (found := _about(context, book, part)):
        return found
    if context.may(Action.RECORD_VISIT):
        return Next(Message(N_("How far is the work?")), "visits/record", N_("Record a visit"))
    if context.may(Action.RECORD_SPENDING):
        return Next(Message(N_("Was something paid?")), "spending/record", N_("Write the cash book"))
    if part is None:
        return Next(Message(N_("All instalments are released")))
    values = {"number": part.tranche.number}
    if part.open:
        return Next(Message(N_("The agency answers the request for instalment %(number)s"), values))
    return Next(Message(N_("The community asks for instalment %(number)s when its conditions hold"), values))


def _about(context: Context, book: Ledger, part: LedgerTranche) -> Next | None:
    values = {"number": part.tranche.number}
    holds = all(condition.holds for condition in book.conditions(part))
    if part.open:
        mine = part.open.made_by == context.person.id
        if context.may(Action.RELEASE_TRANCHE) and not mine:
            title = Message(N_("The community waits for instalment %(number)s"), values)
            return Next(title, f"tranches/{part.tranche.number}/release", N_("Look at the request"))
    elif holds and context.may(Action.REQUEST_TRANCHE):
        title = Message(N_("Instalment %(number)s can be asked for"), values)
        return Next(title, f"tranches/{part.tranche.number}/request", N_("Ask for the instalment"))
    return None
