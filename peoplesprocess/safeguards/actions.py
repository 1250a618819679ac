"""Acts about safeguards: screening items, recording and rechecking measures, striking records."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import TypeVar

from peoplesprocess.act import Act
from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.safeguards import (
    DOMAINS,
    EVICTION,
    POLITICAL,
    QUESTIONS,
    RESPONSIBLE,
    AnsweredScreeningQuestion,
    checked_answers,
    level_of,
    raised,
)
from peoplesprocess.facts.safeguard_register import ITEM, SafeguardRegisterLine
from peoplesprocess.models import Mitigation, MitigationRecheck, Screening, Strike
from peoplesprocess.safeguards.queries import (
    MITIGATION,
    RECHECK,
    SCREENING,
    MitigationDetail,
    MitigationRecheckDetail,
    ScreeningDetail,
)
from peoplesprocess.strike_writer import require_not_struck, strike_record

Detail = TypeVar("Detail", ScreeningDetail, MitigationDetail, MitigationRecheckDetail)


@dataclass(frozen=True, slots=True)
class ScreeningInput:
    """The answers to all questions; `raised_to` is "" for the level that follows from them.

    `seen` is the fingerprint of the item that the page showed, None to skip this check.
    """

    answers: Sequence[AnsweredScreeningQuestion]
    raised_to: str = ""
    raise_reason: str = ""
    seen: str | None = None


@dataclass(frozen=True, slots=True)
class MitigationInput:
    """A measure: the risk, the responsible role, the day by which it is done, and the day of its recheck."""

    domain: str
    measure: str
    responsible: str
    due_on: date
    recheck_on: date


@dataclass(frozen=True, slots=True)
class MitigationRecheckInput:
    """What a recheck of a measure found, and the day of the next one, None if none is needed."""

    checked_on: date
    found: str
    next_on: date | None


def record_screening(act: Act, line: int, screening: ScreeningInput) -> Screening:
    """Screen an item in its present wording; earlier screenings stay readable.

    Errors: Forbidden; Refused, naming the field, also if the item changed since it was `seen`.
    """
    act.require(Action.SCREEN_ITEM)
    item = _item(act, line)
    if screening.seen not in (None, item.fingerprint):
        raise Refused(Message(N_("The item was changed meanwhile. Read it again, then save.")))
    answers = checked_answers(screening.answers)
    open_ones = [each for each in answers if QUESTIONS[each.question].domain != POLITICAL]
    answered = level_of(answers)
    level = raised(answered, screening.raised_to, screening.raise_reason)
    row = Screening(
        **act.columns,
        number=act.next_number(Screening.number, Screening.settlement_id, act.settlement.id),
        line=line,
        fingerprint=item.fingerprint,
        answers=_stored(open_ones),
        political_answers=_stored(each for each in answers if each not in open_ones),
        answered_level=answered.value,
        level=level.value,
        public_level=level_of(open_ones).value,
        raise_reason=screening.raise_reason.strip() if level != answered else "",
        eviction_risk=any(each.question == EVICTION and each.answer != "no" for each in answers),
    )
    act.db.add(row)
    act.note("screening.record", f"screening {row.number} line {line}", digest=item.fingerprint)
    return row


def strike_screening(act: Act, number: int, reason: str) -> Strike:
    """Strike a screening, so that the one before it stands again. Errors: Forbidden; Refused."""
    act.require(Action.SCREEN_ITEM)
    known = _standing(SCREENING.first(act.db, settlement=act.settlement.id, number=number))
    row = strike_record(act, Screening, known.id, reason)
    act.note("screening.strike", f"screening {number} line {known.line}")
    return row


def record_mitigation(act: Act, line: int, mitigation: MitigationInput) -> Mitigation:
    """Record a measure against what could go wrong with an item.

    Errors: Forbidden; Refused, naming the field.
    """
    act.require(Action.SCREEN_ITEM)
    _item(act, line)
    if mitigation.domain not in DOMAINS:
        raise Refused(Message(N_("Choose one from the list.")), "domain")
    if mitigation.responsible not in RESPONSIBLE:
        raise Refused(Message(N_("Choose one from the list.")), "responsible")
    if not mitigation.measure.strip():
        raise Refused(Message(N_("Write what is done.")), "measure")
    if mitigation.recheck_on < mitigation.due_on:
        raise Refused(
            Message(N_("Nobody can check it before it is done. Choose that day or a later one.")),
            "recheck_on",
        )
    row = Mitigation(
        **act.columns,
        **asdict(mitigation),
        number=act.next_number(Mitigation.number, Mitigation.settlement_id, act.settlement.id),
        line=line,
    )
    act.db.add(row)
    act.note("mitigation.record", f"mitigation {row.number} line {line}")
    return row


def strike_mitigation(act: Act, number: int, reason: str) -> Strike:
    """Strike a measure, which then neither satisfies a gate nor needs a recheck.

    Errors: Forbidden; Refused.
    """
    act.require(Action.SCREEN_ITEM)
    known = _standing(MITIGATION.first(act.db, settlement=act.settlement.id, number=number))
    row = strike_record(act, Mitigation, known.id, reason)
    act.note("mitigation.strike", f"mitigation {number} line {known.line}")
    return row


def record_recheck(act: Act, mitigation: int, recheck: MitigationRecheckInput) -> MitigationRecheck:
    """Record what a recheck of a measure found, and the day of the next one.

    Errors: Forbidden; Refused, naming the field, or if the measure is struck.
    """
    act.require(Action.RECHECK_MEASURE)
    known = _standing(MITIGATION.first(act.db, settlement=act.settlement.id, number=mitigation))
    if not recheck.found.strip():
        raise Refused(Message(N_("Write what you found.")), "found")
    if recheck.checked_on > act.today:
        raise Refused(Message(N_("This day has not come yet.")), "checked_on")
    if recheck.next_on is not None and recheck.next_on <= recheck.checked_on:
        raise Refused(Message(N_("Choose a day after this check.")), "next_on")
    row = MitigationRecheck(
        **act.columns,
        **asdict(recheck),
        number=act.next_number(MitigationRecheck.number, MitigationRecheck.settlement_id, act.settlement.id),
        mitigation_id=known.id,
    )
    act.db.add(row)
    act.note("recheck.record", f"recheck {row.number} mitigation {mitigation}")
    return row


def strike_recheck(act: Act, number: int, reason: str) -> Strike:
    """Strike a recheck, so that the day before it counts again. Errors: Forbidden; Refused."""
    act.require(Action.RECHECK_MEASURE)
    known = _standing(RECHECK.first(act.db, settlement=act.settlement.id, number=number))
    row = strike_record(act, MitigationRecheck, known.id, reason)
    act.note("recheck.strike", f"recheck {number} mitigation {known.mitigation}")
    return row


def _stored(answers: Iterable[AnsweredScreeningQuestion]) -> list[dict[str, str]]:
    return [
        {"question": each.question, "answer": each.answer, "remark": each.remark.strip()} for each in answers
    ]


def _item(act: Act, line: int) -> SafeguardRegisterLine:
    found = ITEM.first(act.db, settlement=act.settlement.id, line=line)
    if found is None:
        raise Refused(Message(N_("There is no such item in the plan. See the action plan.")))
    return found


def _standing(found: Detail | None) -> Detail:
    if found is None:
        raise Refused(Message(N_("There is no such record here. See the page “Safeguards”.")))
    require_not_struck(found.struck_at is not None)
    return found
