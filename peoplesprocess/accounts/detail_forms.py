"""Forms in which somebody says how to be called, in which language, and where to be reminded."""

from __future__ import annotations

from functools import cached_property

from peoplesprocess.accounts.mail_address import MailAddressInput, checked_address
from peoplesprocess.accounts.own_details import OwnDetailsInput
from peoplesprocess.core.messages import N_
from peoplesprocess.web.fields import SelectField, TextField
from peoplesprocess.web.form import Form
from peoplesprocess.web.i18n import current_translator


class MailAddressForm(Form):
    """Where to be reminded; left empty, nowhere."""

    address = TextField(
        N_("E-mail address"),
        required=False,
        private=False,
        autocomplete="email",
        description=N_("Nobody else sees it. Leave it empty to get no mail."),
    )

    def agree(self) -> None:
        checked_address(self.address.data)

    @cached_property
    def input(self) -> MailAddressInput:
        """The address as written."""
        return self.filled(MailAddressInput, spoken=current_translator().code)


class OwnDetailsForm(Form):
    """Changing one's own name and language."""

    name = TextField(
        N_("Your name, as others who work here will see it"),
        max=80,
        autocomplete="name",
        missing=N_("Write your name."),
    )
    spoken = SelectField(N_("In which language do pages come?"), missing=N_("Choose a language."))

    @cached_property
    def input(self) -> OwnDetailsInput:
        """What its owner wants."""
        return self.filled(OwnDetailsInput)
