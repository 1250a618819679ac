"""The points of a contract's closing, done or missing, and the next step for the reader."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from peoplesprocess.core.contract_closure import (
    FINAL_OF_BUILT,
    FINAL_OF_ENDED,
    NEARLY_BUILT,
    checked_from,
    due_on,
)
from peoplesprocess.core.messages import N_, Message, Msgid, Plural, Sentence
from peoplesprocess.core.money import Money
from peoplesprocess.core.process.next_in_closure import (
    WHO_DOES_IT,
    ContractClosureSituation,
    closure_steps,
    next_in_closure,
)
from peoplesprocess.core.process.tasks import NextTask, TaskKind
from peoplesprocess.core.programme_rules import ProgrammeRules
from peoplesprocess.core.retention import DefectsPeriod, period_end, period_signs
from peoplesprocess.facts.contract_progress import ContractClosureRow
from peoplesprocess.web.view_context import Context


@dataclass(frozen=True, slots=True)
class ClosingChecklistItem:
    """A point of the checklist: a sentence, whether it holds, and whether it is late.

    `step` leads to where it is done, None once it is done or while something else must come first. `task` is
    its kind of task, None if nobody has to do anything. With `is_ahead`, its day has not come and nobody can
    do it yet.
    """

    sentence: Sentence
    holds: bool
    step: NextTask | None = None
    late: bool = False
    task: TaskKind | None = None
    is_ahead: bool = False

    @property
    def who(self) -> Msgid | None:
        """Who has to do it, None if it is done or nobody has to."""
        return WHO_DOES_IT[self.task] if self.task is not None and not self.holds else None


def next_point(context: Context, rows: Iterable[ContractClosureRow]) -> NextTask | None:
    """Return the first step that the reader can do now, or None."""
    return next_in_closure(context.may, (situation_of(row, context.rules, context.today) for row in rows))


def points(context: Context, row: ContractClosureRow) -> list[ClosingChecklistItem]:
    """Return the points of one contract's closing in the order in which they are usually done."""
    steps = list(closure_steps(situation_of(row, context.rules, context.today)))
    by_task = {step.task: step for step in steps if step.task is not TaskKind.CHECK_WORK}
    checks = {step.values["month"]: step for step in steps if step.task is TaskKind.CHECK_WORK}
    if row.ended_on is not None:
        return [
            *_ending(row),
            _audit(row, by_task.get(TaskKind.RECORD_AUDIT)),
            *_unread_spending(row, by_task.get(TaskKind.RECORD_AUDIT), context.settlement.currency),
            *_measurement(row, by_task.get(TaskKind.RECORD_VISIT)),
            _final_account(row, by_task.get(TaskKind.RECORD_FINAL_ACCOUNT)),
            *([_handover(row, by_task.get(TaskKind.HAND_OVER))] if row.handed_on else []),
        ]
    told_on = row.told_on(context.settlement, context.today)
    return [
        _certificate(row, by_task.get(TaskKind.CERTIFY)),
        _audit(row, by_task.get(TaskKind.RECORD_AUDIT)),
        *_unread_spending(row, by_task.get(TaskKind.RECORD_AUDIT), context.settlement.currency),
        *_defects(row, by_task.get(TaskKind.RECORD_RECTIFICATION), told_on),
        *_measurement(row, by_task.get(TaskKind.RECORD_VISIT)),
        *_instalments(row),
        _final_account(row, by_task.get(TaskKind.RECORD_FINAL_ACCOUNT)),
        _handover(row, by_task.get(TaskKind.HAND_OVER)),
        *_period(row, by_task.get(TaskKind.REQUEST_TRANCHE), context),
        *_checks(row, checks, context),
    ]


def _period(
    row: ContractClosureRow, step: NextTask | None, context: Context
) -> Iterator[ClosingChecklistItem]:
    """Yield the points of the defects period and the retention, none if neither was agreed."""
    end = period_end(row.issued_on, row.defects_months)
    if row.defects_months:
        if end is None:
            begins = Message(N_("The defects period begins with the certificate"))
            yield ClosingChecklistItem(begins, False, is_ahead=True)
        elif end <= context.today:
            yield ClosingChecklistItem(Message(N_("The defects period ended on %(day)s"), {"day": end}), True)
        else:
            goes_on = Message(N_("The defects period lasts until %(day)s"), {"day": end})
            yield ClosingChecklistItem(goes_on, False, is_ahead=True)
    if row.retention_left:
        left = {"sum": Money(int(row.retention_left), context.settlement.currency)}
        yield ClosingChecklistItem(
            Message(N_("%(sum)s of the grant is held back as retention"), left),
            *(False, step),
            task=TaskKind.REQUEST_TRANCHE,
            is_ahead=step is None and (end is None or end > context.today),
        )
        if row.suspended_on is not None:
            yield ClosingChecklistItem(Message(N_("Money can be released once the work goes on.")), False)
    elif row.retention:
        yield ClosingChecklistItem(Message(N_("Nothing of the retention is left to pay")), True)


def situation_of(row: ContractClosureRow, rules: ProgrammeRules, today: date) -> ContractClosureSituation:
    """Return a contract's situation as the rule of the next step needs it."""
    months = rules.check_months if row.handed_on else ()
    unchecked = [month for month in months if month not in row.checked_months]
    return ContractClosureSituation(
        contract=row.number,
        title=row.title,
        closure=row.closure,
        accounts_accepted=bool(row.accepted),
        next_defect=row.next_defect,
        today=today,
        spent_unread=int(row.spent_unread),
        unchecked=[
            month for month in unchecked if row.handed_on and checked_from(row.handed_on, month) <= today
        ],
        retention=_retention_to_ask(row, today),
    )


def _retention_to_ask(row: ContractClosureRow, today: date) -> int | None:
    """Return the number of the retention's instalment if it can be requested today, else None."""
    waits = row.retention_number is not None and not row.unreleased and row.ended_on is None
    if row.suspended_on is not None:
        return None
    period = DefectsPeriod(row.issued_on, row.defects_months)
    since = period_signs(period, row.next_due, row.repaired_on, waits=waits).retention_since
    return row.retention_number if since is not None and since <= today else None


def _ending(row: ContractClosureRow) -> Iterator[ClosingChecklistItem]:
    values = {"day": row.ended_on, "reason": row.ended_reason}
    sentence = N_("Ended on %(day)s before it was finished: %(reason)s")
    yield ClosingChecklistItem(Message(sentence, values), row.measured_on is not None)


def _certificate(row: ContractClosureRow, step: NextTask | None) -> ClosingChecklistItem:
    if row.issued_on:
        return ClosingChecklistItem(
            Message(N_("Certificate issued on %(day)s"), {"day": row.issued_on}), True
        )
    if step is not None:
        return ClosingChecklistItem(
            Message(N_("No completion certificate yet")), False, step, task=TaskKind.CERTIFY
        )
    values = {"done": (row.physical or 0) // 100, "least": NEARLY_BUILT // 100}
    sentence = N_("No completion certificate yet: %(done)s %% is built, %(least)s %% is needed")
    return ClosingChecklistItem(Message(sentence, values), False, task=TaskKind.CERTIFY)


def _audit(row: ContractClosureRow, step: NextTask | None) -> ClosingChecklistItem:
    if row.audited_on is None:
        return ClosingChecklistItem(
            Message(N_("No public audit yet")), False, step, task=TaskKind.RECORD_AUDIT
        )
    values = {"day": row.audited_on}
    if row.accepted:
        return ClosingChecklistItem(Message(N_("Accounts read and accepted on %(day)s"), values), True)
    return ClosingChecklistItem(
        Message(N_("The meeting of %(day)s did not accept the accounts"), values),
        *(False, step),
        task=TaskKind.RECORD_AUDIT,
    )


def _is_unread(row: ContractClosureRow) -> bool:
    return bool(row.accepted) and row.spent_unread > 0 and row.handed_on is None


def spending_remark(row: ContractClosureRow, currency: str) -> Message | None:
    """Return the remark that money was spent after the newest audit, None if not or if handed over."""
    if not _is_unread(row):
        return None
    values = {"sum": Money(int(row.spent_unread), currency), "day": row.read_on}
    sentence = N_("%(sum)s was spent after the public audit of %(day)s. Read this in public too.")
    return Message(sentence, values)


def _unread_spending(
    row: ContractClosureRow, step: NextTask | None, currency: str
) -> Iterator[ClosingChecklistItem]:
    sentence = spending_remark(row, currency)
    if sentence is not None:
        yield ClosingChecklistItem(sentence, False, step, task=TaskKind.RECORD_AUDIT)


def _defects(row: ContractClosureRow, step: NextTask | None, told_on: date) -> Iterator[ClosingChecklistItem]:
    if not row.defects:
        return
    if not row.defects_open:
        yield ClosingChecklistItem(Message(N_("All defects are repaired")), True)
        return
    sentence = Plural(
        "%(count)s defect is not repaired yet", "%(count)s defects are not repaired yet", row.defects_open
    )
    late = row.next_due is not None and row.next_due < told_on
    yield ClosingChecklistItem(sentence, False, step, late, TaskKind.RECORD_RECTIFICATION)


def _measurement(row: ContractClosureRow, step: NextTask | None) -> Iterator[ClosingChecklistItem]:
    """Yield the point of the missing last measurement, on which the final account rests."""
    if step is not None:
        needs = FINAL_OF_BUILT if row.ended_on is None else FINAL_OF_ENDED
        yield ClosingChecklistItem(Message(needs), False, step, task=TaskKind.RECORD_VISIT)


def _instalments(row: ContractClosureRow) -> Iterator[ClosingChecklistItem]:
    """Yield the unreleased instalments that the handover waits for, once the closing has begun."""
    done = row.closure
    for number in done.unreleased if done.physical >= NEARLY_BUILT else ():
        sentence = Message(N_("Instalment %(number)s is not released yet"), {"number": number})
        values = {"number": row.number, "tranche": number}
        yield ClosingChecklistItem(
            sentence,
            False,
            NextTask(N_("Look at the instalment"), task=TaskKind.REQUEST_TRANCHE, values=values),
            task=TaskKind.REQUEST_TRANCHE,
        )


def audit_first_remark(row: ContractClosureRow) -> Message | None:
    """Return what comes before the final account if no meeting has heard of all spending, else None."""
    if not _is_unread(row) or row.measured_on is not None:
        return None
    sentence = N_(
        "No final account yet. First the facilitator lets a meeting hear the accounts again and decide "
        "what to do with any surplus."
    )
    return Message(sentence)


def _final_account(row: ContractClosureRow, step: NextTask | None) -> ClosingChecklistItem:
    if row.measured_on:
        return ClosingChecklistItem(
            Message(N_("Final account written, of %(day)s"), {"day": row.measured_on}), True
        )
    sentence = audit_first_remark(row) or Message(N_("No final account yet"))
    return ClosingChecklistItem(sentence, False, step, task=TaskKind.RECORD_FINAL_ACCOUNT)


def _handover(row: ContractClosureRow, step: NextTask | None) -> ClosingChecklistItem:
    if row.handed_on:
        values = {"day": row.handed_on, "receiver": row.receiver}
        return ClosingChecklistItem(Message(N_("Handed over on %(day)s to: %(receiver)s"), values), True)
    return ClosingChecklistItem(Message(N_("Not handed over yet")), False, step, task=TaskKind.HAND_OVER)


def _checks(
    row: ContractClosureRow, steps: Mapping[str | int, NextTask], context: Context
) -> Iterator[ClosingChecklistItem]:
    if row.handed_on is None:
        return
    for month in context.rules.check_months:
        due = due_on(row.handed_on, month)
        if month in row.checked_months:
            yield _checked(row, month)
            continue
        sentence = Plural(
            "Check %(count)s month after handover, due on %(day)s",
            "Check %(count)s months after handover, due on %(day)s",
            month,
            {"day": due},
        )
        step = steps.get(month)
        is_ahead = step is None and due > context.today
        yield ClosingChecklistItem(sentence, False, step, due < context.today, TaskKind.CHECK_WORK, is_ahead)


def _checked(row: ContractClosureRow, month: int) -> ClosingChecklistItem:
    """Return the point of a recorded check, which fails while the newest check finds the work broken."""
    if month not in row.broken_months:
        done = Plural(
            "Checked %(count)s month after handover", "Checked %(count)s months after handover", month
        )
        return ClosingChecklistItem(done, True)
    broken = Plural(
        "Checked %(count)s month after handover: it did not work",
        "Checked %(count)s months after handover: it did not work",
        month,
    )
    return ClosingChecklistItem(broken, bool(row.works))
