"""Who took part in the plan and who is missing: the newest answers to the form `stakeholders`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session, aliased

from peoplesprocess.core.messages import Sentence
from peoplesprocess.core.scoring.response_scorer import score
from peoplesprocess.core.xlsform.form import restored
from peoplesprocess.core.xlsform.reader import read_form
from peoplesprocess.db.typed_query import Query
from peoplesprocess.facts.strikes import not_struck
from peoplesprocess.models import (
    AssessmentForm,
    AssessmentFormVersion,
    AssessmentResponse,
    AssessmentResponseVersion,
)

FORM, PRESENT = "stakeholders", "present"
"""The code of the form, and the name of its figure of those who took part."""


class StakeholderSheet(NamedTuple):
    """Who took part: the share of those who must be there, how it came about, and who is missing."""

    number: int
    answered_on: date
    label: str
    percent: Fraction
    how: Sentence | str
    missing: Sequence[str]


class _StakeholderAnswers(NamedTuple):
    number: int
    answered_on: date
    answers: dict[str, object]
    sheets: dict[str, object]


_response, _said = AssessmentResponse.__table__.c, AssessmentResponseVersion.__table__.c
_version, _form = AssessmentFormVersion.__table__.c, AssessmentForm.__table__.c
_other = aliased(AssessmentResponseVersion.__table__)
_newest_number = (
    select(func.max(_other.c.number))
    .where(_other.c.response_id == _said.response_id)
    .correlate(AssessmentResponseVersion.__table__)
    .scalar_subquery()
)
_NEWEST_ANSWERS = Query(
    _StakeholderAnswers,
    select(_response.number, _said.answered_on, _said.answers, _version.sheets)
    .select_from(AssessmentResponse.__table__)
    .join(AssessmentForm.__table__, _form.id == _response.form_id)
    .join(AssessmentResponseVersion.__table__, _said.response_id == _response.id)
    .join(AssessmentFormVersion.__table__, _version.id == _said.form_version_id)
    .where(_response.settlement_id == bindparam("settlement"), _form.code == FORM)
    .where(_said.number == _newest_number, not_struck(_response.id))
    .order_by(_said.answered_on.desc(), _response.number.desc())
    .limit(1),
)


def stakeholder_sheet(db: Session, settlement: UUID, language: str, now: datetime) -> StakeholderSheet | None:
    """Return who took part, in the form's own words; None while nobody filled the form in.

    None too for a form of this code that a programme wrote itself and that counts nobody as present.
    """
    found = _NEWEST_ANSWERS.first(db, settlement=settlement)
    if found is None:
        return None
    scores = score(read_form(restored(found.sheets)), found.answers, language, now)
    present = next(iter(scores.of(PRESENT)), None)
    if present is None or present.value is None or not present.value.is_percent:
        return None
    return StakeholderSheet(
        number=found.number,
        answered_on=found.answered_on,
        label=present.label,
        percent=100 * present.value.exact,
        how=present.how,
        missing=[issue.figure.subject for issue in scores.issues],
    )
