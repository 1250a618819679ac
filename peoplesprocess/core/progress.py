"""Physical progress of a work against its cost so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from peoplesprocess.core.messages import N_, Message, Refused

WHOLE = 10_000
"""The progress of a finished work, in hundredths of a percent."""


@dataclass(frozen=True, slots=True)
class MeasuredBillLine:
    """A line of the bill of quantities: its cost, and how much of its quantity is measured as done.

    Units: minor units; thousandths of the line's unit.
    """

    amount: int
    quantity: int
    done: int


def physical(lines: Sequence[MeasuredBillLine]) -> Fraction:
    """Return how much of the work is done, in percent: each line's progress, weighted by its cost.

    Errors: Refused if a line is measured below 0 or above its quantity: a variation has to be agreed first.
    Source: method.md, section 5.
    """
    total = sum(line.amount for line in lines)
    if not total:
        return Fraction(0)
    for line in lines:
        if not 0 <= line.done <= line.quantity:
            raise Refused(
                Message(N_("More is measured than the contract allows. Agree on the change first."))
            )
    parts = (
        Fraction(100 * line.amount * line.done, total * line.quantity) for line in lines if line.quantity
    )
    return sum(parts, Fraction(0))


def measured_hundredths(lines: Sequence[MeasuredBillLine]) -> int:
    """Return how much of the work is done, in hundredths of a percent. Errors: Refused as in `physical`."""
    return hundredths(physical(lines), complete=all(line.done == line.quantity for line in lines))


def hundredths(percent: Fraction, complete: bool) -> int:
    """Return a percentage in hundredths, half rounded up; `WHOLE` only if every line is complete."""
    rounded = (percent * 100 + Fraction(1, 2)).__floor__()
    return rounded if complete else min(rounded, WHOLE - 1)


def financial(cost_so_far: int, total: int) -> Fraction:
    """Return the cost so far in percent of the contract's total. Units: minor units."""
    return Fraction(100 * cost_so_far, total) if total else Fraction(0)


def apart(physical_percent: Fraction, financial_percent: Fraction, limit: int) -> bool:
    """Return whether physical progress and cost differ by more than `limit` percentage points."""
    work, of_work = physical_percent.as_integer_ratio()
    money, of_money = financial_percent.as_integer_ratio()
    return abs(work * of_money - money * of_work) > limit * of_work * of_money
