"""The stages in which a work is closed: the accounts, the certificate, the handover, the later checks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from peoplesprocess.board.work_stage_lines import WorkFacts, WorkStageLine, labelled, missing, so
from peoplesprocess.core.contract_closure import due_on
from peoplesprocess.core.later_work_checks import DueLaterWorkCheck
from peoplesprocess.core.messages import N_, Message, Plural
from peoplesprocess.core.surplus_after_deductions import later_deductions

ACCEPTED = N_("Accounts read and accepted on %(day)s")
NOT_ACCEPTED = N_("The meeting of %(day)s did not accept the accounts")


def accounts(work: WorkFacts) -> Iterator[WorkStageLine]:
    """Yield how the accounts were read in public, and what the work finally cost."""
    row = work.summary.row
    if row.audited_on is None:
        yield missing(N_("No public audit yet"))
    elif row.accepted:
        yield so(ACCEPTED, day=row.audited_on)
        yield from _people_at_audit(work)
    else:
        yield missing(NOT_ACCEPTED, day=row.audited_on)
    yield from _earlier_audits(work)
    if row.measured_on is None:
        yield missing(N_("No final account yet"))
        return
    values = {"cost": work.money(row.cost or 0), "surplus": work.money(row.surplus or 0)}
    yield so(N_("Final cost %(cost)s, surplus %(surplus)s"), **values)
    later = later_deductions(int(row.deducted_since_account), row.money_left, work.place.currency)
    if later is not None:
        yield WorkStageLine(later)
    if row.cost_reason:
        sentence = N_("Why the cost differs from the cash book and what was given: %(reason)s")
        yield WorkStageLine(Message(sentence, {"reason": row.cost_reason}))
    if row.surplus_use:
        yield WorkStageLine(labelled(N_("What becomes of the surplus"), row.surplus_use))


def _earlier_audits(work: WorkFacts) -> Iterator[WorkStageLine]:
    """Yield the public audits before the newest one, in reverse order."""
    for event in sorted(work.of_kind("audit"), key=lambda event: (event.day, event.number), reverse=True):
        if event.number != work.summary.row.audit_meeting:
            said = ACCEPTED if event.percent else NOT_ACCEPTED
            yield WorkStageLine(Message(said, {"day": event.day}), is_detail=True)


def _people_at_audit(work: WorkFacts) -> Iterator[WorkStageLine]:
    if people := work.summary.audit_people:
        there = Plural("%(count)s person was there.", "%(count)s people were there.", people)
        yield WorkStageLine(there, is_detail=True)


def certificate(work: WorkFacts) -> Iterator[WorkStageLine]:
    """Yield whether the work is certified."""
    if work.summary.row.issued_on is None:
        yield missing(N_("No completion certificate yet"))
    else:
        yield so(N_("Certificate issued on %(day)s"), day=work.summary.row.issued_on)


def handover(work: WorkFacts) -> Iterator[WorkStageLine]:
    """Yield to whom the work was handed over, and who looks after it."""
    row = work.summary.row
    if row.handed_on is None:
        yield missing(N_("Not handed over yet"))
        return
    yield so(N_("Handed over on %(day)s to: %(receiver)s"), day=row.handed_on, receiver=row.receiver)
    yield so(N_("Looked after by: %(caretaker)s"), caretaker=row.caretaker)


def checks(work: WorkFacts) -> Iterator[WorkStageLine]:
    """Yield the checks after the handover, done or due."""
    row = work.summary.row
    if row.handed_on is None:
        yield missing(N_("The work is checked after its handover."))
        return
    for month in work.place.rules.check_months:
        yield _check(work, row.handed_on, month)
    if row.works is False:
        yield missing(N_("The latest check says that it does not work."))


def _check(work: WorkFacts, handed_on: date, month: int) -> WorkStageLine:
    row, due = work.summary.row, due_on(handed_on, month)
    if month in row.broken_months:
        broken = Plural(
            "Checked %(count)s month after handover: it did not work",
            "Checked %(count)s months after handover: it did not work",
            month,
        )
        return WorkStageLine(broken, bool(row.works))
    if month in row.checked_months:
        works = Plural(
            "Checked %(count)s month after handover: it works",
            "Checked %(count)s months after handover: it works",
            month,
        )
        return WorkStageLine(works)
    check = DueLaterWorkCheck(due, work.today)
    if check.is_late:
        return WorkStageLine(check.sentence, holds=False, is_late=True)
    waits = Plural(
        "Check %(count)s month after handover, due on %(day)s",
        "Check %(count)s months after handover, due on %(day)s",
        month,
        {"day": due},
    )
    return WorkStageLine(waits, holds=False, is_ahead=check.is_ahead)
