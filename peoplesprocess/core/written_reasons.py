"""The reason that is stored with whatever is struck, changed or taken back."""

from __future__ import annotations

from peoplesprocess.core.messages import N_, Message, Refused

MISSING = N_("Write the reason: everybody who can read the record can read it.")


def require_reason(reason: str, field: str = "reason") -> None:
    """Refuse an empty reason. Errors: Refused, naming the field."""
    if not reason.strip():
        raise Refused(Message(MISSING), field)
