"""Which forms a device fills in, and by which act each is kept: here another kind of form joins."""

from __future__ import annotations

import hashlib
from typing import NamedTuple

from peoplesprocess.act import Act
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.facts.blocks import BLOCKS
from peoplesprocess.imports.need_judgement import FORM_CODE
from peoplesprocess.openrosa.beside_needs import SentPhoto
from peoplesprocess.openrosa.needs_form import needs_form
from peoplesprocess.openrosa.received_forms import FormReceipt, receive_needs_form
from peoplesprocess.openrosa.sent_form import SentForm


class UnknownForm(Refused):
    """A filled-in form that nobody asks for here."""


class AskedForm(NamedTuple):
    """A form as telephones load it; `data` are its bytes."""

    code: str
    title: str
    version: str
    data: bytes

    @property
    def digest(self) -> str:
        """The MD5 of the bytes, by which telephones tell whether they have them."""
        return hashlib.md5(self.data, usedforsecurity=False).hexdigest()


def asked_forms(act: Act, language: str) -> list[AskedForm]:
    """Return the forms that are filled in at a settlement, each opening in `language` if it has that."""
    form = needs_form(act.settlement, BLOCKS.all(act.db, settlement=act.settlement.id), language)
    return [AskedForm(form.code, form.title, form.version, form.data)]


def receive_form(act: Act, form: SentForm, photo: SentPhoto = None) -> FormReceipt:
    """Keep a form that Collect has sent, once however often it comes.

    `photo` is what came with it, now or in a later part. Errors: Forbidden; UnknownForm; SubmissionConflict;
    Refused, which names the question.
    """
    if form.code == FORM_CODE:
        return receive_needs_form(act, form, photo)
    sentence = N_(
        "Nobody asks with the form “%(form)s” here. Load the blank form again, and fill it in anew."
    )
    raise UnknownForm(Message(sentence, {"form": form.code[:80]}))
