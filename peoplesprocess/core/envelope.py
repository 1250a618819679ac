"""A settlement's envelope: all grants of its contracts together are not more than it."""

from __future__ import annotations

from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.money import Money


def require_within_envelope(grant: int, left: int | None, currency: str) -> None:
    """Refuse a grant for which the envelope has not enough left; None is no limit. Errors: Refused.

    Units: minor units.
    """
    if left is not None and grant > left:
        sentence = N_("The grant would be %(grant)s. Only %(left)s of the settlement's envelope is left.")
        values = {"grant": Money(grant, currency), "left": Money(max(left, 0), currency)}
        raise Refused(Message(sentence, values), "contribution")
