"""Money as whole minor units of one currency; splitting a sum never loses any."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from peoplesprocess.core.messages import N_, Message, Refused


@dataclass(frozen=True, slots=True)
class Money:
    """A sum: `amount` in minor units, `currency` as its ISO 4217 code.

    `digits` is the number of decimals; None for those of the currency.
    """

    amount: int
    currency: str
    digits: int | None = None


def split(amount: int, percents: Sequence[int]) -> list[int]:
    """Return `amount` split by `percents`; the parts always add up to `amount`.

    Every part but the last is rounded down to whole minor units, and the last takes the remainder: a rule
    that can be explained at a meeting. Units: minor units, whole percent. Errors: Refused unless every
    percentage is above 0 and they add up to exactly 100.
    """
    if any(percent <= 0 for percent in percents):
        raise Refused(Message(N_("Every instalment needs a share above 0 %.")))
    if sum(percents) != 100:
        raise Refused(
            Message(
                N_("The shares add up to %(sum)s %%. They must add up to 100 %%."), {"sum": sum(percents)}
            )
        )
    parts = [share_of(amount, percent) for percent in percents]
    parts[-1] = amount - sum(parts[:-1])
    return parts


def share_of(amount: int, percent: int) -> int:
    """Return `percent` of an amount, rounded down to whole minor units as in `split`."""
    return amount * percent // 100


def priced(quantity_thousandths: int, rate: int) -> int:
    """Return the cost of a quantity at `rate` for each unit, rounded half up to whole minor units.

    Units: thousandths of the line's unit, minor units for each unit.
    """
    return (quantity_thousandths * rate + 500) // 1000
