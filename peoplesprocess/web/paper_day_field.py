"""The field for the day on which something was done on paper."""

from __future__ import annotations

from peoplesprocess.core.messages import N_
from peoplesprocess.web.fields import DateField


def paper_day_field() -> DateField:
    """Return the field for the day on paper; its name in a form is `core.paper_days.FIELD`."""
    return DateField(
        N_("When was it? (if not today)"),
        required=False,
        depends=True,
        description=N_("Only if it was done on paper on an earlier day. Everybody can read both days."),
    )
