"""The points of a contract's closing, done or missing, and the one next thing for the person who looks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row

from peoplesprocess.closure.queries import standing
from peoplesprocess.core.completion import BUILT, NEARLY_BUILT, before_handover, due_on
from peoplesprocess.core.messages import N_, Message, Plural, Sentence
from peoplesprocess.core.permissions import Action
from peoplesprocess.core.process.next_step import CompletionSituation, next_in_closure
from peoplesprocess.core.process.tasks import NextStep
from peoplesprocess.web.context import Context


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """A line of the list: a sentence, whether it is so, whether it is late, and where and by whom it is done.

    `page` is empty while something else has to come first.
    """

    sentence: Sentence
    holds: bool
    action: Action
    page: str = ""
    title: str = ""
    late: bool = False


def points(context: Context, row: Row[Any]) -> list[ChecklistItem]:
    """Return the points of one contract's closing in the order in which they are usually done."""
    return [
        _certificate(row),
        _audit(row),
        *_defects(row, context.now.date()),
        _final(row),
        _handover(row),
        *_checks(row, context),
    ]


def next_point(context: Context, rows: Sequence[Row[Any]]) -> NextStep | None:
    """Return the first thing that the person who looks can do now, or None."""
    return next_in_closure(context.may, (_situation(row, context) for row in rows))


def _situation(row: Row[Any], context: Context) -> CompletionSituation:
    checked = (row.checked or "").split()
    return CompletionSituation(
        contract=row.number,
        title=row.title,
        completion=standing(row),
        accounts_accepted=bool(row.accepted),
        next_defect=row.next_defect,
        unchecked=[
            month for month in context.rules.check_months if row.handed_on and str(month) not in checked
        ],
    )


def _certificate(row: Row[Any]) -> ChecklistItem:
    if row.issued_on:
        sentence: Sentence = Message(N_("Certificate issued on %(day)s"), {"day": row.issued_on})
        return ChecklistItem(sentence, True, Action.CERTIFY)
    ready = (row.physical or 0) >= NEARLY_BUILT
    sentence = (
        Message(N_("No completion certificate yet"))
        if ready
        else Message(
            N_("No completion certificate yet: %(done)s %% is built, %(least)s %% are needed"),
            {"done": (row.physical or 0) // 100, "least": NEARLY_BUILT // 100},
        )
    )
    return ChecklistItem(
        sentence, False, Action.CERTIFY, "certificate" if ready else "", N_("Certify the work")
    )


def _audit(row: Row[Any]) -> ChecklistItem:
    title = N_("Read the accounts in public")
    if row.audited_on is None:
        return ChecklistItem(Message(N_("No public audit yet")), False, Action.RECORD_AUDIT, "audit", title)
    values = {"day": row.audited_on}
    if row.accepted:
        return ChecklistItem(
            Message(N_("Accounts read and accepted on %(day)s"), values), True, Action.RECORD_AUDIT
        )
    sentence = Message(N_("The meeting of %(day)s did not accept the accounts"), values)
    return ChecklistItem(sentence, False, Action.RECORD_AUDIT, "audit", title)


def _defects(row: Row[Any], today: date) -> Iterator[ChecklistItem]:
    if not row.defects:
        return
    title = N_("Mend the defects")
    if row.defects_open:
        sentence = Plural(
            "%(count)s defect is not mended yet",
            "%(count)s defects are not mended yet",
            row.defects_open,
        )
        late = row.next_due is not None and row.next_due < today
        yield ChecklistItem(sentence, False, Action.CERTIFY, f"defects/{row.next_defect}/mended", title, late)
    else:
        yield ChecklistItem(Message(N_("All defects are mended")), True, Action.CERTIFY)


def _final(row: Row[Any]) -> ChecklistItem:
    if row.measured_on:
        return ChecklistItem(
            Message(N_("Finally measured on %(day)s"), {"day": row.measured_on}), True, Action.CERTIFY
        )
    ready = (row.physical or 0) >= BUILT and row.final
    return ChecklistItem(
        Message(N_("No final measurement yet")),
        False,
        Action.CERTIFY,
        "final" if ready else "",
        N_("Measure the work and close the account"),
    )


def _handover(row: Row[Any]) -> ChecklistItem:
    if row.handed_on:
        values = {"day": row.handed_on, "receiver": row.receiver}
        return ChecklistItem(
            Message(N_("Handed over on %(day)s to: %(receiver)s"), values), True, Action.HAND_OVER
        )
    ready = all(finding.holds for finding in before_handover(standing(row)))
    return ChecklistItem(
        Message(N_("Not handed over yet")),
        False,
        Action.HAND_OVER,
        "handover" if ready else "",
        N_("Hand the work over"),
    )


def _checks(row: Row[Any], context: Context) -> Iterator[ChecklistItem]:
    if row.handed_on is None:
        return
    checked, today = (row.checked or "").split(), context.now.date()
    for month in context.rules.check_months:
        due = due_on(row.handed_on, month)
        values = {"day": due}
        if str(month) in checked:
            done = Plural(
                "Checked %(count)s month after handover",
                "Checked %(count)s months after handover",
                month,
            )
            yield ChecklistItem(done, True, Action.CHECK_WORK)
            continue
        sentence = Plural(
            "Check %(count)s month after handover, due on %(day)s",
            "Check %(count)s months after handover, due on %(day)s",
            month,
            values,
        )
        yield ChecklistItem(
            sentence, False, Action.CHECK_WORK, f"checks/{month}", N_("Check the work"), due < today
        )
