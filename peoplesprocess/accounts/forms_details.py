"""Forms in which somebody says how to be called, in which language, and where to be reminded."""

from __future__ import annotations

from peoplesprocess.accounts.mail_address import MailAddressInput, checked_address
from peoplesprocess.accounts.own_details import OwnDetailsInput
from peoplesprocess.core.messages import N_
from peoplesprocess.web.fields import SelectField, TextField
from peoplesprocess.web.forms import Form
from peoplesprocess.web.i18n import SHIPPED, translator


class MailAddressForm(Form):
    """Where to be reminded; left empty, nowhere."""

    address = TextField(
        N_("E-mail address"),
        required=False,
        private=False,
        autocomplete="email",
        description=N_("Nobody else sees it. Leave it empty to get no mail."),
    )
    # `language` is what the buttons send that choose a page's.
    mail_language = SelectField(
        N_("In which language?"),
        choices=[(code, translator(code).own_name) for code in SHIPPED],
        missing=N_("Choose a language."),
    )

    def agree(self) -> None:
        checked_address(self.address.data)

    def input(self) -> MailAddressInput:
        """Return the address as written."""
        return self.filled(MailAddressInput)


class OwnDetailsForm(Form):
    """Changing one's own name and language."""

    name = TextField(
        N_("Your name, as others who work here will see it"),
        max=80,
        autocomplete="name",
        missing=N_("Write your name."),
    )
    spoken = SelectField(N_("In which language do pages come?"), missing=N_("Choose a language."))

    def input(self) -> OwnDetailsInput:
        """Return what its owner wants."""
        return self.filled(OwnDetailsInput)
