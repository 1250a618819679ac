"""The field for the time zone of a place."""

from __future__ import annotations

from peoplesprocess.core.messages import N_
from peoplesprocess.core.time_zones import is_zone
from peoplesprocess.web.fields import TextField
from peoplesprocess.web.validators import wrong


def time_zone_field() -> TextField:
    """Return the field for a time zone by its IANA name; empty means that of the country."""
    return TextField(
        N_("Time zone"),
        description=N_("Like Asia/Karachi. Leave it empty if the whole country has the same time."),
        max=60,
        private=False,
        required=False,
        validators=[_is_known],
    )


def _is_known(form: object, field: TextField) -> None:
    if field.data and not is_zone(field.data):
        raise wrong(
            N_("There is no time zone with this name. Write it like Asia/Karachi or America/Port-au-Prince.")
        )
