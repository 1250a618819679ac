"""Forms for signing in, accepting invitations, passwords and one's own account."""

from __future__ import annotations

from collections.abc import Callable
from typing import Self
from uuid import UUID

from flask import g, request
from wtforms import ValidationError

from peoplesprocess.accounts import passwords
from peoplesprocess.accounts.actions import NO_USERNAME, AccountInput, is_username, username_of
from peoplesprocess.accounts.safe_redirect import local_path
from peoplesprocess.core.messages import N_, Message, Refused, Sentence
from peoplesprocess.db.column_types import uuid7
from peoplesprocess.web.fields import PasswordField, TextField
from peoplesprocess.web.form import PROOF, Form, is_password
from peoplesprocess.web.i18n import SOURCE
from peoplesprocess.web.strike_form import reason_field
from peoplesprocess.web.validators import wrong

KEPT = "kept."
# Fields of an account have their purpose in `autocomplete`, even though telephones are shared. A browser
# stores a password only with its holder's consent in either case; without `autocomplete` it guesses, and
# offers one person's name in another person's form. Voting codes, which must not be offered to the next user,
# are in forms marked with `forgets`, which turn it off as a whole.


class InterceptedRequestForm(Form):
    """A form shown between another form and its act, which keeps what was typed there."""

    kept_path = TextField(N_("Next page"), max=2000, private=False, required=False)

    def emptied(self) -> Self:
        """Return the form without anything of the interrupted form, and with a new id."""
        self.form_id = uuid7()
        for field in self:
            field.raw_data, field.data = None, ""
        return self

    @property
    def path(self) -> str:
        """The address of the interrupted form, or ""."""
        return local_path(self.kept_path.data or "", "POST")

    @property
    def interrupted_id(self) -> UUID:
        """The id of the interrupted form, under which it is answered once."""
        try:
            return UUID(dict(self.kept()).get("form_id", ""))
        except ValueError:
            return uuid7()

    def kept(self) -> list[tuple[str, str]]:
        """Return the fields of the interrupted form, as they came back with this one."""
        return [
            (name.removeprefix(KEPT), value)
            for name, value in request.form.items(multi=True)
            if name.startswith(KEPT)
        ]


class SignInForm(InterceptedRequestForm):
    """Signing in, with the content of a form that was sent after the session ended."""

    username = TextField(
        N_("User name"), private=False, autocomplete="username", missing=N_("Write your user name.")
    )
    password = PasswordField(
        N_("Password"), autocomplete="current-password", missing=N_("Write your password.")
    )
    next = TextField(N_("Next page"), max=2000, private=False, required=False)


class SecondFactorProofForm(InterceptedRequestForm):
    """A proof by the second factor, with the content of the interrupted form."""

    code = TextField(
        N_("The code on your telephone"),
        description=N_("Six digits. Or one of the codes that you printed."),
        max=40,
        private=False,
        autocomplete="one-time-code",
        missing=N_("Write the code that your telephone shows, or a printed one."),
    )


def kept_fields() -> list[tuple[str, str]]:
    """Return the posted fields that come back after signing in, without passwords and the old token."""
    return [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name not in ("token", "language", PROOF) and not is_password(name)
    ]


class AcceptInvitationForm(Form):
    """A new account for an invitation."""

    name = TextField(
        N_("Your name, as others who work here will see it"),
        max=80,
        autocomplete="name",
        missing=N_("Write your name."),
    )
    username = TextField(
        N_("Choose a user name"),
        description=N_("You sign in with it. Letters and digits, no spaces."),
        max=40,
        private=False,
        autocomplete="username",
        missing=N_("Choose a user name to sign in with."),
    )
    password = PasswordField(
        N_("Choose a password"),
        description=N_("At least 8 characters. A few words together are good."),
        autocomplete="new-password",
        missing=N_("Choose a password of at least 8 characters."),
    )

    # Field validators instead of `agree`, so that they report together with other invalid fields.
    def validate_username(self, field: TextField) -> None:
        """Refuse an invalid user name."""
        if not is_username(username_of(field.data)):
            raise wrong(NO_USERNAME)

    def validate_password(self, field: PasswordField) -> None:
        """Refuse a password that is easy to guess."""
        try:
            passwords.checked(field.data, self.username.data or "", "password")
        except Refused as refusal:
            raise ValidationError(refusal.sentence) from None

    def account(self, password_hash: str) -> AccountInput:
        """Return the new account with the hash of its password."""
        # English is the default, not the user's choice; their telephone may ask for another language.
        language = "" if g.language == SOURCE else g.language
        return self.filled(AccountInput, password_hash=password_hash, language=language)


class SecondFactorForm(InterceptedRequestForm):
    """Setting up a second factor; asks for the password unless it was typed recently."""

    password = PasswordField(
        N_("Your password"),
        description=N_("You signed in a while ago."),
        required=False,
        depends=True,
        autocomplete="current-password",
    )
    code = TextField(
        N_("The code that the app shows now"),
        description=N_("Six digits."),
        max=40,
        private=False,
        autocomplete="one-time-code",
        missing=N_("Write the code that the app shows now."),
    )

    proves: Callable[[str], Sentence | None] | None = None

    def agree(self) -> None:
        require_password(self.proves, self.password.data)


class NewPasswordForm(Form):
    """A new password, set with a link."""

    password = PasswordField(
        N_("New password"),
        description=N_("At least 8 characters. A few words together are good."),
        autocomplete="new-password",
        missing=N_("Choose a new password of at least 8 characters."),
    )

    username = ""

    def agree(self) -> None:
        passwords.checked(self.password.data, self.username, "password")


class ConfirmForm(Form):
    """A button that does what the page says."""


class AcceptInvitedRoleForm(Form):
    """A button that adds an invitation's role to the signed-in account."""


class ChangePasswordForm(Form):
    """Changing one's own password."""

    old_password = PasswordField(
        N_("Your current password"),
        autocomplete="current-password",
        missing=N_("Write your current password."),
    )
    new_password = PasswordField(
        N_("New password"),
        description=N_("At least 8 characters. A few words together are good."),
        autocomplete="new-password",
        missing=N_("Choose a new password of at least 8 characters."),
    )

    username = ""
    proves: Callable[[str], Sentence | None]

    def agree(self) -> None:
        passwords.checked(self.new_password.data, self.username, "new_password")
        if sentence := self.proves(self.old_password.data):
            raise Refused(sentence, "old_password")


class RevokeInvitationForm(Form):
    """A button that withdraws an invitation."""


class CloseAccountForm(Form):
    """Closing somebody's account."""

    reason = reason_field(N_("Why is the account closed?"))


class ReopenAccountForm(Form):
    """Reopening somebody's account."""

    reason = reason_field(N_("Why is the account opened again?"))


class CloseOwnAccountForm(Form):
    """Closing one's own account; asks for the password if there is no second factor to prove it with."""

    reason = reason_field(N_("Why is the account closed?"), N_("The managers of your programmes read it."))
    password = PasswordField(
        N_("Your password"), required=False, depends=True, autocomplete="current-password"
    )

    proves: Callable[[str], Sentence | None] | None = None

    def agree(self) -> None:
        require_password(self.proves, self.password.data)


def require_password(proves: Callable[[str], Sentence | None] | None, typed: str) -> None:
    """Refuse a missing or wrong password if one has to be given. Errors: Refused at `password`."""
    if proves is None:
        return
    if not typed:
        raise Refused(Message(N_("Write your password.")), "password")
    if sentence := proves(typed):
        raise Refused(sentence, "password")
