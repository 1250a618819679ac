"""What every form asks that strikes a record: why."""

from __future__ import annotations

from peoplesprocess.core.messages import N_, Msgid
from peoplesprocess.core.written_reasons import MISSING
from peoplesprocess.web.fields import TextField
from peoplesprocess.web.form import Form

WRONG = N_("What was wrong?")


def reason_field(label: Msgid = WRONG, description: str = "") -> TextField:
    """Return the field for what was wrong with a record, to stand in a form of its own or of a correction."""
    return TextField(
        label,
        description=description,
        rows=2,
        max=600,
        missing=MISSING,
    )


class StrikeForm(Form):
    """Striking a record without recording another one."""

    reason = reason_field()
