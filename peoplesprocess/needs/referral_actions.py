"""Acts on needs that are taken to an office: referrals, the office's answers, and corrections of both."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from peoplesprocess.act import Act
from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.paper_days import FIELD, day_on_paper, noted
from peoplesprocess.core.referrals import ANSWER_STATES, REFERRAL, TAKEN_BY
from peoplesprocess.facts.done_at import noon
from peoplesprocess.facts.local_days import day_in
from peoplesprocess.facts.strikes import not_struck
from peoplesprocess.models import NeedReferral, ReferralAnswer, Strike
from peoplesprocess.needs.need_detail import NEED, NeedDetail
from peoplesprocess.needs.referral_queries import (
    ANSWER,
    REFERRAL_BY_NUMBER,
    RecordedAnswer,
    RecordedReferral,
)
from peoplesprocess.strike_writer import require_not_struck, strike_record


@dataclass(frozen=True, slots=True)
class NeedReferralInput:
    """A referral: the office, who took the need there, what was asked for, and the number of the letter."""

    office: str
    taken_by: str
    asked_for: str = ""
    paper: str = ""
    on_paper: date | None = None


@dataclass(frozen=True, slots=True)
class ReferralAnswerInput:
    """An office's answer, and the state that it gives the need."""

    state: str
    words: str
    on_paper: date | None = None


def refer_need(act: Act, number: int, given: NeedReferralInput) -> NeedReferral:
    """Record that a need was taken to an office; it can be taken to several.

    Errors: Forbidden; Refused, naming the field, or if the need is not live or not of this kind.
    """
    act.require(Action.REFER_NEED)
    need = _need_to_refer(act, number)
    row = _add_referral(act, need.id, given, None)
    act.note("need.refer", f"referral {row.number} need {number}", **noted(_noted_day(act, row)))
    return row


def correct_referral(act: Act, number: int, anew: NeedReferralInput, reason: str) -> NeedReferral:
    """Strike a referral and record it anew; the office's answers move to the new one.

    Errors: Forbidden; Refused, naming the field, also if an answer is from before the new day.
    """
    act.require(Action.REFER_NEED)
    known = _standing_referral(act, number)
    strike = strike_record(act, NeedReferral, known.id, reason)
    answers = _answers(act, known.id)
    row = _add_referral(act, known.need_id, anew, min((_day_of(act, each) for each in answers), default=None))
    for answer in answers:
        answer.referral_id = row.id
    strike.replacement_id = row.id
    act.note("referral.strike", f"referral {number} need {known.need}", replacement=row.number)
    return row


def strike_referral(act: Act, number: int, reason: str) -> Strike:
    """Strike a referral, so that its answers no longer count either. Errors: Forbidden; Refused."""
    act.require(Action.REFER_NEED)
    known = _standing_referral(act, number)
    row = strike_record(act, NeedReferral, known.id, reason)
    act.note("referral.strike", f"referral {number} need {known.need}")
    return row


def record_referral_answer(act: Act, referral: int, given: ReferralAnswerInput) -> ReferralAnswer:
    """Record an office's answer; the newest answer decides the state of the need.

    Errors: Forbidden; Refused, naming the field, also for a day before the need was taken there.
    """
    act.require(Action.REFER_NEED)
    known = _standing_referral(act, referral)
    row = _add_answer(act, known, given)
    subject = f"answer {row.number} referral {referral} need {known.need}"
    act.note("referral.answer", subject, state=row.state, **noted(_noted_day(act, row)))
    return row


def correct_referral_answer(act: Act, number: int, anew: ReferralAnswerInput, reason: str) -> ReferralAnswer:
    """Strike an answer and record it anew. Errors: as for striking and recording one."""
    act.require(Action.REFER_NEED)
    known = _standing_answer(act, number)
    strike = strike_record(act, ReferralAnswer, known.id, reason)
    row = _add_answer(act, _standing_referral(act, known.referral), anew)
    strike.replacement_id = row.id
    subject = f"answer {number} referral {known.referral} need {known.need}"
    act.note("referral_answer.strike", subject, replacement=row.number)
    return row


def strike_referral_answer(act: Act, number: int, reason: str) -> Strike:
    """Strike an answer, so that the one before it counts again. Errors: Forbidden; Refused."""
    act.require(Action.REFER_NEED)
    known = _standing_answer(act, number)
    row = strike_record(act, ReferralAnswer, known.id, reason)
    act.note("referral_answer.strike", f"answer {number} referral {known.referral} need {known.need}")
    return row


def _need_to_refer(act: Act, number: int) -> NeedDetail:
    need = NEED.first(act.db, settlement=act.settlement.id, number=number)
    if need is None:
        raise Refused(Message(N_("There is no need with this number. See the list of needs.")))
    if not need.is_live:
        sentence = N_(
            "Need %(number)s was merged, split or struck. Take a need that still counts to the office."
        )
        raise Refused(Message(sentence, {"number": number}))
    if need.response_type != REFERRAL:
        raise Refused(
            Message(
                N_(
                    "Need %(number)s is not marked as a need for another office. First ask the facilitator "
                    "to change what could answer it."
                ),
                {"number": number},
            )
        )
    return need


def _add_referral(act: Act, need: UUID, given: NeedReferralInput, answered_on: date | None) -> NeedReferral:
    place = act.settlement
    if not given.office.strip():
        raise Refused(Message(N_("Write the name of the office.")), "office")
    if given.taken_by not in TAKEN_BY:
        raise Refused(Message(N_("Choose one from the list.")), "taken_by")
    sentence = N_("The office answered on %(day)s. It must have been taken there on that day or before.")
    too_late = Message(sentence, {"day": answered_on})
    taken_on = day_on_paper(given.on_paper, act.today, None, too_late)
    if answered_on is not None and (taken_on or act.today) > answered_on:
        raise Refused(too_late, FIELD)
    row = NeedReferral(
        **act.columns,
        need_id=need,
        number=act.next_number(NeedReferral.number, NeedReferral.settlement_id, place.id),
        office=given.office.strip(),
        taken_by=given.taken_by,
        asked_for=given.asked_for.strip(),
        paper=given.paper.strip(),
        on_paper_at=noon(place, taken_on),
    )
    act.db.add(row)
    act.db.flush()
    return row


def _add_answer(act: Act, referral: RecordedReferral, given: ReferralAnswerInput) -> ReferralAnswer:
    place = act.settlement
    if given.state not in ANSWER_STATES:
        raise Refused(Message(N_("Choose one from the list.")), "state")
    if not given.words.strip():
        raise Refused(Message(N_("Write what the office said, without names.")), "words")
    taken_on = day_in(place, referral.taken_at)
    too_early = Message(
        N_("It was taken there on %(day)s. The answer cannot be from before that."), {"day": taken_on}
    )
    said_on = day_on_paper(given.on_paper, act.today, taken_on, too_early)
    row = ReferralAnswer(
        **act.columns,
        referral_id=referral.id,
        number=act.next_number(ReferralAnswer.number, ReferralAnswer.settlement_id, place.id),
        state=given.state,
        words=given.words.strip(),
        on_paper_at=noon(place, said_on),
    )
    act.db.add(row)
    act.db.flush()
    return row


def _standing_referral(act: Act, number: int) -> RecordedReferral:
    known = REFERRAL_BY_NUMBER.first(act.db, settlement=act.settlement.id, number=number)
    if known is None:
        raise Refused(Message(N_("There is no such record here. See the page of the need.")))
    require_not_struck(known.is_struck)
    return known


def _standing_answer(act: Act, number: int) -> RecordedAnswer:
    known = ANSWER.first(act.db, settlement=act.settlement.id, number=number)
    if known is None:
        raise Refused(Message(N_("There is no such record here. See the page of the need.")))
    require_not_struck(known.is_struck)
    return known


def _answers(act: Act, referral: UUID) -> list[ReferralAnswer]:
    """Return the answers to a referral that are not struck."""
    standing = ReferralAnswer.referral_id == referral, not_struck(ReferralAnswer.id.expression)
    return list(act.db.scalars(select(ReferralAnswer).where(*standing)))


def _day_of(act: Act, row: NeedReferral | ReferralAnswer) -> date:
    return day_in(act.settlement, row.on_paper_at or row.made_at)


def _noted_day(act: Act, row: NeedReferral | ReferralAnswer) -> date | None:
    """Return the day on paper, or None if the record was typed in on the day itself."""
    return _day_of(act, row) if row.on_paper_at is not None else None
