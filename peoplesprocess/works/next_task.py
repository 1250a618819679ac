"""How far a work is, for the next step on its page, and the sentences for photos."""

from __future__ import annotations

from peoplesprocess.core.messages import N_
from peoplesprocess.core.process.next_for_work import TrancheSituation, WorkSituation, next_for_work
from peoplesprocess.core.process.tasks import NextTask
from peoplesprocess.web.view_context import Context
from peoplesprocess.works.ledger import Ledger, LedgerTranche

PHOTO_WORDS = {
    "before": N_("Photo, before, %(size)s kB"),
    "during": N_("Photo, during the work, %(size)s kB"),
    "after": N_("Photo, after, %(size)s kB"),
}


def next_here(context: Context, book: Ledger) -> NextTask:
    """Return the one thing that the person who looks can do now, or who goes on."""
    part = book.next_tranche
    tranche = tranche_situation(book, part) if part is not None else None
    work = book.work
    situation = WorkSituation(
        contract=work.number,
        signed=work.is_signed,
        tranche=tranche,
        ended=work.ended_on is not None,
        accounted=bool(work.final_accounts),
        has_money=work.cash.balance > 0,
    )
    return next_for_work(context.may, situation)


def tranche_situation(book: Ledger, part: LedgerTranche) -> TrancheSituation:
    """Return how far an instalment is."""
    return TrancheSituation(
        contract=book.work.number,
        number=part.tranche.number,
        conditions_hold=all(condition.holds for condition in book.conditions(part)),
        requested=part.open is not None,
        requested_by=part.open.made_by if part.open else None,
        released=part.tranche.released,
    )
