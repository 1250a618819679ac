"""Acts about responses: recording, correcting and striking them, whichever way they came in."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple
from uuid import UUID

from peoplesprocess.act import Act
from peoplesprocess.assessments.response_queries import RESPONSE, STRIKE, ResponseDetail
from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.written_reasons import require_reason
from peoplesprocess.core.xlsform.answer_structure import shaped
from peoplesprocess.core.xlsform.form import restored
from peoplesprocess.core.xlsform.reader import read_form
from peoplesprocess.facts.assessment_forms import FORM_OF_VERSION, StoredForm
from peoplesprocess.field_submission_register import (
    FieldSubmissionConflict,
    FieldSubmissionInput,
    KnownFieldSubmission,
    former_submission,
    known_submission,
    later_submission,
    note_submission,
)
from peoplesprocess.models import AssessmentResponse, AssessmentResponseVersion, Strike
from peoplesprocess.strike_writer import require_not_struck, strike_record

RECORD = AssessmentResponse.__tablename__
EDIT_CAME_FIRST = N_("The form was changed on the telephone, and the changed form came in first.")
"""The reason for striking what an earlier state of a form made."""


@dataclass(frozen=True, slots=True)
class ResponseInput:
    """A filled-in form: its code and version, its subject, its day and its answers.

    `answers` are texts by the names of questions; the name of a group holds its answers, that of a repeat a
    list of such records.
    """

    code: str
    version: str
    about: str
    answered_on: date
    answers: Mapping[str, object]


class ReceivedResponse(NamedTuple):
    """The outcome for a form that came in, "new", "known" or "changed", and the response's number."""

    outcome: str
    number: int


def record_response(act: Act, response: ResponseInput, *, draft_id: UUID | None = None) -> AssessmentResponse:
    """Record a filled-in form as the settlement's next response. Errors: Forbidden; Refused.

    `draft_id` is the draft in which it was written on pages.
    """
    act.require(Action.RECORD_ASSESSMENT)
    row = _add(act, response, draft_id)
    act.note("assessment.record", f"assessment {row.number}", form=response.code, version=response.version)
    return row


def correct_response(
    act: Act, number: int, response: ResponseInput, reason: str, seen: int, *, draft_id: UUID | None = None
) -> AssessmentResponseVersion:
    """Correct a response in a new version; the earlier ones stay readable.

    Errors: Forbidden; Refused if it was corrected after version `seen`, if it is struck, or without a reason.
    """
    act.require(Action.RECORD_ASSESSMENT)
    known = standing_response(act, number)
    if known.version != seen:
        sentence = N_(
            "This was corrected in the meantime: version %(version)s counts now. Look at it, and correct "
            "that version."
        )
        raise Refused(Message(sentence, {"version": known.version}))
    require_reason(reason)
    row = _add_version(act, known.id, known.version + 1, response, reason.strip(), draft_id)
    act.note("assessment.correct", f"assessment {number}", version=row.number)
    return row


def strike_response(act: Act, number: int, reason: str) -> Strike:
    """Strike a response, which stays readable but no longer counts. Errors: Forbidden; Refused."""
    act.require(Action.RECORD_ASSESSMENT)
    known = standing_response(act, number)
    row = strike_record(act, AssessmentResponse, known.id, reason)
    act.note("assessment.strike", f"assessment {number}")
    return row


def receive_response(act: Act, sent: FieldSubmissionInput, response: ResponseInput) -> ReceivedResponse:
    """Record the response that a telephone or an export sends, once only; edits of it become versions.

    Only answers to the form's questions are kept; they were checked where the form was filled in. If an edit
    comes before what it edits, the edit stands.
    Errors: Forbidden; FieldSubmissionConflict if the same form had another content before; Refused.
    """
    act.require(Action.RECORD_ASSESSMENT)
    form = read_form(restored(_form(act, response).sheets))
    response = replace(response, answers=shaped(form, response.answers))
    sent = replace(sent, form_code=response.code, digest=response_digest(response))
    if (known := known_submission(act, sent.instance_id)) is not None:
        return _known(act, sent, known)
    if (later := later_submission(act, sent.instance_id)) is not None:
        return _note_overtaken(act, sent, later)
    if (former := former_submission(act, sent)) is not None:
        return _edited(act, sent, response, former)
    row = _add(act, response, None)
    note_submission(act, sent, RECORD, row.id)
    act.note("assessment.record", f"assessment {row.number}", form=response.code, version=response.version)
    return ReceivedResponse("new", row.number)


def response_digest(response: ResponseInput) -> str:
    """Return the SHA-256 of a filled-in form's content, the same for every way in."""
    said = [response.code, response.about, response.answered_on.isoformat(), response.answers]
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def standing_response(act: Act, number: int) -> ResponseDetail:
    """Return a standing response in its newest version. Errors: Refused if there is none."""
    known = RESPONSE.first(act.db, settlement=act.settlement.id, number=number)
    if known is None:
        raise Refused(Message(N_("There is no such filled-in form here. See the page “Assessments”.")))
    require_not_struck(STRIKE.first(act.db, record=known.id) is not None)
    return known


def _known(act: Act, sent: FieldSubmissionInput, known: KnownFieldSubmission) -> ReceivedResponse:
    if known.digest != sent.digest or known.record != RECORD:
        raise FieldSubmissionConflict(
            Message(
                N_(
                    "This form came in before and said something else. What came first counts. Edit the "
                    "form that was sent, or correct it on its page here."
                )
            )
        )
    return ReceivedResponse("known", _number_of(act, known))


def _note_overtaken(act: Act, sent: FieldSubmissionInput, later: KnownFieldSubmission) -> ReceivedResponse:
    """Note a form whose edit came first: the edit stands, and what an earlier state made is struck."""
    former, number = former_submission(act, sent), _number_of(act, later)
    note_submission(act, sent, RECORD, later.record_id)
    if former is not None and former.record_id != later.record_id:
        strike_response(act, _number_of(act, former), EDIT_CAME_FIRST)
    act.note("assessment.receive", f"assessment {number}")
    return ReceivedResponse("known", number)


def _edited(
    act: Act, sent: FieldSubmissionInput, response: ResponseInput, former: KnownFieldSubmission
) -> ReceivedResponse:
    number = _number_of(act, former)
    try:
        known = standing_response(act, number)
    except Refused as refusal:
        raise FieldSubmissionConflict(refusal.sentence) from None
    stands = ResponseInput(known.code, "", known.about, known.answered_on, known.answers)
    if response_digest(stands) != former.digest:
        sentence = N_(
            "Filled-in form %(number)s has been corrected here since it was sent. Correct it on its page "
            "instead."
        )
        raise FieldSubmissionConflict(Message(sentence, {"number": number}))
    row = _add_version(act, known.id, known.version + 1, response, "", None)
    note_submission(act, sent, RECORD, known.id)
    act.note("assessment.correct", f"assessment {number}", version=row.number)
    return ReceivedResponse("changed", number)


def _number_of(act: Act, known: KnownFieldSubmission) -> int:
    row = act.db.get(AssessmentResponse, known.record_id) if known.record == RECORD else None
    if row is None:
        raise FieldSubmissionConflict(Message(N_("This form has already come in as another kind of form.")))
    return row.number


def _add(act: Act, response: ResponseInput, draft_id: UUID | None) -> AssessmentResponse:
    form = _form(act, response)
    row = AssessmentResponse(
        **act.columns,
        form_id=form.form_id,
        number=act.next_number(
            AssessmentResponse.number, AssessmentResponse.settlement_id, act.settlement.id
        ),
    )
    act.db.add(row)
    act.db.flush()
    _add_version(act, row.id, 1, response, "", draft_id)
    return row


def _add_version(
    act: Act, response_id: UUID, number: int, response: ResponseInput, reason: str, draft_id: UUID | None
) -> AssessmentResponseVersion:
    row = AssessmentResponseVersion(
        **act.columns,
        response_id=response_id,
        number=number,
        form_version_id=_form(act, response).version_id,
        about=response.about.strip(),
        answered_on=response.answered_on,
        answers=dict(response.answers),
        reason=reason,
        draft_id=draft_id,
    )
    act.db.add(row)
    act.db.flush()
    return row


def _form(act: Act, response: ResponseInput) -> StoredForm:
    """Return the form in the version that a response names. Errors: Refused if the programme lacks it."""
    found = FORM_OF_VERSION.first(
        act.db, programme=act.settlement.programme_id, code=response.code, version=response.version
    )
    if found is None:
        sentence = N_(
            "This programme has no form “%(code)s” in version %(version)s. Load the forms again, and fill "
            "in the version in use."
        )
        raise Refused(Message(sentence, {"code": response.code, "version": response.version}))
    return found
