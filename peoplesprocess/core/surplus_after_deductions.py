"""The surplus of a final account after later deductions from the retention."""

from __future__ import annotations

from peoplesprocess.core.messages import N_, Message
from peoplesprocess.core.money import Money


def surplus_now(surplus: int, deducted: int, left: int) -> int:
    """Return what is left of a final account's surplus after later repairs took `deducted`. Minor units.

    `deducted` is negative if a deduction that the account counted was struck later. `left` is the money that
    came or will come less the account's cost; it is negative if money is missing.
    """
    return max(0, left) if deducted else surplus


def later_deductions(deducted: int, left: int, currency: str) -> Message | None:
    """Return a sentence about a surplus that differs from the final account's, None if it does not differ."""
    if not deducted:
        return None
    values = {
        "sum": Money(abs(deducted), currency),
        "left": Money(max(0, left), currency),
        "short": Money(max(0, -left), currency),
    }
    if deducted < 0:
        return Message(_GIVEN_BACK, values)
    return Message(_SHORT if left < 0 else _TAKEN, values)


_TAKEN = N_(
    "Repairs took %(sum)s of the retention after the final account: %(left)s of the surplus is left. Say "
    "so at a meeting before it is used."
)
_SHORT = N_(
    "Repairs took %(sum)s of the retention after the final account: nothing of the surplus is left, and "
    "%(short)s is missing to pay all that the account says."
)
_GIVEN_BACK = N_(
    "%(sum)s that repairs had taken from the retention was given back after the final account: the surplus "
    "is %(left)s now."
)
