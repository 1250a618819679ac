"""What is next at the end of contracts: which step of which closing comes before the others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from peoplesprocess.core.completion import NEARLY_BUILT, CompletionFacts, before_handover, is_measured
from peoplesprocess.core.messages import N_
from peoplesprocess.core.process.tasks import NextTask, Task, ViewerPermissionPredicate

_ORDER = (
    Task.CERTIFY,
    Task.RECORD_AUDIT,
    Task.RECORD_RECTIFICATION,
    Task.RECORD_VISIT,
    Task.RECORD_FINAL_ACCOUNT,
    Task.HAND_OVER,
    Task.REQUEST_TRANCHE,
    Task.CHECK_WORK,
)
"""The steps of a closing in their usual order."""
WHO_DOES_IT = {
    Task.CERTIFY: N_("The technical officer"),
    Task.RECORD_AUDIT: N_("The facilitator"),
    Task.RECORD_RECTIFICATION: N_("The committee repairs, and the technical officer writes it down"),
    Task.RECORD_VISIT: N_("The technical officer"),
    Task.RECORD_FINAL_ACCOUNT: N_("The technical officer"),
    Task.HAND_OVER: N_("The facilitator"),
    Task.REQUEST_TRANCHE: N_("The committee asks, and the agency releases"),
    Task.CHECK_WORK: N_("The facilitator or the technical officer"),
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


def _rank(situation: CompletionSituation, task: Task) -> tuple[bool, int]:
    """The place of a step among all; the accounts of a work that is still being built can wait."""
    done = situation.completion
    is_early = task is Task.RECORD_AUDIT and done.physical < NEARLY_BUILT and done.ended_on is None
    return is_early, _ORDER.index(task)


def _comes_next(situation: CompletionSituation, task: Task) -> bool:
    """Whether a step can be done now; the final account waits for all that would change it."""
    done = situation.completion
    if task in (Task.CERTIFY, Task.RECORD_FINAL_ACCOUNT) and done.open_amendment is not None:
        return False
    if task is not Task.RECORD_FINAL_ACCOUNT:
        return True
    is_built = done.certified_on is not None and not done.unreleased
    return situation.accounts_accepted and (is_built or done.ended_on is not None)


def completion_steps(situation: CompletionSituation) -> Iterator[NextTask]:
    """Yield what can be done now to close a contract, by whomever, in the usual order."""
    done = situation.completion
    if done.certified_on is None and done.ended_on is None and done.physical >= NEARLY_BUILT:
        yield _completion(situation, Task.CERTIFY, N_("Certify the work"))
    if not situation.accounts_accepted:
        yield _completion(situation, Task.RECORD_AUDIT, N_("Read the accounts in public"))
    if situation.next_defect is not None:
        values = {"defect": situation.next_defect}
        yield _completion(situation, Task.RECORD_RECTIFICATION, N_("Repair the defects"), **values)
    is_at_its_end = done.certified_on is not None or done.ended_on is not None
    if done.accounted_on is None and is_at_its_end and not is_measured(done):
        yield _completion(situation, Task.RECORD_VISIT, N_("Measure what is built for the last time"))
    if done.accounted_on is None and is_measured(done):
        title = N_("Write the final account")
        yield _completion(situation, Task.RECORD_FINAL_ACCOUNT, title)
    is_left = done.handed_on is None and done.ended_on is None
    if is_left and all(finding.holds for finding in before_handover(done)):
        yield _completion(situation, Task.HAND_OVER, N_("Hand the work over"))
    if situation.retention is not None:
        title, where = N_("Ask for the retention"), {"tranche": situation.retention}
        yield _completion(situation, Task.REQUEST_TRANCHE, title, **where)
    for month in situation.unchecked:
        yield _completion(situation, Task.CHECK_WORK, N_("Check the work"), month=month)


def _completion(situation: CompletionSituation, task: Task, title: str, **values: int) -> NextTask:
    where = {"number": situation.contract, **values}
    return NextTask(title, situation.title, task, where, N_("Go on here"))
