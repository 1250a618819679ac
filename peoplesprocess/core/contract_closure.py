"""Closing a contract: when a work may be certified, accounted for, handed over, and when checks are due."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from peoplesprocess.core.amendments import require_none_open
from peoplesprocess.core.messages import N_, Message, Plural, Refused
from peoplesprocess.core.money import Money
from peoplesprocess.core.process.check_findings import GateFinding, either

NEARLY_BUILT = 9_500
"""The least progress for a provisional certificate, in hundredths of a percent.

At 95 % the rest can be listed as defects, each with its day. Source: method.md, section 9.A.
"""

BUILT = 10_000
"""The progress of a finished work, in hundredths of a percent."""


def is_in_use(physical: int | None, certified_on: date | None) -> bool:
    """Return whether people may be using a work: it is certified, or nearly built."""
    return certified_on is not None or (physical or 0) >= NEARLY_BUILT


@dataclass(frozen=True, slots=True)
class ContractClosureFacts:
    """What is known about a signed contract at its end. Minor units, hundredths of a percent, days.

    `spent` is what the cash book paid; `cost_so_far` adds the value of labour and materials. `unreleased`
    holds the numbers of the instalments that are not released, without the retention, which is released after
    the handover.
    """

    total: int
    spent: int
    cost_so_far: int
    physical: int
    is_final_visit: bool
    visited_on: date | None
    certified_on: date | None
    defects_open: int
    accounted_on: date | None
    unreleased: Sequence[int]
    handed_on: date | None
    paid_on: date | None = None
    """The day of the last payment in the cash book."""
    ended_on: date | None = None
    paid_in: int = 0
    """What there was to build with: money that came and was not returned, and labour and materials given."""
    to_come: int = 0
    """The part of the grant that is not released yet, less deductions from the retention for repairs."""
    open_amendment: int | None = None
    """The number of an amendment that waits for signatures, None if there is none."""


def require_certifiable(closing: ContractClosureFacts) -> None:
    """Refuse a certificate that exists already, comes too early, or while an amendment waits for signatures.

    Errors: Refused.
    """
    if closing.certified_on is not None:
        raise Refused(Message(N_("The certificate of this work has already been issued.")))
    if closing.ended_on is not None:
        raise Refused(
            Message(
                N_(
                    "The contract ended on %(day)s, before the work was finished. It gets no completion "
                    "certificate: write its final account."
                ),
                {"day": closing.ended_on},
            )
        )
    if closing.physical < NEARLY_BUILT:
        raise Refused(
            Message(
                N_("The last visit found %(done)s %% built. A certificate needs at least %(least)s %%."),
                {"done": closing.physical // 100, "least": NEARLY_BUILT // 100},
            )
        )
    require_none_open(closing.open_amendment)


FINAL_OF_BUILT = N_("The final account needs a final measurement that finds 100 % built.")
FINAL_OF_ENDED = N_(
    "The contract ended: a visit must measure what was built. Record the visit, and tick that it is the "
    "final measurement."
)


def is_measured(closing: ContractClosureFacts) -> bool:
    """Return whether the final visit was made: at 100 %, or at what was built when the contract ended."""
    return closing.is_final_visit and (closing.physical >= BUILT or closing.ended_on is not None)


def surplus(closing: ContractClosureFacts, measured_on: date, cost: int, reason: str, currency: str) -> int:
    """Return the surplus of the final account: the money that came or will come, less the cost. Minor units.

    Errors: Refused if the work is not finished and finally measured, if it is accounted for already, if an
    amendment waits for signatures, if the cost is above the contract's sum or below what is proved, or if it
    is above what is proved without a reason.
    """
    if closing.accounted_on is not None:
        raise Refused(Message(N_("The final account of this work is already written.")))
    if closing.visited_on is None or not is_measured(closing):
        needs = FINAL_OF_ENDED if closing.ended_on is not None else FINAL_OF_BUILT
        raise Refused(Message(needs))
    require_none_open(closing.open_amendment)
    if measured_on < closing.visited_on:
        raise Refused(
            Message(
                N_("The final measurement was on %(day)s. The final account cannot be before it."),
                {"day": closing.visited_on},
            ),
            "measured_on",
        )
    if closing.paid_on is not None and measured_on < closing.paid_on:
        sentence = N_(
            "The cash book has a payment of %(day)s, after this day. Enter that day or a later one."
        )
        raise Refused(Message(sentence, {"day": closing.paid_on}), "measured_on")
    _require_cost(closing, cost, reason, currency)
    to_come = closing.to_come if closing.ended_on is None else 0
    return max(0, closing.paid_in + to_come - cost)


def require_decision(left: int, use: str, has_meeting: bool, currency: str) -> None:
    """Refuse a surplus without the decision about its use or the meeting that took it. Errors: Refused."""
    if left and not use.strip():
        raise Refused(
            Message(
                N_("%(sum)s is left. Write what the assembly decided to do with it."),
                {"sum": Money(left, currency)},
            ),
            "surplus_use",
        )
    if left and not has_meeting:
        raise Refused(
            Message(
                N_("%(sum)s is left. Choose the meeting that decided it, or record that meeting first."),
                {"sum": Money(left, currency)},
            ),
            "meeting",
        )


def require_open_cash_book(
    is_accounted: bool, is_handed_over: bool, *, is_paid_from_retention: bool = False
) -> None:
    """Refuse changes of the cash book after the final account, except payments from the retention.

    Errors: Refused.
    """
    if not is_accounted or is_paid_from_retention:
        return
    if is_handed_over:
        raise Refused(
            Message(
                N_(
                    "The work is handed over with its final account, so the cash book stays as it is. What "
                    "is paid now is paid by those who keep the work running."
                )
            )
        )
    raise Refused(
        Message(
            N_(
                "The final account of this work is written, so the cash book stays as it is. If the cash "
                "book is wrong, the technical officer strikes the account, and writes a new one when the "
                "cash book is right."
            )
        )
    )


def require_strikable_account(closing: ContractClosureFacts) -> None:
    """Refuse to strike a final account that does not exist or that a handover depends on. Errors: Refused."""
    if closing.accounted_on is None:
        raise Refused(Message(N_("This work has no final account yet. There is nothing to strike.")))
    if closing.handed_on is not None:
        raise Refused(
            Message(
                N_(
                    "The work is handed over, so its final account stays. At the next check of the work, "
                    "say what was wrong: it is shown beside the account."
                )
            )
        )


def before_handover(closing: ContractClosureFacts) -> list[GateFinding]:
    """Return the conditions of a handover, each with whether it holds, in words."""
    measured = either(
        closing.accounted_on is not None,
        N_("The final account is written"),
        N_("No final account yet"),
    )
    if closing.ended_on is not None:
        return [measured]
    certified = either(
        closing.certified_on is not None,
        N_("Completion certificate issued"),
        N_("No completion certificate yet"),
    )
    findings = [certified, measured]
    if closing.defects_open:
        open_defects = Plural(
            "%(count)s defect is not repaired yet",
            "%(count)s defects are not repaired yet",
            closing.defects_open,
        )
        findings.append(GateFinding(False, open_defects))
    findings += [
        GateFinding(False, Message(N_("Instalment %(number)s is not released yet"), {"number": number}))
        for number in closing.unreleased
    ]
    if not closing.unreleased:
        findings.append(GateFinding(True, Message(N_("Every instalment is released"))))
    return findings


def require_ready_for_handover(closing: ContractClosureFacts, handed_on: date) -> None:
    """Refuse a handover that exists already, is too early, or lacks a condition. Errors: Refused."""
    if closing.handed_on is not None:
        raise Refused(Message(N_("This work is already handed over.")))
    for finding in before_handover(closing):
        if not finding.holds:
            raise Refused(
                Message(
                    N_("The work cannot be handed over yet. Still missing: %(missing)s."),
                    {"missing": finding.sentence},
                )
            )
    earliest = max(day for day in (closing.certified_on, closing.accounted_on) if day)
    if handed_on < earliest:
        raise Refused(
            Message(
                N_("The work was certified and accounted for by %(day)s. Handover cannot be before that."),
                {"day": earliest},
            ),
            "handed_on",
        )


EARLY_DAYS = 30
"""A check can be recorded this many days before it is due."""


def require_check_due(handed_on: date, months: int, checked_on: date) -> None:
    """Refuse a check that is too early for the number of months that it stands for. Errors: Refused."""
    first = checked_from(handed_on, months)
    if checked_on < first:
        raise Refused(
            Message(
                N_("This check is due on %(due)s. It can be recorded from %(first)s on."),
                {"due": due_on(handed_on, months), "first": first},
            ),
            "checked_on",
        )


def checked_from(handed_on: date, months: int) -> date:
    """Return the first day on which the check `months` after the handover can be recorded."""
    return due_on(handed_on, months) - timedelta(days=EARLY_DAYS)


def due_on(handed_on: date, months: int) -> date:
    """Return the day `months` after the handover; the last day of the month if there is no such day."""
    year, month = divmod(handed_on.year * 12 + handed_on.month - 1 + months, 12)
    return date(year, month + 1, min(handed_on.day, calendar.monthrange(year, month + 1)[1]))


def _require_cost(closing: ContractClosureFacts, cost: int, reason: str, currency: str) -> None:
    if cost > closing.total:
        raise Refused(
            Message(
                N_("The contract is for %(sum)s. The work cannot cost more."),
                {"sum": Money(closing.total, currency)},
            ),
            "cost",
        )
    so_far = {"so_far": Money(closing.cost_so_far, currency), "cost": Money(cost, currency)}
    if cost < closing.cost_so_far:
        sentence = N_(
            "The cash book and what was given add up to %(so_far)s, which is more than %(cost)s. Correct one "
            "of them."
        )
        raise Refused(Message(sentence, so_far), "cost")
    if cost > closing.cost_so_far and not reason.strip():
        sentence = N_(
            "The cash book and what was given add up to %(so_far)s. Write the missing lines there first; or "
            "write why the work cost %(cost)s."
        )
        raise Refused(Message(sentence, so_far), "cost_reason")
