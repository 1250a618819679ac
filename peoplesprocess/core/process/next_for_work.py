"""The one next step for a contract: on the page of its work, and for an instalment of it.

Each function asks the table of permissions through `may`, as for a settlement.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from peoplesprocess.core.actions import Action
from peoplesprocess.core.actor_relations import ActSubject
from peoplesprocess.core.messages import N_, Message, Sentence
from peoplesprocess.core.process.tasks import NextTask, TaskKind, ViewerPermissionPredicate

_WHO_RESUMES = N_("The technical officer or the programme manager can let it go on.")


@dataclass(frozen=True, slots=True)
class TrancheSituation:
    """The state of an instalment. `requested_by` is the account that requested it, while `requested`."""

    contract: int
    number: int
    conditions_hold: bool
    requested: bool = False
    requested_by: UUID | None = None
    released: bool = False

    @property
    def values(self) -> dict[str, str | int]:
        """The values that identify the instalment in URLs."""
        return {"number": self.contract, "tranche": self.number}


class UnconfirmedRelease(NamedTuple):
    """A released instalment whose arrival nobody has confirmed yet."""

    number: int
    released_on: date


@dataclass(frozen=True, slots=True)
class WorkSituation:
    """The state of a contract: `tranche` is its first instalment that is not released, None if all are.

    `unconfirmed` is the first whose arrival is still to be confirmed. `has_money` says whether the cash book
    has anything to spend.
    """

    contract: int
    signed: bool
    tranche: TrancheSituation | None
    ended: bool = False
    suspended: bool = False
    accounted: bool = False
    has_money: bool = True
    unconfirmed: UnconfirmedRelease | None = None


def next_for_work(may: ViewerPermissionPredicate, situation: WorkSituation) -> NextTask:
    """Return the one thing that the viewer can do now for a work, or who continues."""
    if not situation.signed:
        return NextTask(Message(N_("The contract waits for its signatures")))
    tranche, number = situation.tranche, {"number": situation.contract}
    if situation.suspended and may(Action.SUSPEND_WORK):
        return NextTask(
            N_("Does the work go on?"), "", TaskKind.RESUME_WORK, number, N_("Let the work go on")
        )
    if tranche is not None and (found := _for_money(may, tranche)):
        return found
    if situation.unconfirmed is not None and may(Action.CONFIRM_ARRIVAL):
        return _for_arrival(situation.contract, situation.unconfirmed)
    if situation.accounted:
        return NextTask(
            N_("The final account is written"), "", TaskKind.SEE_CLOSURE, {}, N_("To the handover")
        )
    if may(Action.RECORD_VISIT):
        return NextTask(N_("How far is the work?"), "", TaskKind.RECORD_VISIT, number, N_("Record a visit"))
    if situation.has_money and may(Action.RECORD_SPENDING):
        title, button = N_("Was something paid?"), N_("Write the cash book")
        return NextTask(title, "", TaskKind.RECORD_SPENDING, number, button)
    if situation.ended:
        return NextTask(N_("The contract ended before the work was finished"))
    if situation.suspended:
        return NextTask(_WHO_RESUMES)
    if tranche is None:
        return NextTask(N_("All instalments are released"))
    values = {"number": tranche.number}
    if tranche.requested:
        return NextTask(Message(N_("The agency answers the request for instalment %(number)s"), values))
    return NextTask(
        Message(N_("The community asks for instalment %(number)s when its conditions hold"), values)
    )


def _for_arrival(contract: int, release: UnconfirmedRelease) -> NextTask:
    said = {"number": release.number, "day": release.released_on}
    title = Message(N_("Instalment %(number)s was released on %(day)s"), said)
    values: dict[str, str | int] = {"number": contract, "tranche": release.number}
    return NextTask(title, "", TaskKind.CONFIRM_ARRIVAL, values, N_("Say when it came"))


def _for_money(may: ViewerPermissionPredicate, tranche: TrancheSituation) -> NextTask | None:
    number = {"number": tranche.number}
    if tranche.requested:
        if may(Action.RELEASE_TRANCHE, ActSubject(requested_by=tranche.requested_by)):
            title = Message(N_("The community waits for instalment %(number)s"), number)
            return NextTask(title, "", TaskKind.RELEASE_TRANCHE, tranche.values, N_("Look at the request"))
    elif tranche.conditions_hold and may(Action.REQUEST_TRANCHE):
        title = Message(N_("Instalment %(number)s can be asked for"), number)
        return NextTask(title, "", TaskKind.REQUEST_TRANCHE, tranche.values, N_("Ask for the instalment"))
    return None


def next_for_request(tranche: TrancheSituation) -> NextTask:
    """Return the request for an instalment if it can be made now, or why it cannot."""
    title = N_("Ask for the instalment")
    if tranche.released:
        return NextTask(title, N_("This instalment has already been released."))
    if tranche.requested:
        return NextTask(title, N_("This instalment has been asked for. The agency must answer now."))
    if not tranche.conditions_hold:
        return NextTask(title, N_("It cannot be asked for yet. Do first what is marked above."))
    return NextTask(title, "", TaskKind.REQUEST_TRANCHE, tranche.values, title)


def next_for_release(
    may: ViewerPermissionPredicate, tranche: TrancheSituation, refusal: Sentence | None = None
) -> NextTask:
    """Return the release of an instalment if the viewer can make it now, or why not.

    `refusal` says why the viewer must not release it, for reasons other than having requested it.
    """
    title = N_("Release the instalment")
    if tranche.released:
        return NextTask(title, N_("This instalment has already been released."))
    if not tranche.requested:
        return NextTask(title, N_("Nobody has asked for this instalment yet."))
    if refusal is not None:
        return NextTask(title, refusal)
    if not may(Action.RELEASE_TRANCHE, ActSubject(requested_by=tranche.requested_by)):
        return NextTask(title, N_("You asked for this money. A second person must release it."))
    if not tranche.conditions_hold:
        return NextTask(title, N_("It cannot be released now. See what is marked above."))
    return NextTask(title, "", TaskKind.RELEASE_TRANCHE, tranche.values, title)
