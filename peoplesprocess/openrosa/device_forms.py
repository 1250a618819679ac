"""The forms that a device fills in, and the acts that save them."""

from __future__ import annotations

import hashlib
from typing import NamedTuple

from peoplesprocess.act import Act
from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.facts.assessment_forms import FORM_IN_USE, FORMS_IN_USE, xform_of
from peoplesprocess.facts.blocks import BLOCKS
from peoplesprocess.imports.need_judgement import FORM_CODE
from peoplesprocess.openrosa.need_form_extras import SentPhoto
from peoplesprocess.openrosa.needs_form import NeedsXForm, needs_form
from peoplesprocess.openrosa.received_assessments import receive_assessment
from peoplesprocess.openrosa.received_need_forms import DeviceFormOutcome, receive_needs_form
from peoplesprocess.openrosa.sent_form import SentForm


class UnknownForm(Refused):
    """A filled-in form that is not in use here."""


class FormListEntry(NamedTuple):
    """A form in the list; `digest` is the MD5 of its bytes, by which telephones detect changes."""

    code: str
    title: str
    version: str
    digest: str


def asked_forms(act: Act, language: str) -> list[FormListEntry]:
    """Return the forms of a settlement that the account may fill in.

    The form of needs opens in `language` if it has it; those of the programme are as published.
    """
    found: list[FormListEntry] = []
    if act.may(Action.RECORD_NEED):
        form = _needs_form(act, language)
        digest = hashlib.md5(form.data, usedforsecurity=False).hexdigest()
        found.append(FormListEntry(form.code, form.title, form.version, digest))
    if act.may(Action.RECORD_ASSESSMENT):
        forms = FORMS_IN_USE.all(act.db, programme=act.settlement.programme_id)
        found += [
            FormListEntry(each.code, each.title, each.version, each.digest)
            for each in forms
            if each.code != FORM_CODE
        ]
    return found


def form_data(act: Act, language: str, code: str) -> bytes | None:
    """Return the bytes of a form, None if it is unknown or the account may not fill it in."""
    if code == FORM_CODE:
        return _needs_form(act, language).data if act.may(Action.RECORD_NEED) else None
    xform = xform_of(act.db, act.settlement.programme_id, code)
    return xform.encode() if xform is not None and act.may(Action.RECORD_ASSESSMENT) else None


def receive_form(act: Act, form: SentForm, photo: SentPhoto = None) -> DeviceFormOutcome:
    """Save a form that Collect has sent, once however often it comes.

    `photo` came with this part or a later one.
    Errors: Forbidden; UnknownForm; FieldSubmissionConflict; Refused, naming the question.
    """
    if form.code == FORM_CODE:
        return receive_needs_form(act, form, photo)
    programme = act.settlement.programme_id
    if FORM_IN_USE.first(act.db, programme=programme, code=form.code) is None:
        sentence = N_("The form “%(form)s” is not in use here. Load a new blank form, and fill it in.")
        raise UnknownForm(Message(sentence, {"form": form.code[:80]}))
    return receive_assessment(act, form)


def _needs_form(act: Act, language: str) -> NeedsXForm:
    return needs_form(act.settlement, BLOCKS.all(act.db, settlement=act.settlement.id), language)
