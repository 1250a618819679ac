"""The forms of devices: adding and revoking one."""

from __future__ import annotations

import hashlib
import hmac
from functools import cached_property

from peoplesprocess.core.messages import N_
from peoplesprocess.openrosa.actions import KINDS, DeviceInput, DeviceSecrets
from peoplesprocess.web.current_installation import current_secret
from peoplesprocess.web.fields import SelectField, TextField
from peoplesprocess.web.form import Form
from peoplesprocess.web.strike_form import reason_field
from peoplesprocess.web.view_context import Context

_LETTERS = 40
"""The number of hexadecimal digits in a secret, which make 160 bits."""


class DeviceForm(Form):
    """A telephone, or a project of KoboToolbox."""

    name = TextField(
        N_("What is it called?"),
        max=60,
        missing=N_("Write a name that people will recognise in the list."),
        description=N_("No names of people. “Second telephone” is enough."),
    )
    kind = SelectField(N_("What is it?"), choices=KINDS, missing=N_("Choose what it is."))

    @cached_property
    def input(self) -> DeviceInput:
        """The device as written."""
        return self.filled(DeviceInput)

    def secrets(self, context: Context) -> DeviceSecrets:
        """Return the secrets of the device that this form adds.

        They are derived from the form, so that sending it again over a bad line shows the same page.
        """
        session = context.person.session_name
        return DeviceSecrets(*(self._secret(session, what) for what in ("address", "header")))

    def _secret(self, session: str, what: str) -> str:
        parts = f"device {what}:{session}:{self.form_id}"
        return hmac.new(current_secret(), parts.encode(), hashlib.sha256).hexdigest()[:_LETTERS]


class RevokeDeviceForm(Form):
    """The reason for revoking a device."""

    reason = reason_field(N_("Why is it revoked?"))
