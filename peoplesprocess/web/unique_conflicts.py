"""What somebody else took in the same moment: the database notices it, and the form says it at its field."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError

from peoplesprocess.core.messages import N_, Message, Refused

TAKEN = {
    "uq_account_username": (N_("Somebody already has this user name. Choose another."), "username"),
    "uq_programme_code": (N_("Another programme has this code. Choose another."), "code"),
    "uq_settlement_code": (N_("Another settlement has this code. Choose another."), "code"),
    "uq_area_programme_id_path": (N_("This area is there already. Choose it from the list."), "area_path"),
}
"""What is said, and at which field, where two people wrote the same word; by the constraint that held."""


def taken(error: IntegrityError) -> Refused | None:
    """Return the refusal of what somebody else took first, None if it is another matter.

    Every act looks first; only on PostgreSQL, where people write side by side, can both have seen it free.
    """
    constraint = getattr(getattr(error.orig, "diag", None), "constraint_name", "")
    if constraint not in TAKEN:
        return None
    sentence, field = TAKEN[constraint]
    return Refused(Message(sentence), field)
