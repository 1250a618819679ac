"""Acts that strike a meeting that was recorded wrongly, or record it anew."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from uuid import UUID

from sqlalchemy import select

from peoplesprocess.act import Act
from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import N_, Message, Msgid, Refused
from peoplesprocess.db.typed_query import ScalarQuery
from peoplesprocess.facts.local_days import day_in
from peoplesprocess.facts.plans import VERSIONS
from peoplesprocess.facts.relied_on import ADOPTED_AT, AUDITED_AT, COUNTED_WITH, DECIDED_AT
from peoplesprocess.facts.round_people import PEOPLE_OF_OPEN_ROUND, RoundPeople
from peoplesprocess.facts.strikes import STRIKES_OF_MEETING, correction
from peoplesprocess.models import Meeting, PlanAdoption, Strike
from peoplesprocess.settlements.actions import MeetingInput, record_meeting
from peoplesprocess.settlements.queries import MEETING, MeetingDetail
from peoplesprocess.strike_writer import require_not_struck, strike_record

DependentQueries = tuple[tuple[ScalarQuery[int], Msgid], ...]
AFTER = N_("Version %(number)s was adopted on %(day)s. This version came after it: enter a later day.")
BEFORE = N_("Version %(number)s was adopted on %(day)s. This version came before it: enter an earlier day.")
HANDED_OVER = N_(
    "Version %(number)s was handed to the authority on %(day)s. The assembly cannot have met after that."
)
_DEPENDENTS: DependentQueries = (
    (
        ADOPTED_AT,
        N_(
            "Version %(number)s of the plan was adopted at this meeting, so it stays. If its day is wrong, "
            "correct only the day. Write what else was wrong into the minutes of the next assembly."
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
        DECIDED_AT,
        N_(
            "This meeting decided what to do with the money left of contract %(number)s, so it stays. "
            "Strike the final account first."
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
"""Records that prevent a meeting from being struck, with the sentence that names each and the way out."""
_TOO_FEW = N_(
    "%(group)s: people who chose on the sheet or have a paper with a code for round %(number)s: %(chose)s. "
    "People at the sessions, with this number: %(came)s. First correct the sheet, or enter papers with "
    "codes that nobody needs as handed in."
)


def strike_meeting(act: Act, number: int, reason: str) -> Strike:
    """Strike a meeting. Errors: Forbidden; Refused if it is already struck, or if a record depends on it."""
    act.require(Action.RECORD_MEETING)
    meeting = _meeting(act, number)
    with _enough_came(act, meeting):
        row = _strike(act, meeting, reason)
    act.note("meeting.strike", f"meeting {number}")
    return row


def correct_meeting(act: Act, number: int, anew: MeetingInput, reason: str) -> Meeting:
    """Strike a meeting and record it anew; if it adopted a plan, only its day may change.

    It stays in its own cycle, so that its people are not counted as heard again. Errors: as `strike_meeting`
    and `record_meeting`; Refused if versions of the plan would then be adopted out of order.
    """
    act.require(Action.RECORD_MEETING)
    meeting = _meeting(act, number)
    adoption = _adopted_there(act, meeting, anew)
    with _enough_came(act, meeting):
        strike = _strike(act, meeting, reason, adoption is not None)
        row = record_meeting(act, anew)
        row.cycles_before = meeting.cycles_before
        act.db.flush()
    strike.replacement_id = row.id
    if adoption is not None:
        adoption.meeting_id = row.id
    act.note("meeting.strike", f"meeting {number}", replacement=row.number)
    return row


@contextmanager
def _enough_came(act: Act, meeting: MeetingDetail) -> Iterator[None]:
    """Refuse a changed session if more people then chose in an open round than attended.

    An earlier excess may remain, as some papers may still have to be handed in. Errors: Refused.
    """
    before = _people(act, meeting)
    yield
    act.db.flush()
    now = _people(act, meeting)
    if now is not None and before is not None and now.too_many > before.too_many:
        values = {"group": act.settlement.any_group(meeting.group_code).name, **now._asdict()}
        raise Refused(Message(_TOO_FEW, values))


def _people(act: Act, meeting: MeetingDetail) -> RoundPeople | None:
    if meeting.kind != "session":
        return None
    return PEOPLE_OF_OPEN_ROUND.first(
        act.db,
        settlement=act.settlement.id,
        cycles_before=meeting.cycles_before,
        group=meeting.group_code,
    )


def _adopted_there(act: Act, meeting: MeetingDetail, anew: MeetingInput) -> PlanAdoption | None:
    """Return the adoption that moves with a meeting to another day; None if there is none or more changes.

    Errors: Refused, naming the day, if it is not between the adoptions before and after, or if the version
    was handed over before it.
    """
    if not _is_other_day_alone(meeting, anew):
        return None
    versions = VERSIONS.all(act.db, settlement=act.settlement.id)
    version = next((each for each in versions if each.meeting == meeting.number), None)
    if version is None:
        return None
    for other in versions:
        if other.adopted_on is not None and other.number != version.number:
            is_before = other.number < version.number
            if (anew.held_on <= other.adopted_on) if is_before else (anew.held_on >= other.adopted_on):
                day = {"number": other.number, "day": other.adopted_on}
                raise Refused(Message(AFTER if is_before else BEFORE, day), "held_on")
    handed_on = day_in(act.settlement, version.submitted_at) if version.submitted_at else None
    if handed_on is not None and anew.held_on > handed_on:
        raise Refused(Message(HANDED_OVER, {"number": version.number, "day": handed_on}), "held_on")
    return act.db.scalars(select(PlanAdoption).where(PlanAdoption.plan_id == version.id)).one()


def _is_other_day_alone(meeting: MeetingDetail, anew: MeetingInput) -> bool:
    """Return whether the day of a meeting changes, and nothing else."""
    kept = [field.name for field in fields(MeetingInput) if field.name != "held_on"]
    same = all(getattr(meeting, name) == getattr(anew, name) for name in kept)
    return same and meeting.held_on != anew.held_on


def _meeting(act: Act, number: int) -> MeetingDetail:
    meeting = MEETING.first(act.db, settlement=act.settlement.id, number=number)
    if meeting is None:
        raise Refused(Message(N_("There is no such meeting here. See the list of meetings.")))
    return meeting


def _strike(act: Act, meeting: MeetingDetail, reason: str, keeps_adoption: bool = False) -> Strike:
    struck = correction(act.db, STRIKES_OF_MEETING, meeting.id, meeting.number).strike
    require_not_struck(struck is not None)
    _require_no_dependents(act, meeting.id, _DEPENDENTS[1:] if keeps_adoption else _DEPENDENTS)
    return strike_record(act, Meeting, meeting.id, reason)


def _require_no_dependents(act: Act, meeting: UUID, kinds: DependentQueries) -> None:
    for resting, sentence in kinds:
        if (number := resting.get(act.db, meeting=meeting)) is not None:
            raise Refused(Message(sentence, {"number": number}))
