"""Acts about observations: recording, striking and correcting one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from peoplesprocess.act import Act
from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.observation_kinds import KINDS, Line, checked_lines
from peoplesprocess.facts.meetings import SESSION
from peoplesprocess.facts.strikes import STRIKES_OF_OBSERVATION, correction
from peoplesprocess.models import GroupObservation, Strike
from peoplesprocess.observations.queries import OBSERVATION
from peoplesprocess.strike_writer import require_not_struck, strike_record


@dataclass(frozen=True, slots=True)
class GroupObservationInput:
    """An observation: its kind, its title, its day and group, and its lines."""

    kind: str
    title: str
    observed_on: date
    group_code: str
    meeting_number: int | None
    lines: Sequence[Line]


def record_observation(act: Act, observation: GroupObservationInput) -> GroupObservation:
    """Record an observation as the settlement's next one. Errors: Forbidden; Refused, naming the field."""
    act.require(Action.RECORD_OBSERVATION)
    kind = KINDS.get(observation.kind)
    if kind is None:
        raise Refused(Message(N_("Choose one from the list.")), "kind")
    row = GroupObservation(
        **act.columns,
        number=act.next_number(GroupObservation.number, GroupObservation.settlement_id, act.settlement.id),
        kind=observation.kind,
        title=observation.title,
        observed_on=observation.observed_on,
        group_code=observation.group_code,
        meeting_id=_session_of(act, observation),
        body={"lines": checked_lines(kind, observation.lines)},
    )
    act.db.add(row)
    act.note("observation.record", f"observation {row.number}", kind=row.kind, group=row.group_code)
    return row


def strike_observation(act: Act, number: int, reason: str) -> Strike:
    """Strike an observation. Errors: Forbidden; Refused if it is struck already, or without a reason."""
    act.require(Action.RECORD_OBSERVATION)
    row = _strike(act, number, reason)
    act.note("observation.strike", f"observation {number}")
    return row


def correct_observation(act: Act, number: int, anew: GroupObservationInput, reason: str) -> GroupObservation:
    """Strike an observation and record it anew. Errors: as for striking and recording."""
    act.require(Action.RECORD_OBSERVATION)
    strike = _strike(act, number, reason)
    row = record_observation(act, anew)
    act.db.flush()
    strike.replacement_id = row.id
    act.note("observation.strike", f"observation {number}", replacement=row.number)
    return row


def _strike(act: Act, number: int, reason: str) -> Strike:
    known = OBSERVATION.first(act.db, settlement=act.settlement.id, number=number)
    if known is None:
        raise Refused(Message(N_("There is no such observation here. See the page “What people observed”.")))
    require_not_struck(correction(act.db, STRIKES_OF_OBSERVATION, known.id, number).strike is not None)
    return strike_record(act, GroupObservation, known.id, reason)


def _session_of(act: Act, observation: GroupObservationInput) -> UUID | None:
    """Return the key of the session in which its group made it, None if it names none. Errors: Refused."""
    if observation.meeting_number is None:
        return None
    session = SESSION.first(act.db, settlement=act.settlement.id, number=observation.meeting_number)
    if session is None:
        raise Refused(Message(N_("Choose one from the list.")), "meeting_number")
    if observation.group_code and session.group_code != observation.group_code:
        raise Refused(
            Message(N_("This was the session of another group. Choose another session or another group.")),
            "meeting_number",
        )
    return session.id
