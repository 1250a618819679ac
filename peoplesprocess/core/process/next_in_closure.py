"""What is next at the end of contracts: which step of which closing comes before the others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from peoplesprocess.core.completion import NEARLY_BUILT, CompletionFacts, before_handover, is_measured
from peoplesprocess.core.messages import N_
from peoplesprocess.core.process.tasks import NextTask, TaskKind, ViewerPermissionPredicate

_ORDER = (
    TaskKind.CERTIFY,
    TaskKind.RECORD_AUDIT,
    TaskKind.RECORD_RECTIFICATION,
    TaskKind.RECORD_VISIT,
    TaskKind.RECORD_FINAL_ACCOUNT,
    TaskKind.HAND_OVER,
    TaskKind.REQUEST_TRANCHE,
    TaskKind.CHECK_WORK,
)
"""The steps of a closing in their usual order."""
WHO_DOES_IT = {
    TaskKind.CERTIFY: N_("The technical officer"),
    TaskKind.RECORD_AUDIT: N_("The facilitator"),
    TaskKind.RECORD_RECTIFICATION: N_("The committee repairs, and the technical officer writes it down"),
    TaskKind.RECORD_VISIT: N_("The technical officer"),
    TaskKind.RECORD_FINAL_ACCOUNT: N_("The technical officer"),
    TaskKind.HAND_OVER: N_("The facilitator"),
    TaskKind.REQUEST_TRANCHE: N_("The committee asks, and the agency releases"),
    TaskKind.CHECK_WORK: N_("The facilitator or the technical officer"),
}
"""Whose step of a closing it is, for those who only read."""


@dataclass(frozen=True, slots=True)
class CompletionSituation:
    """How far the closing of a signed contract is.

    `next_defect` is the first one that is not mended, `unchecked` the checks after the handover, in
    months, that can be recorded now and are not, `retention` the instalment that was held back, if it can be
    asked for now.
    """

    contract: int
    title: str
    completion: CompletionFacts
    accounts_accepted: bool
    next_defect: int | None = None
    unchecked: Sequence[int] = ()
    retention: int | None = None


def next_in_closure(
    may: ViewerPermissionPredicate, contracts: Iterable[CompletionSituation]
) -> NextTask | None:
    """Return the first thing that the person who looks can do now to close contracts, or None.

    What comes early in the closing of any contract comes before what comes late in another one's.
    """
    steps = [
        (_rank(situation, step.task), step)
        for situation in contracts
        for step in completion_steps(situation)
        if step.task is not None and may(step.task.action) and _comes_next(situation, step.task)
    ]
    return min(steps, key=lambda found: found[0])[1] if steps else None


def _rank(situation: CompletionSituation, task: TaskKind) -> tuple[bool, int]:
    """The place of a step among all; the accounts of a work that is still being built can wait."""
    done = situation.completion
    is_early = task is TaskKind.RECORD_AUDIT and done.physical < NEARLY_BUILT and done.ended_on is None
    return is_early, _ORDER.index(task)


def _comes_next(situation: CompletionSituation, task: TaskKind) -> bool:
    """Whether a step can be done now; the final account waits for all that would change it."""
    done = situation.completion
    if task in (TaskKind.CERTIFY, TaskKind.RECORD_FINAL_ACCOUNT) and done.open_amendment is not None:
        return False
    if task is not TaskKind.RECORD_FINAL_ACCOUNT:
        return True
    is_built = done.certified_on is not None and not done.unreleased
    return situation.accounts_accepted and (is_built or done.ended_on is not None)


def completion_steps(situation: CompletionSituation) -> Iterator[NextTask]:
    """Yield what can be done now to close a contract, by whomever, in the usual order."""
    done = situation.completion
    if done.certified_on is None and done.ended_on is None and done.physical >= NEARLY_BUILT:
        yield _completion(situation, TaskKind.CERTIFY, N_("Certify the work"))
    if not situation.accounts_accepted:
        yield _completion(situation, TaskKind.RECORD_AUDIT, N_("Read the accounts in public"))
    if situation.next_defect is not None:
        values = {"defect": situation.next_defect}
        yield _completion(situation, TaskKind.RECORD_RECTIFICATION, N_("Repair the defects"), **values)
    is_at_its_end = done.certified_on is not None or done.ended_on is not None
    if done.accounted_on is None and is_at_its_end and not is_measured(done):
        yield _completion(situation, TaskKind.RECORD_VISIT, N_("Measure what is built for the last time"))
    if done.accounted_on is None and is_measured(done):
        title = N_("Write the final account")
        yield _completion(situation, TaskKind.RECORD_FINAL_ACCOUNT, title)
    is_left = done.handed_on is None and done.ended_on is None
    if is_left and all(finding.holds for finding in before_handover(done)):
        yield _completion(situation, TaskKind.HAND_OVER, N_("Hand the work over"))
    if situation.retention is not None:
        title, where = N_("Ask for the retention"), {"tranche": situation.retention}
        yield _completion(situation, TaskKind.REQUEST_TRANCHE, title, **where)
    for month in situation.unchecked:
        yield _completion(situation, TaskKind.CHECK_WORK, N_("Check the work"), month=month)


def _completion(situation: CompletionSituation, task: TaskKind, title: str, **values: int) -> NextTask:
    where = {"number": situation.contract, **values}
    return NextTask(title, situation.title, task, where, N_("Go on here"))
