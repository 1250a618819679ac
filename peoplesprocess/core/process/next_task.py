"""The one next step for the viewer in a settlement.

Each function asks the table of permissions through `may` and keeps an order of preference: what only this
person can do now, what anybody with the role can do, and otherwise who continues.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from peoplesprocess.core.actions import Action
from peoplesprocess.core.actor_relations import ActSubject
from peoplesprocess.core.messages import N_
from peoplesprocess.core.process.gate_facts import GateFacts
from peoplesprocess.core.process.remedies import (
    FACILITATOR_GOES_ON,
    FIRST_RECORD_REMEDIES,
    OTHERS_GO_ON,
    OTHERS_SIGN,
    REMEDIES,
)
from peoplesprocess.core.process.steps import StepDefinition, missing_checks
from peoplesprocess.core.process.tasks import NextTask, TaskKind, ViewerPermissionPredicate
from peoplesprocess.core.programme_rules import ProgrammeRules
from peoplesprocess.core.tranche_conditions import enough_signatories

_BEFORE_INSTALMENT = N_("What is missing before the next instalment?")
_MEND = N_("Each item says why. Make a new version of the plan, correct it, and hand it in again.")

LEADS_ROUND = (Action.OPEN_ROUND, Action.ENTER_BALLOT_SHEET)
"""Viewers who may do one of these are led to an open round, to type in a sheet, perhaps as the second one."""


class RoundWaitFacts(NamedTuple):
    """What waits in a round for the viewer.

    With a `group`, it is a representative's confirmation of the group's sheet, or of a correction of it.
    Without a group it is the open round itself.
    """

    round: int
    group: str = ""
    is_correction: bool = False


@dataclass(frozen=True, slots=True)
class SettlementSituation:
    """The state of a settlement: its current step, None if there is none, and the facts that gates read.

    `request` identifies the request for money that waits, as in its URL, if exactly one is known to wait.
    `sent_back` says that the authority returned items and the plan has not been corrected since; `signs` says
    that a contract or an amendment waits for a signature of the viewer. `is_ended_early` says that the cycle
    ended before all its steps were closed.
    """

    present: StepDefinition | None
    facts: GateFacts
    rules: ProgrammeRules
    request: Mapping[str, int] | None = None
    sent_back: bool = False
    signs: bool = False
    round_wait: RoundWaitFacts | None = None
    is_ended_early: bool = False


def next_in_settlement(may: ViewerPermissionPredicate, situation: SettlementSituation) -> NextTask:
    """Return the one thing that the viewer can do now, or who continues."""
    step, facts = situation.present, situation.facts
    if situation.is_ended_early:
        return NextTask(
            N_("This cycle ended early"),
            N_("What was recorded stays. The list of cycles says why it ended, and what can be done now."),
            TaskKind.SEE_CYCLES,
            button=N_("To the cycles"),
        )
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
    lacking = missing_checks(step, facts, situation.rules)
    if not lacking:
        return _complete(may, step)
    return (
        _pressing(may, step, situation)
        or _lacking(may, step, lacking, situation)
        or _unexplained(may, step, facts)
        or _for_instalment(may, step, situation)
        or _waiting(step, lacking[0], situation)
    )


def shown_beside_waiting(task: NextTask, waits: bool, asks: bool = False) -> NextTask:
    """Return the next task as shown beside things that wait for the viewer.

    If something `waits`, the task does not say that others continue. If the viewer `asks` for an instalment
    now, it does not say that something is missing before one.
    """
    if asks and task.title == _BEFORE_INSTALMENT:
        return replace(task, title=N_("An instalment can be asked for now"), sentence="")
    return replace(task, sentence="") if waits and task.sentence in OTHERS_GO_ON else task


def _own_group(may: ViewerPermissionPredicate, wait: RoundWaitFacts | None) -> NextTask | None:
    """Return what only a group's representative can confirm, at whatever step the settlement is."""
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
    """Return the task once nothing is missing; needs can still be recorded until the step is closed."""
    # If a step has no checks, only people know when it is done.
    title = N_("This step is complete") if step.gate else N_("Close this step when it is done")
    if may(Action.CLOSE_STEP, ActSubject(closed_by=step.signed_by)):
        return NextTask(title, step.asks, TaskKind.CLOSE_STEP, {"step": step.key}, N_("Close this step"))
    if "needs" in step.gate and may(Action.RECORD_NEED):
        title, sentence = (
            N_("What else does your group need?"),
            N_("You can record needs until the facilitator closes this step."),
        )
        return NextTask(title, sentence, TaskKind.RECORD_NEED, button=N_("Record a need"))
    return NextTask(title, FACILITATOR_GOES_ON)


def _pressing(
    may: ViewerPermissionPredicate, step: StepDefinition, situation: SettlementSituation
) -> NextTask | None:
    """Return what others are waiting for, even if other things are missing."""
    facts, to_plan = situation.facts, N_("To the plan")
    if step.key == "approve" and not facts.submitted and may(Action.DRAFT_PLAN):
        if facts.plan_items and not facts.adopted:
            title, then = (
                N_("The assembly has not adopted this version yet"),
                N_("After that it goes to the authority."),
            )
            return NextTask(title, then, TaskKind.SEE_PLAN, button=to_plan)
        return NextTask(N_("Hand the plan to the authority"), step.asks, TaskKind.SEE_PLAN, button=to_plan)
    if step.key == "approve" and situation.sent_back and may(Action.DRAFT_PLAN):
        title = N_("The authority sent items back")
        return NextTask(title, _MEND, TaskKind.REVISE_PLAN, button=N_("Make a new version"))
    if situation.signs:
        title = N_("A contract waits for your signature")
        sentence = N_("On which terms does the community build?")
        return NextTask(title, sentence, TaskKind.SEE_CONTRACTS, button=N_("To the contract"))
    if facts.requests_waiting > facts.requests_held_up and may(Action.RELEASE_TRANCHE):
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
    """Return the remedy of the first missing check that the viewer can do, which may not be the first one.

    Checks that the remedy cannot help now are skipped: an authority that has answered all items, works that
    are all built, and a handover while every account is missing.
    """
    facts, wait = situation.facts, situation.round_wait
    for check in lacking:
        remedy = REMEDIES[check]
        if remedy.action is Action.OPEN_ROUND and wait is not None and any(map(may, LEADS_ROUND)):
            title, number = N_("A round of priorities is open"), {"number": wait.round}
            return NextTask(title, step.asks, TaskKind.SEE_ROUND, number, N_("To the round"))
        if remedy.action is Action.DECIDE_ITEM and not facts.items_undecided and facts.submitted:
            continue
        if check == "built" and _is_only_unexplained(facts):
            continue
        if check == "handover" and "certificate" in lacking and not _may_hand_over(facts):
            continue
        if not may(remedy.action):
            continue
        beginning = FIRST_RECORD_REMEDIES.get(check)
        if beginning is not None and beginning.is_due(facts):
            return NextTask(remedy.title, step.asks, beginning.task, button=beginning.button)
        return NextTask(remedy.title, step.asks, remedy.task, remedy.values, remedy.button)
    return None


def _is_only_unexplained(facts: GateFacts) -> bool:
    """Return whether all signed works are finished, and only items without a contract keep the step open."""
    return facts.items_without_contract > 0 and 0 < facts.contracts_signed <= facts.works_finished


def _may_hand_over(facts: GateFacts) -> bool:
    """Return whether some work has the papers that its handover requires.

    Ended contracts are left out: their account permits no handover, and nobody certifies their work.
    """
    accounted = facts.final_measurements - facts.contracts_ended
    return min(facts.certificates, accounted) > facts.handovers


def _unexplained(may: ViewerPermissionPredicate, step: StepDefinition, facts: GateFacts) -> NextTask | None:
    """Return the request to explain an endorsed item without a contract, once everything else is built."""
    if step.key != "build" or not _is_only_unexplained(facts):
        return None
    title = N_("Say why an endorsed item is not built")
    if not (may(Action.DEFER_ITEM) or may(Action.DRAFT_CONTRACT)):
        return NextTask(
            step.name, N_("The facilitator or the committee says why an endorsed item is not built.")
        )
    sentence = N_("Or write its contract. The step closes after that.")
    return NextTask(title, sentence, TaskKind.SEE_CONTRACTS, button=N_("To the contracts"))


def _for_instalment(
    may: ViewerPermissionPredicate, step: StepDefinition, situation: SettlementSituation
) -> NextTask | None:
    """Return, for whoever requests instalments, that something is missing or that the agency has to answer.

    Each work has one request at a time: while it waits, later instalments cannot be requested. The page of
    the work says what is missing, because who must sign for the account depends on its contract.
    """
    facts = situation.facts
    if step.key not in ("build", "handover") or not facts.tranches_due or not may(Action.REQUEST_TRANCHE):
        return None
    if facts.signatories > 0 and not enough_signatories(
        facts.signatories, facts.women_signatories, situation.rules
    ):
        title = N_("Too few people sign for the account")
        sentence = N_("Until somebody takes the empty seat, the agency may not be able to release money.")
        return NextTask(title, sentence, TaskKind.SEE_WORKS, button=N_("To the works"))
    under_way = facts.contracts_signed - facts.contracts_ended - facts.handovers
    if facts.requests_waiting and facts.requests_waiting == facts.requests_held_up:
        title = N_("Money can be released once the work goes on")
        sentence = N_("The work is suspended. Its page says why, and who can let it go on.")
        return NextTask(title, sentence, TaskKind.SEE_WORKS, button=N_("To the works"))
    if facts.requests_waiting:
        title = N_("The agency has to answer your request for money")
        sentence = N_("The page of the work says how long it has waited.")
        if facts.requests_waiting < min(under_way, facts.tranches_due):
            sentence = N_(
                "The page of the work says how long it has waited. The pages of the other works say what "
                "is missing before their next instalments."
            )
        return NextTask(title, sentence, TaskKind.SEE_WORKS, button=N_("To the works"))
    sentence = N_("The page of the work says which of its conditions hold.")
    return NextTask(_BEFORE_INSTALMENT, sentence, TaskKind.SEE_WORKS, button=N_("To the works"))


def _waiting(step: StepDefinition, check: str, situation: SettlementSituation) -> NextTask:
    waits, facts = REMEDIES[check].waits, situation.facts
    if step.key == "approve" and situation.sent_back and not facts.items_undecided:
        return NextTask(step.name, FACILITATOR_GOES_ON)
    if step.key in ("contract", "build", "handover") and facts.contracts:
        task = TaskKind.SEE_CONTRACTS if step.key == "contract" else TaskKind.SEE_WORKS
        if step.key == "contract" and facts.contracts > facts.contracts_signed:
            waits = OTHERS_SIGN
        return NextTask(step.name, waits, task, button=N_("See the progress"))
    if check == "contract":
        return NextTask(step.name, N_("The facilitator or the technical officer writes a contract first."))
    return NextTask(step.name, waits)
