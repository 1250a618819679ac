"""The form that strikes a record, with the reason."""

from __future__ import annotations

from peoplesprocess.core.messages import N_, Msgid
from peoplesprocess.core.written_reasons import MISSING
from peoplesprocess.web.fields import TextField
from peoplesprocess.web.form import Form

WRONG = N_("What was wrong?")


def reason_field(label: Msgid = WRONG, description: str = "") -> TextField:
    """Return the field for the reason of a strike or correction."""
    return TextField(
        label,
        description=description,
        rows=2,
        max=600,
        missing=MISSING,
    )


class StrikeForm(Form):
    """A strike without a replacement."""

    reason = reason_field()
