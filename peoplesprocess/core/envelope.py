"""A settlement's envelope, the limit for the sum of all grants of its contracts."""

from __future__ import annotations

from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.money import Money


def require_within_envelope(grant: int, left: int | None, currency: str) -> None:
    """Refuse a grant that exceeds what is left of the envelope; None means no limit.

    Units: minor units. Errors: Refused.
    """
    if left is not None and grant > left:
        sentence = N_("The grant would be %(grant)s. Only %(left)s of the settlement's envelope is left.")
        values = {"grant": Money(grant, currency), "left": Money(max(left, 0), currency)}
        raise Refused(Message(sentence, values), "contribution")
