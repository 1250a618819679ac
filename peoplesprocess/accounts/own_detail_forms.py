"""Forms for one's own name, language, and address or number for reminders."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from peoplesprocess.accounts.own_details import OwnDetailsInput
from peoplesprocess.accounts.reminder_mail_address import MailAddressInput, checked_address
from peoplesprocess.accounts.reminder_mobile_number import MobileNumberInput, checked_number
from peoplesprocess.core.messages import N_, Message, Refused, Sentence
from peoplesprocess.web.fields import SelectField, TextField
from peoplesprocess.web.form import Form
from peoplesprocess.web.i18n import current_translator


class MailAddressForm(Form):
    """The address for reminders; empty for none."""

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
        """The address as typed in."""
        return self.filled(MailAddressInput, spoken=current_translator().code)


WAYS = {
    "mail": N_("By e-mail"),
    "text": N_("By text message to a mobile telephone"),
    "none": N_("Not at all"),
}
"""The ways in which somebody can be reminded."""


class ReminderWayForm(Form):
    """The way and address of reminders, for installations that can send text messages."""

    way = SelectField(
        N_("How do you want to be reminded?"), choices=WAYS, missing=N_("Choose one of the three.")
    )
    address = TextField(
        N_("E-mail address"),
        required=False,
        depends=True,
        private=False,
        autocomplete="email",
        description=N_("For reminders by e-mail. Nobody else sees it."),
    )
    number = TextField(
        N_("Mobile telephone number"),
        required=False,
        depends=True,
        private=False,
        max=40,
        autocomplete="tel",
        description=N_(
            "For reminders by text message, with + and the country code. Nobody else sees it. We send a "
            "code to it first."
        ),
    )

    def agree(self) -> None:
        if self.way.data == "mail" and not self.address.data:
            raise Refused(Message(N_("Write the address for the e-mails.")), "address")
        if self.way.data == "mail":
            checked_address(self.address.data)
        if self.way.data == "text":
            checked_number(self.number.data)

    @property
    def mail_input(self) -> MailAddressInput:
        """The address; "" if the user does not want mail."""
        address = self.address.data if self.way.data == "mail" else ""
        return MailAddressInput(address, current_translator().code)

    @property
    def number_input(self) -> MobileNumberInput:
        """The number as typed in."""
        return MobileNumberInput(self.number.data, current_translator().code)


class NumberCodeForm(Form):
    """The code that was sent to a telephone."""

    code = TextField(
        N_("The code from the message"),
        description=N_("Six digits."),
        max=40,
        private=False,
        autocomplete="one-time-code",
        missing=N_("Write the code that came by text message."),
    )
    counted: Callable[[], Sentence | None]

    def agree(self) -> None:
        if sentence := self.counted():
            raise Refused(sentence, "code")


class OwnDetailsForm(Form):
    """One's own name and language."""

    name = TextField(
        N_("Your name, as others who work here will see it"),
        max=80,
        autocomplete="name",
        missing=N_("Write your name."),
    )
    spoken = SelectField(
        N_("In which language do you want to read the pages?"), missing=N_("Choose a language.")
    )

    @cached_property
    def input(self) -> OwnDetailsInput:
        """The name and language as typed in."""
        return self.filled(OwnDetailsInput)
