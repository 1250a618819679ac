"""The one next step for the person who looks: in a settlement, and for a contract.

Each function asks the table of permissions through `may` and keeps an order of preference: what only this
person can do now, what anybody with the role can do, and else who goes on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from peoplesprocess.core.actions import Action
from peoplesprocess.core.actor_relations import ActSubject
from peoplesprocess.core.messages import N_, Message, Sentence
from peoplesprocess.core.process.gate_facts import GateFacts
from peoplesprocess.core.process.remedies import FACILITATOR_GOES_ON, REMEDIES
from peoplesprocess.core.process.steps import StepDefinition, missing
from peoplesprocess.core.process.tasks import NextTask, TaskKind, ViewerPermissionPredicate
from peoplesprocess.core.programme_rules import ProgrammeRules

_MEND = N_("Each item says why. Make a new version of the plan, mend it, and hand it in again.")


class RoundWaitFacts(NamedTuple):
    """What waits in a round for the person who looks.

    It is the word of the person's `group` on its sheet, or on a correction of it. Without a group it is the
    round itself, which is open.
    """

    round: int
    group: str = ""
    is_correction: bool = False


@dataclass(frozen=True, slots=True)
class SettlementSituation:
    """Where a settlement stands: the step it is at, None when all are closed, and what gates ask.

    `request` says which request for money waits, as its address does, if exactly one is known to wait. It was
    `sent_back` if the authority returned items and the plan is not mended since; the reader `signs` if a
    contract or an amendment waits for a signature that is the reader's to give.
    """

    present: StepDefinition | None
    facts: GateFacts
    rules: ProgrammeRules
    request: Mapping[str, int] | None = None
    sent_back: bool = False
    signs: bool = False
    round_wait: RoundWaitFacts | None = None


def next_in_settlement(may: ViewerPermissionPredicate, situation: SettlementSituation) -> NextTask:
    """Return the one thing that the person who looks can do now, or who goes on."""
    step, facts = situation.present, situation.facts
    if step is None:
        some_ended = N_("All works are handed over or ended")
        return NextTask(
            some_ended if facts.contracts_ended else N_("All works are handed over"),
            N_("Checks follow 3, 6 and 12 months after the handover."),
            TaskKind.SEE_CLOSURE,
            button=N_("To the checks"),
        )
    if found := _own_group(may, situation.round_wait):
        return found
    lacking = missing(step, facts, situation.rules)
    if not lacking:
        return _complete(may, step)
    return (
        _pressing(may, step, situation)
        or _lacking(may, step, lacking, situation)
        or _for_instalment(may, step, facts)
        or _waiting(step, lacking[0], situation)
    )


def _own_group(may: ViewerPermissionPredicate, wait: RoundWaitFacts | None) -> NextTask | None:
    """What only a group's representative can say, at whichever step the settlement is."""
    if wait is None or not wait.group:
        return None
    if not may(Action.ATTEST_BALLOT_SHEET, ActSubject(groups=frozenset({wait.group}))):
        return None
    values: dict[str, str | int] = {"number": wait.round, "group": wait.group}
    if wait.is_correction:
        title, task = N_("Is the correction of your group's sheet right?"), TaskKind.ANSWER_CORRECTION
    else:
        title, task = N_("Is your group's sheet true?"), TaskKind.ATTEST_BALLOT_SHEET
    return NextTask(title, "", task, values, N_("Look at it and answer"))


def _complete(may: ViewerPermissionPredicate, step: StepDefinition) -> NextTask:
    title = N_("This step is complete")
    if may(Action.CLOSE_STEP, ActSubject(closed_by=step.signed_by)):
        return NextTask(title, step.asks, TaskKind.CLOSE_STEP, {"step": step.key}, N_("Close this step"))
    return NextTask(title, FACILITATOR_GOES_ON)


def _pressing(
    may: ViewerPermissionPredicate, step: StepDefinition, situation: SettlementSituation
) -> NextTask | None:
    """What others wait for, whatever is missing besides."""
    facts = situation.facts
    if step.key == "approve" and not facts.submitted and may(Action.DRAFT_PLAN):
        title = N_("Hand the plan to the authority")
        return NextTask(title, step.asks, TaskKind.SEE_PLAN, button=N_("To the plan"))
    if step.key == "approve" and situation.sent_back and may(Action.DRAFT_PLAN):
        title = N_("The authority sent items back")
        return NextTask(title, _MEND, TaskKind.SEE_PLAN, button=N_("To the plan"))
    if situation.signs:
        title = N_("A contract waits for your signature")
        return NextTask(title, step.asks, TaskKind.SEE_CONTRACTS, button=N_("To the contract"))
    if facts.requests_waiting and may(Action.RELEASE_TRANCHE):
        title, button = N_("The community waits for money"), N_("See the request")
        if situation.request is not None:
            return NextTask(title, step.asks, TaskKind.RELEASE_TRANCHE, situation.request, button)
        return NextTask(title, step.asks, TaskKind.SEE_WORKS, button=button)
    return None


def _lacking(
    may: ViewerPermissionPredicate,
    step: StepDefinition,
    lacking: Sequence[str],
    situation: SettlementSituation,
) -> NextTask | None:
    """What is done about the first missing check that is the person's; it need not be the first of all.

    Where all items are answered the authority has nothing left to answer.
    """
    facts, wait = situation.facts, situation.round_wait
    for check in lacking:
        remedy = REMEDIES[check]
        if remedy.action is Action.OPEN_ROUND and wait is not None and may(remedy.action):
            title, number = N_("A round of priorities is open"), {"number": wait.round}
            return NextTask(title, step.asks, TaskKind.SEE_ROUND, number, N_("To the round"))
        if remedy.action is Action.DECIDE_ITEM and not facts.items_undecided and facts.submitted:
            continue
        if may(remedy.action):
            return NextTask(remedy.title, step.asks, remedy.task, remedy.values, remedy.button)
    return None


def _for_instalment(
    may: ViewerPermissionPredicate, step: StepDefinition, facts: GateFacts
) -> NextTask | None:
    """Where money is left to come, whoever asks for it is told whose turn it is: their own, or the agency's.

    Of each work one instalment is asked for at a time: while it waits, the next ones cannot be.
    """
    if step.key not in ("build", "handover") or not facts.tranches_due or not may(Action.REQUEST_TRANCHE):
        return None
    under_way = facts.contracts_signed - facts.contracts_ended - facts.handovers
    if facts.requests_waiting and facts.requests_waiting >= min(under_way, facts.tranches_due):
        title = N_("The agency has to answer your request for money")
        sentence = N_("The page of the work says since when it waits.")
        return NextTask(title, sentence, TaskKind.SEE_WORKS, button=N_("To the works"))
    title = N_("An instalment is left to ask for")
    sentence = N_("The page of the work says which of its conditions hold.")
    return NextTask(title, sentence, TaskKind.SEE_WORKS, button=N_("To the works"))


def _waiting(step: StepDefinition, check: str, situation: SettlementSituation) -> NextTask:
    waits, facts = REMEDIES[check].waits, situation.facts
    if step.key == "approve" and situation.sent_back and not facts.items_undecided:
        return NextTask(step.name, FACILITATOR_GOES_ON)
    if step.key in ("contract", "build", "handover") and facts.contracts:
        task = TaskKind.SEE_CONTRACTS if step.key == "contract" else TaskKind.SEE_WORKS
        return NextTask(step.name, waits, task, button=N_("See the progress"))
    return NextTask(step.name, waits)


@dataclass(frozen=True, slots=True)
class TrancheSituation:
    """How far an instalment is. `requested_by` is who asked, while `requested` says that a request waits."""

    contract: int
    number: int
    conditions_hold: bool
    requested: bool = False
    requested_by: UUID | None = None
    released: bool = False

    @property
    def values(self) -> dict[str, str | int]:
        """What says which instalment it is, in addresses."""
        return {"number": self.contract, "tranche": self.number}


@dataclass(frozen=True, slots=True)
class WorkSituation:
    """Where a contract stands: `tranche` is its first instalment that is not released, None if all are."""

    contract: int
    signed: bool
    tranche: TrancheSituation | None
    ended: bool = False
    accounted: bool = False


def next_for_work(may: ViewerPermissionPredicate, situation: WorkSituation) -> NextTask:
    """Return the one thing that the person who looks can do now for a work, or who goes on."""
    if not situation.signed:
        return NextTask(Message(N_("The contract waits for its signatures")))
    tranche, number = situation.tranche, {"number": situation.contract}
    if tranche is not None and (found := _for_money(may, tranche)):
        return found
    if situation.accounted:
        return NextTask(
            N_("The final account is written"), "", TaskKind.SEE_CLOSURE, {}, N_("To the closing")
        )
    if may(Action.RECORD_VISIT):
        return NextTask(N_("How far is the work?"), "", TaskKind.RECORD_VISIT, number, N_("Record a visit"))
    if may(Action.RECORD_SPENDING):
        title, button = N_("Was something paid?"), N_("Write the cash book")
        return NextTask(title, "", TaskKind.RECORD_SPENDING, number, button)
    if situation.ended:
        return NextTask(N_("The contract ended before the work was finished"))
    if tranche is None:
        return NextTask(N_("All instalments are released"))
    values = {"number": tranche.number}
    if tranche.requested:
        return NextTask(Message(N_("The agency answers the request for instalment %(number)s"), values))
    return NextTask(
        Message(N_("The community asks for instalment %(number)s when its conditions hold"), values)
    )


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
    """Return whether an instalment can be asked for now, or why not."""
    title = N_("Ask for the instalment")
    if tranche.released:
        return NextTask(title, N_("This instalment is released already."))
    if tranche.requested:
        return NextTask(title, N_("This instalment has been asked for. The agency answers next."))
    if not tranche.conditions_hold:
        return NextTask(title, N_("It cannot be asked for yet. Do first what is marked above."))
    return NextTask(title, "", TaskKind.REQUEST_TRANCHE, tranche.values, title)


def next_for_release(
    may: ViewerPermissionPredicate, tranche: TrancheSituation, refusal: Sentence | None = None
) -> NextTask:
    """Return whether the person who looks can release an instalment now, or why not.

    `refusal` says why the person is the wrong one, if it is for another reason than having asked for it.
    """
    title = N_("Release the instalment")
    if tranche.released:
        return NextTask(title, N_("This instalment is released already."))
    if not tranche.requested:
        return NextTask(title, N_("Nobody has asked for this instalment yet."))
    if refusal is not None:
        return NextTask(title, refusal)
    if not may(Action.RELEASE_TRANCHE, ActSubject(requested_by=tranche.requested_by)):
        return NextTask(title, N_("You asked for this money. A second person must release it."))
    if not tranche.conditions_hold:
        return NextTask(title, N_("It cannot be released now. See what is marked above."))
    return NextTask(title, "", TaskKind.RELEASE_TRANCHE, tranche.values, title)
