"""Two people who take the same name at once: the database notices, and the form shows it at the field."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError

from peoplesprocess.core.messages import N_, Message, Refused

TAKEN = {
    "uq_account_username": (N_("Somebody already has this user name. Choose another."), "username"),
    "uq_programme_code": (N_("Another programme has this code. Choose another."), "code"),
    "uq_settlement_code": (N_("Another settlement has this code. Choose another."), "code"),
    "uq_area_programme_id_path": (N_("This area is there already. Choose it from the list."), "area_path"),
}
"""The message and the field for each unique constraint."""


def taken(error: IntegrityError) -> Refused | None:
    """Return the refusal for a name that somebody else took first, or None for another error.

    Acts check for taken names; only on PostgreSQL, where writers run in parallel, can two find it free.
    """
    constraint = getattr(getattr(error.orig, "diag", None), "constraint_name", "")
    if constraint not in TAKEN:
        return None
    sentence, field = TAKEN[constraint]
    return Refused(Message(sentence), field)
