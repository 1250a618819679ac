"""What waits at the end of contracts, for whom, and which step of the closings comes first.

`waiting_in_closure` is the rule; `facts/waiting_work_things.py` is the same rule as a query for many works.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from peoplesprocess.core.contract_closure import (
    NEARLY_BUILT,
    ContractClosureFacts,
    before_handover,
    due_on,
    is_measured,
)
from peoplesprocess.core.messages import N_
from peoplesprocess.core.process.tasks import NextTask, TaskKind, ViewerPermissionPredicate
from peoplesprocess.core.roles import Role

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
"""Who does each step of a closing, shown to viewers who cannot do it."""
WAITS_FOR: Mapping[TaskKind, tuple[Role, ...]] = {
    TaskKind.CERTIFY: (Role.TECHNICAL_OFFICER,),
    TaskKind.RECORD_AUDIT: (Role.FACILITATOR,),
    TaskKind.RECORD_RECTIFICATION: (Role.COMMITTEE_OFFICER, Role.TECHNICAL_OFFICER),
    TaskKind.RECORD_VISIT: (Role.TECHNICAL_OFFICER,),
    TaskKind.RECORD_FINAL_ACCOUNT: (Role.TECHNICAL_OFFICER,),
    TaskKind.HAND_OVER: (Role.FACILITATOR,),
    TaskKind.REQUEST_TRANCHE: (Role.COMMITTEE_OFFICER,),
    TaskKind.CHECK_WORK: (Role.FACILITATOR, Role.TECHNICAL_OFFICER),
}
"""The roles that each step of a closing waits for."""


@dataclass(frozen=True, slots=True)
class ContractClosureSituation:
    """The state of the closing of a signed contract, on a day.

    `spent_unread` is what was spent after the meeting that accepted the accounts, in minor units;
    `next_defect` is the first one that is not repaired; `unchecked` holds the checks after the handover, in
    months, that can be recorded now and are not; `retention` is the number of the retention's instalment, if
    it can be requested now.
    """

    contract: int
    title: str
    closure: ContractClosureFacts
    accounts_accepted: bool
    today: date
    spent_unread: int = 0
    next_defect: int | None = None
    unchecked: Sequence[int] = ()
    retention: int | None = None


def next_in_closure(
    may: ViewerPermissionPredicate, contracts: Iterable[ContractClosureSituation]
) -> NextTask | None:
    """Return the first step of closing any of the contracts that waits for the viewer, None if none does.

    An early step of any contract comes before a late step of another one.
    """
    steps = [
        (_ORDER.index(step.task), step)
        for situation in contracts
        for step in waiting_in_closure(situation)
        if step.task is not None and may(step.task.action)
    ]
    return min(steps, key=lambda found: found[0])[1] if steps else None


def waiting_in_closure(situation: ContractClosureSituation) -> Iterator[NextTask]:
    """Yield the steps of a closing that wait for somebody now, in the usual order.

    More can be done than waits: accounts can be read at any time, and a programme can require it between
    instalments as a condition of the next one (method.md, step 12). For the closing it waits only once the
    work is nearly built or the contract ended, because little is spent after that (step 13). A check can be
    recorded some days before it is due. Nothing is certified or accounted for while an amendment waits for
    signatures, and the final account waits for everything that would change it.
    """
    waits = {
        TaskKind.CERTIFY: situation.closure.open_amendment is None,
        TaskKind.RECORD_AUDIT: is_at_closing(situation.closure),
        TaskKind.RECORD_FINAL_ACCOUNT: _is_ready_for_account(situation),
    }
    for step in closure_steps(situation):
        if step.task is TaskKind.CHECK_WORK:
            handed_on, month = situation.closure.handed_on, int(step.values["month"])
            if handed_on is not None and due_on(handed_on, month) <= situation.today:
                yield step
        elif step.task is not None and waits.get(step.task, True):
            yield step


def is_at_closing(done: ContractClosureFacts) -> bool:
    """Return whether a contract is at its end: its work is nearly built, or it ended early."""
    return done.physical >= NEARLY_BUILT or done.ended_on is not None


def _is_ready_for_account(situation: ContractClosureSituation) -> bool:
    done = situation.closure
    is_built = done.certified_on is not None and not done.unreleased
    is_read = situation.accounts_accepted and not _is_unread(situation)
    return is_read and (is_built or done.ended_on is not None) and done.open_amendment is None


def _is_unread(situation: ContractClosureSituation) -> bool:
    """Return whether money was spent after the accounts were accepted, and they can still be read again."""
    return situation.spent_unread > 0 and situation.closure.handed_on is None


def closure_steps(situation: ContractClosureSituation) -> Iterator[NextTask]:
    """Yield the steps that can be taken now to close a contract, by anybody, in the usual order."""
    done = situation.closure
    if done.certified_on is None and done.ended_on is None and done.physical >= NEARLY_BUILT:
        yield _closing_task(situation, TaskKind.CERTIFY, N_("Certify the work"))
    if not situation.accounts_accepted or _is_unread(situation):
        yield _closing_task(situation, TaskKind.RECORD_AUDIT, N_("Read the accounts in public"))
    if situation.next_defect is not None and done.ended_on is None:
        values = {"defect": situation.next_defect}
        yield _closing_task(situation, TaskKind.RECORD_RECTIFICATION, N_("Repair the defects"), **values)
    is_at_its_end = done.certified_on is not None or done.ended_on is not None
    if done.accounted_on is None and is_at_its_end and not is_measured(done):
        yield _closing_task(situation, TaskKind.RECORD_VISIT, N_("Take the final measurement"))
    if done.accounted_on is None and is_measured(done):
        title = N_("Write the final account")
        yield _closing_task(situation, TaskKind.RECORD_FINAL_ACCOUNT, title)
    is_left = done.handed_on is None and done.ended_on is None
    if is_left and all(finding.holds for finding in before_handover(done)):
        yield _closing_task(situation, TaskKind.HAND_OVER, N_("Hand the work over"))
    if situation.retention is not None:
        title, where = N_("Ask for the retention"), {"tranche": situation.retention}
        yield _closing_task(situation, TaskKind.REQUEST_TRANCHE, title, **where)
    for month in situation.unchecked:
        yield _closing_task(situation, TaskKind.CHECK_WORK, N_("Check the work"), month=month)


def _closing_task(situation: ContractClosureSituation, task: TaskKind, title: str, **values: int) -> NextTask:
    where = {"number": situation.contract, **values}
    return NextTask(title, situation.title, task, where, N_("Continue here"))
