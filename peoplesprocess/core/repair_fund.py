"""The repair fund of a work: what it held at the handover, what went in and out; it is never negative."""

from __future__ import annotations

from collections.abc import Iterable

from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.money import Money


def balance(start: int, moved: Iterable[int]) -> int:
    """Return the balance of a fund that held `start` at the handover. Minor units; payments are negative."""
    return start + sum(moved)


def require_covered(before: int, change: int, currency: str, field: str = "") -> None:
    """Refuse a payment that would make the fund negative. Units: minor units. Errors: Refused."""
    if change < 0 and before + change < 0:
        raise Refused(
            Message(
                N_("The fund holds %(held)s. %(more)s more would have to come in first."),
                {"held": Money(before, currency), "more": Money(-(before + change), currency)},
            ),
            field,
        )
