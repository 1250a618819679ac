"""Needs from telephones and exports: each form makes one need, however often it arrives."""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields, replace
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, select

from peoplesprocess.act import Act
from peoplesprocess.core.actions import Action
from peoplesprocess.core.actor_relations import ActSubject
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.db.column_types import uuid7
from peoplesprocess.db.typed_query import ScalarQuery
from peoplesprocess.field_submission_register import (
    FieldSubmissionConflict,
    FieldSubmissionInput,
    KnownFieldSubmission,
    former_submission,
    known_submission,
    later_submission,
    note_submission,
)
from peoplesprocess.models import Meeting, Need
from peoplesprocess.needs.actions import (
    GROUPS,
    NeedInput,
    RaisedNeedInput,
    RaisingGroupsInput,
    change_need,
    live_need,
    merge_need,
    record_need,
)
from peoplesprocess.needs.need_checks import check_need

RECORD = Need.__tablename__
EDIT_CAME_FIRST = N_("The form was changed on the telephone, and the changed form came in first.")
"""The reason for merging a need into the one that a later version of its form made."""
_WORDS = tuple(each.name for each in fields(NeedInput) if each.name != "block_id")
"""The columns that a form can fill; forms do not know the keys of blocks."""
_NUMBER = ScalarQuery(select(Need.number).where(Need.id == bindparam("need")))
_SESSION_NUMBER = ScalarQuery(select(Meeting.number).where(Meeting.id == bindparam("meeting")))


class ReceivedNeed(NamedTuple):
    """The outcome of a form about a need ("new", "known" or "changed"), and the need's number."""

    outcome: str
    number: int


def receive_need(act: Act, sent: FieldSubmissionInput, report: RaisedNeedInput) -> ReceivedNeed:
    """Record the need that a form describes, or change it if the form is an edit; each form counts once.

    Forms are compared by `need_digest`, which is the same however a form arrives; the digest in `sent` is not
    used. If an edit arrives before the form that it edits, the edit counts. Errors: Forbidden;
    FieldSubmissionConflict if the same form has come with other content, or the need was changed here since;
    Refused, naming the field.
    """
    act.require(Action.RECORD_NEED, ActSubject(groups=frozenset({report.raised_by.group_code})))
    sent = replace(sent, digest=need_digest(report))
    if (known := known_submission(act, sent.instance_id)) is not None:
        return _known(act, sent, known)
    if (later := later_submission(act, sent.instance_id)) is not None:
        return _outrun(act, sent, later)
    check_need(act.settlement, report)
    if (former := former_submission(act, sent)) is not None:
        return _edited(act, sent, report, former)
    key = uuid7()
    # Written before the act's journal entry, which binds this row too.
    note_submission(act, sent, RECORD, key)
    return ReceivedNeed("new", record_need(act, *report, key=key).number)


def need_digest(report: RaisedNeedInput) -> str:
    """Return the SHA-256 of a form's description of a need, for all ways in which it can arrive.

    Spacing, the order of choices, and the session (which is found in different ways) do not count.
    """
    said = {name: _plain(getattr(report.need, name)) for name in _WORDS}
    said["groups"] = sorted(set(report.raised_by.groups))
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _known(act: Act, sent: FieldSubmissionInput, known: KnownFieldSubmission) -> ReceivedNeed:
    if known.digest != sent.digest or known.record != RECORD:
        raise FieldSubmissionConflict(
            Message(
                N_(
                    "This form came in before with other answers. The first answers are kept. Edit the form "
                    "that was sent, or change the need on its page."
                )
            )
        )
    return ReceivedNeed("known", _number_of(act, known.record_id))


def _outrun(act: Act, sent: FieldSubmissionInput, later: KnownFieldSubmission) -> ReceivedNeed:
    """Record a form whose edit came first: the edit counts. If both made a need, merge the two."""
    former, number = former_submission(act, sent), _number_of(act, later.record_id)
    note_submission(act, sent, RECORD, later.record_id)
    if former is not None and former.record_id != later.record_id:
        merge_need(act, _number_of(act, former.record_id), number, EDIT_CAME_FIRST)
    act.note("need.receive", f"need {number}")
    return ReceivedNeed("known", number)


def _edited(
    act: Act, sent: FieldSubmissionInput, report: RaisedNeedInput, former: KnownFieldSubmission
) -> ReceivedNeed:
    number = _number_of(act, former.record_id)
    try:
        row = live_need(act, number)
    except Refused as refusal:
        raise FieldSubmissionConflict(refusal.sentence) from None
    if need_digest(_as_it_is(act, row)) != former.digest:
        raise FieldSubmissionConflict(
            Message(
                N_(
                    "Need %(number)s has been changed here since the form was sent. Change it on its page "
                    "instead."
                ),
                {"number": number},
            )
        )
    need, raised_by = report
    if raised_by.meeting_number is None and row.meeting_id is not None:
        kept = _SESSION_NUMBER.get(act.db, meeting=row.meeting_id)
        raised_by = RaisingGroupsInput(raised_by.group_code, raised_by.also, kept)
    note_submission(act, sent, RECORD, row.id)
    change_need(act, number, need, raised_by, row.version)
    return ReceivedNeed("changed", number)


def _as_it_is(act: Act, row: Need) -> RaisedNeedInput:
    written = {field.name: getattr(row, field.name) for field in fields(NeedInput)}
    first, *also = GROUPS.all(act.db, need=row.id)
    return RaisedNeedInput(NeedInput(**written), RaisingGroupsInput(first, also))


def _number_of(act: Act, need: UUID) -> int:
    number = _NUMBER.get(act.db, need=need)
    if number is None:
        raise FieldSubmissionConflict(Message(N_("This form has already come in as another kind of form.")))
    return number


def _plain(value: object) -> object:
    """Return a value normalized for comparison: lists sorted, runs of white space in texts collapsed."""
    if isinstance(value, list):
        return sorted(set(value))
    return " ".join(value.split()) if isinstance(value, str) else value
