"""The next step on a work's page, and how far an instalment is."""

from __future__ import annotations

from collections.abc import Iterable

from peoplesprocess.core.messages import N_
from peoplesprocess.core.process.next_for_work import (
    TrancheSituation,
    UnconfirmedRelease,
    WorkSituation,
    next_for_work,
)
from peoplesprocess.core.process.tasks import NextTask
from peoplesprocess.core.tranche_conditions import TrancheCondition
from peoplesprocess.facts.local_days import day_in
from peoplesprocess.web.view_context import Context
from peoplesprocess.works.ledger import Ledger, LedgerTranche

PHOTO_WORDS = {
    "before": N_("Photo, before, %(size)s kB"),
    "during": N_("Photo, during the work, %(size)s kB"),
    "after": N_("Photo, after, %(size)s kB"),
}


def next_here(context: Context, book: Ledger, conditions: Iterable[TrancheCondition]) -> NextTask:
    """Return the next task of the work, for the reader or for somebody else.

    `conditions` are those of the next instalment, empty if there is none.
    """
    work, part = book.work, book.next_tranche
    tranche = tranche_situation(work.number, part, conditions) if part is not None else None
    situation = WorkSituation(
        contract=work.number,
        signed=work.is_signed,
        tranche=tranche,
        ended=work.ended_on is not None,
        suspended=work.suspended_on is not None and work.ended_on is None,
        accounted=bool(work.final_accounts),
        has_money=work.cash.balance > 0,
        unconfirmed=_unconfirmed(book),
    )
    return next_for_work(context.may, situation)


def _unconfirmed(book: Ledger) -> UnconfirmedRelease | None:
    """Return the first released instalment without an arrival; after the final account only a retention."""
    for part in book.tranches:
        if part.released_at is None or part.arrived_on is not None:
            continue
        if part.tranche.is_retention or not book.work.final_accounts:
            return UnconfirmedRelease(part.tranche.number, day_in(book.place, part.released_at))
    return None


def tranche_situation(
    contract: int, part: LedgerTranche, conditions: Iterable[TrancheCondition]
) -> TrancheSituation:
    """Return how far an instalment of a contract is, given its `conditions`."""
    return TrancheSituation(
        contract=contract,
        number=part.tranche.number,
        conditions_hold=all(condition.holds for condition in conditions),
        requested=part.open is not None,
        requested_by=part.open.made_by if part.open else None,
        released=part.tranche.released,
    )
