"""Acts about scorecards: recording and striking one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from peoplesprocess.act import Act
from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.scorecards import check_counts
from peoplesprocess.models import Scorecard, Strike
from peoplesprocess.scorecards import queries
from peoplesprocess.scorecards.queries import ScorecardMeeting, WorkToScore
from peoplesprocess.strike_writer import require_not_struck, strike_record


@dataclass(frozen=True, slots=True)
class ScorecardInput:
    """What a group said, at the meeting with this number, or on a day without a recorded meeting.

    `counts` holds, for each item of `core.scorecards`, how many people answered good, fair and poor.
    """

    group_code: str
    meeting: int | None
    held_on: date | None
    counts: Mapping[str, Sequence[int]]


def record_scorecard(act: Act, number: int, card: ScorecardInput) -> Scorecard:
    """Record what a group says about a work. Errors: Forbidden; Refused, naming the field."""
    act.require(Action.RECORD_SCORECARD)
    work = _work(act, number)
    if card.group_code not in act.settlement.groups:
        raise Refused(Message(N_("Choose one from the list.")), "group_code")
    meeting = _meeting(act, card.meeting) if card.meeting is not None else None
    held_on = _day(act, card, meeting, work)
    people = meeting.people if meeting is not None else None
    check_counts(card.counts, people)
    for known in queries.SCORECARDS.all(act.db, contract=work.id):
        if not known.struck_at and (known.group_code, known.held_on) == (card.group_code, held_on):
            sentence = N_(
                "What this group said on this day is recorded already, on scorecard %(number)s. If it is "
                "wrong, strike that one first."
            )
            raise Refused(Message(sentence, {"number": known.number}), "group_code")
    row = Scorecard(
        **act.columns,
        contract_id=work.id,
        number=act.next_number(Scorecard.number, Scorecard.contract_id, work.id),
        meeting_id=meeting.id if meeting is not None else None,
        held_on=held_on,
        group_code=card.group_code,
        counts={item: list(counts) for item, counts in card.counts.items()},
    )
    act.db.add(row)
    act.note("scorecard.record", f"contract {number} scorecard {row.number}", group=card.group_code)
    return row


def strike_scorecard(act: Act, number: int, scorecard: int, reason: str) -> Strike:
    """Strike a scorecard, so that it is no longer shown anywhere.

    Errors: Forbidden; Refused if there is none, if it is struck already, or without a reason.
    """
    act.require(Action.RECORD_SCORECARD)
    cards = queries.SCORECARDS.all(act.db, contract=_work(act, number).id)
    found = next((card for card in cards if card.number == scorecard), None)
    if found is None:
        raise Refused(Message(N_("There is no such scorecard here. See the page of the work.")))
    require_not_struck(found.struck_at is not None)
    row = strike_record(act, Scorecard, found.id, reason)
    act.note("scorecard.strike", f"contract {number} scorecard {scorecard}")
    return row


def _work(act: Act, number: int) -> WorkToScore:
    work = queries.WORK.first(act.db, settlement=act.settlement.id, number=number)
    if work is None:
        raise Refused(
            Message(N_("There is no signed contract with this number here. See the list of works."))
        )
    return work


def _meeting(act: Act, number: int) -> ScorecardMeeting:
    meetings = queries.MEETINGS.all(act.db, settlement=act.settlement.id)
    found = next((meeting for meeting in meetings if meeting.number == number), None)
    if found is None:
        raise Refused(Message(N_("Choose one from the list.")), "meeting")
    return found


def _day(act: Act, card: ScorecardInput, meeting: ScorecardMeeting | None, work: WorkToScore) -> date:
    day = meeting.held_on if meeting is not None else card.held_on
    field = "meeting" if meeting is not None else "held_on"
    if day is None:
        raise Refused(Message(N_("Choose the meeting, or enter the day.")), "held_on")
    if day > act.today:
        raise Refused(Message(N_("This day has not come yet.")), field)
    if day < work.starts_on:
        sentence = N_("The work began on %(day)s. Nobody could speak about it before that.")
        raise Refused(Message(sentence, {"day": work.starts_on}), field)
    return day
