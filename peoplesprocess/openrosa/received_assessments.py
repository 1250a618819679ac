"""Filled-in forms of the programme from Collect, saved by the act of the assessments' room."""

from __future__ import annotations

from collections.abc import Sequence

from peoplesprocess.act import Act
from peoplesprocess.assessments.device_responses import sent_response
from peoplesprocess.assessments.response_actions import receive_response
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.facts.assessment_forms import FORM_OF_VERSION
from peoplesprocess.field_submission_register import FieldSubmissionInput
from peoplesprocess.needs.received_needs import ReceivedNeed
from peoplesprocess.openrosa.received_need_forms import SOURCE, DeviceFormOutcome
from peoplesprocess.openrosa.sent_form import SentElement, SentForm

_OUTCOMES = {
    "new": N_("Filled-in form %(number)s is recorded."),
    "known": N_("This form came in before: it is filled-in form %(number)s."),
    "changed": N_("Filled-in form %(number)s is changed."),
}


def receive_assessment(act: Act, form: SentForm) -> DeviceFormOutcome:
    """Save a filled-in form of the programme as a response or its next version.

    Errors: Forbidden; FieldSubmissionConflict; Refused if the version was never in use.
    """
    stored = FORM_OF_VERSION.first(
        act.db, programme=act.settlement.programme_id, code=form.code, version=form.version
    )
    if stored is None:
        sentence = N_(
            "This form never had the version “%(version)s” here. Load a new blank form, and fill it in."
        )
        raise Refused(Message(sentence, {"version": form.version[:80]}))
    response = sent_response(stored, _record(form.answers), act.today)
    sent = FieldSubmissionInput(form.code, form.instance_id, SOURCE, "", form.replaces_id, form.root_id)
    outcome, number = receive_response(act, sent, response)
    return DeviceFormOutcome(
        [ReceivedNeed(outcome, number)], [Message(_OUTCOMES[outcome], {"number": number})]
    )


def _record(elements: Sequence[SentElement]) -> dict[str, object]:
    """Return answers by the names of questions, with groups as records and repeated elements as lists."""
    found: dict[str, object] = {}
    for element in elements:
        value: object = _record(element.children) if element.children else element.text
        if element.name not in found:
            found[element.name] = value
            continue
        known = found[element.name]
        found[element.name] = [*known, value] if isinstance(known, list) else [known, value]
    return found
