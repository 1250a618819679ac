"""The forms of complainants, and of the officers who answer them."""

from __future__ import annotations

import hashlib
import re
import secrets
from functools import cached_property

from peoplesprocess.complaints.actions import ComplaintInput
from peoplesprocess.core.complaints import ABOUT, ABUSE, CATEGORIES, CHANNELS, receipt_words
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.web.fields import BooleanField, PasswordField, SelectField, TextField
from peoplesprocess.web.form import Form

LEAST_PASSPHRASE = 15
ASKED = {**CATEGORIES, ABUSE: N_("Sexual exploitation or violence")}
"""The complainant's first choices; of the last one no account is taken, though older versions took it."""
_SEED = re.compile(r"[0-9a-f]{32}")


class ComplaintCategoryForm(Form):
    """What a complaint is about, which decides what follows."""

    category = SelectField(N_("What is it about?"), choices=ASKED, missing=N_("Choose what it is about."))


class ComplaintForm(Form):
    """A complaint; its receipt follows from its `seed`, so that a form sent twice has the same receipt."""

    category = SelectField(
        N_("What is it about?"), choices=CATEGORIES, missing=N_("Choose what it is about."), hidden=True
    )
    seed = TextField(N_("Receipt"), private=False, required=False, max=32, hidden=True)
    about = SelectField(
        N_("Whom do you complain about?"),
        choices=ABOUT,
        missing=N_("Choose whom you complain about, or that you do not know."),
        description=N_("Nobody whom you choose here can read it, and the facilitator never can."),
    )
    channel = SelectField(
        N_("How did the complaint come in?"),
        choices=CHANNELS,
        missing=N_("Choose how the complaint came in."),
    )
    text = TextField(
        N_("What happened? Where and when?"),
        rows=6,
        max=4000,
        private=False,
        missing=N_("Write what happened."),
        description=N_(
            "You do not have to say who you are. Write how to reach you only if you want that. Do not "
            "write about sexual violence here."
        ),
    )

    @property
    def drawn(self) -> str:
        """The random source of the receipt, sent with the form and not stored."""
        typed = self.seed.data or ""
        return typed if _SEED.fullmatch(typed) else secrets.token_hex(16)

    def agree(self) -> None:
        if not _SEED.fullmatch(self.seed.data or ""):
            raise Refused(Message(N_("This form was changed on its way. Send it again.")))

    @property
    def receipt(self) -> str:
        """The words of the receipt, with which the answer can be read."""
        return receipt_words(hashlib.blake2b(bytes.fromhex(self.seed.data), digest_size=32).digest())

    @cached_property
    def input(self) -> ComplaintInput:
        """The complaint as written."""
        return self.filled(ComplaintInput)


class ComplaintReceiptForm(Form):
    """The receipt of a complaint."""

    receipt = TextField(
        N_("Your receipt"),
        max=80,
        private=False,
        missing=N_("Write the six words or the six numbers of your receipt."),
        description=N_("Six words, like “baku tilo …”, or six numbers, one after the other."),
    )


class ComplaintAppealForm(ComplaintReceiptForm):
    """Why an answer is not accepted."""

    text = TextField(
        N_("Why do you not accept the answer?"),
        rows=4,
        max=2000,
        private=False,
        missing=N_("Write why you do not accept the answer."),
    )


class OfficerPassphraseForm(Form):
    """The passphrase of an officer's private key; it is stored nowhere."""

    key_password = PasswordField(
        N_("Your passphrase for complaints"),
        missing=N_("Write your passphrase for complaints."),
        autocomplete="off",
    )


class NewOfficerPassphraseForm(OfficerPassphraseForm):
    """A new passphrase, typed twice: if it is forgotten, complaints that were sealed under it are lost."""

    key_password_again = PasswordField(
        N_("The same passphrase again"), missing=N_("Write the passphrase again."), autocomplete="off"
    )

    def agree(self) -> None:
        if len(self.key_password.data) < LEAST_PASSPHRASE:
            sentence = N_("Use at least %(least)s characters. Four or five words together are good.")
            raise Refused(Message(sentence, {"least": LEAST_PASSPHRASE}), "key_password")
        if self.key_password.data != self.key_password_again.data:
            raise Refused(Message(N_("These two are not the same. Write both again.")), "key_password_again")


class AcknowledgeComplaintForm(Form):
    """The statement that somebody looks into a complaint."""

    is_serious = BooleanField(N_("It is serious: no instalment is released here until it is answered"))


class ComplaintAnswerForm(OfficerPassphraseForm):
    """The answer to a complaint."""

    text = TextField(
        N_("Your answer"),
        rows=6,
        max=4000,
        private=False,
        missing=N_("Write the answer."),
        description=N_("Anyone who has the receipt can read it. Do not name anybody who could be harmed."),
    )


class ShareComplaintForm(OfficerPassphraseForm):
    """The other officer who may read a complaint."""

    officer = SelectField(N_("Who else may read it?"), missing=N_("Choose who else may read it."))


class SurvivorSupportContactForm(Form):
    """Where people who suffered violence find help."""

    contact = TextField(
        N_("Who helps people who suffered sexual exploitation or violence?"),
        rows=5,
        max=600,
        private=False,
        missing=N_("Write who helps, where and when, and the telephone number."),
        description=N_("A service that is trained for it: its name, place, hours and telephone number."),
    )
