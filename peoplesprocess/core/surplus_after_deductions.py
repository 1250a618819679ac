"""What repairs took of a retention after the final account: the surplus that it says follows."""

from __future__ import annotations

from peoplesprocess.core.messages import N_, Message
from peoplesprocess.core.money import Money


def surplus_now(surplus: int, deducted: int, left: int) -> int:
    """Return what is left of a final account's surplus once later repairs took `deducted`. Minor units.

    Below 0 a deduction that the account counted was struck after it. `left` is what the money that came and
    still comes leaves of the account's cost; below 0 so much is missing.
    """
    return max(0, left) if deducted else surplus


def later_deductions(deducted: int, left: int, currency: str) -> Message | None:
    """Return what is said of a surplus that is another than the final account says, None where it is not."""
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
