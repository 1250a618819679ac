"""Striking a meeting that was recorded wrongly, and recording it anew."""

from __future__ import annotations

from uuid import UUID

from peoplesprocess.act import Act
from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.facts.relied_on import ADOPTED_AT, AUDITED_AT, COUNTED_WITH
from peoplesprocess.facts.strikes import STRIKES_OF_MEETING, correction
from peoplesprocess.models import Meeting, Strike
from peoplesprocess.settlements.actions import MeetingInput, record_meeting
from peoplesprocess.settlements.queries import MEETING

_RESTS = (
    (
        ADOPTED_AT,
        N_(
            "Version %(number)s of the plan was adopted at this meeting, so it stays. Write what was wrong "
            "into the minutes of the next assembly."
        ),
    ),
    (
        AUDITED_AT,
        N_(
            "The accounts of contract %(number)s were read at this meeting, so it stays. Record another "
            "public audit, and say there what was wrong."
        ),
    ),
    (
        COUNTED_WITH,
        N_(
            "Round %(number)s was counted with the people of this session, so it stays. Write what was wrong "
            "into the minutes of the group's next session."
        ),
    ),
)
"""What a meeting can carry so that it stays, each with the sentence that says it and what to do."""


def strike_meeting(act: Act, number: int, reason: str) -> Strike:
    """Strike a meeting. Errors: Forbidden; Refused if it was struck before, or if something rests on it."""
    act.require(Action.RECORD_MEETING)
    row = _strike(act, number, reason)
    act.note("meeting.strike", f"meeting {number}")
    return row


def correct_meeting(act: Act, number: int, anew: MeetingInput, reason: str) -> Meeting:
    """Strike a meeting and record it anew. Errors: as `strike_meeting` and `record_meeting`."""
    act.require(Action.RECORD_MEETING)
    strike = _strike(act, number, reason)
    row = record_meeting(act, anew)
    act.db.flush()
    strike.replacement_id = row.id
    act.note("meeting.strike", f"meeting {number}", replacement=row.number)
    return row


def _strike(act: Act, number: int, reason: str) -> Strike:
    meeting = MEETING.first(act.db, settlement=act.settlement.id, number=number)
    if meeting is None:
        raise Refused(Message(N_("There is no such meeting here.")))
    if correction(act.db, STRIKES_OF_MEETING, meeting.id, number).strike is not None:
        raise Refused(Message(N_("This was struck already.")))
    _require_nothing_rests(act, meeting.id)
    if not reason.strip():
        raise Refused(Message(N_("Write the reason: everybody who reads the record reads it.")), "reason")
    row = Strike(**act.columns, kind=Meeting.__tablename__, record_id=meeting.id, reason=reason.strip())
    act.db.add(row)
    act.db.flush()
    return row


def _require_nothing_rests(act: Act, meeting: UUID) -> None:
    for resting, sentence in _RESTS:
        if (number := resting.get(act.db, meeting=meeting)) is not None:
            raise Refused(Message(sentence, {"number": number}))
