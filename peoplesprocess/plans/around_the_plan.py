"""What stands around a plan: its newest assembly, contracts that depart from it, and who took part in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, func, literal, select, true
from sqlalchemy.orm import aliased

from peoplesprocess.core.messages import Sentence
from peoplesprocess.core.scoring.response_scorer import score
from peoplesprocess.core.xlsform.form import restored
from peoplesprocess.core.xlsform.reader import read_form
from peoplesprocess.db.typed_query import Query
from peoplesprocess.facts.plans import PlanVersion
from peoplesprocess.facts.strikes import not_struck
from peoplesprocess.models import (
    AssessmentForm,
    AssessmentFormVersion,
    AssessmentResponse,
    AssessmentResponseVersion,
    Contract,
    Meeting,
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


class AroundThePlanRow(NamedTuple):
    """The newest assembly, the newest answers to the form and a departure, None where there is none.

    `contract` departs from `line` of the plan for the reason `departure`; the rest is the same in every row.
    """

    assembly: int | None
    held_on: date | None
    number: int | None
    answered_on: date | None
    answers: dict[str, object] | None
    sheets: dict[str, object] | None
    contract: int | None
    line: int | None
    departure: str | None

    def has_assembly_after(self, last: PlanVersion | None) -> bool:
        """Return whether an assembly was held after the one that adopted a version."""
        if self.held_on is None or last is None or last.adopted_on is None:
            return self.held_on is not None
        return (self.held_on, self.assembly or 0) > (last.adopted_on, last.meeting or 0)


_response, _said = AssessmentResponse.__table__.c, AssessmentResponseVersion.__table__.c
_version, _form = AssessmentFormVersion.__table__.c, AssessmentForm.__table__.c
_meeting = Meeting.__table__.c
_other = aliased(AssessmentResponseVersion.__table__)
_newest_number = (
    select(func.max(_other.c.number))
    .where(_other.c.response_id == _said.response_id)
    .correlate(AssessmentResponseVersion.__table__)
    .scalar_subquery()
)
_here: ColumnElement[UUID] = bindparam("settlement")
_answers = (
    select(_response.number, _said.answered_on, _said.answers, _version.sheets)
    .select_from(AssessmentResponse.__table__)
    .join(AssessmentForm.__table__, _form.id == _response.form_id)
    .join(AssessmentResponseVersion.__table__, _said.response_id == _response.id)
    .join(AssessmentFormVersion.__table__, _version.id == _said.form_version_id)
    .where(_response.settlement_id == _here, _form.code == FORM)
    .where(_said.number == _newest_number, not_struck(_response.id))
    .order_by(_said.answered_on.desc(), _response.number.desc())
    .limit(1)
    .subquery()
)
_assembly = (
    select(_meeting.number.label("assembly"), _meeting.held_on)
    .where(_meeting.settlement_id == _here, _meeting.kind == "assembly", not_struck(_meeting.id))
    .order_by(_meeting.held_on.desc(), _meeting.number.desc())
    .limit(1)
    .subquery()
)
_departures = (
    select(Contract.number.label("contract"), Contract.line, Contract.departure)
    .where(Contract.settlement_id == _here, Contract.departure != "")
    .subquery()
)
_one = select(literal(1).label("one")).subquery()
# One statement, because the page of the plan asks for all three and has none to spare.
AROUND_THE_PLAN = Query(
    AroundThePlanRow,
    select(*_assembly.c, *_answers.c, *_departures.c)
    .select_from(_one)
    .outerjoin(_assembly, true())
    .outerjoin(_answers, true())
    .outerjoin(_departures, true())
    .order_by(_departures.c.contract),
)
"""The newest assembly and the newest answers to the form, in a row for each departure, at least one."""


def stakeholder_sheet(found: AroundThePlanRow, language: str, now: datetime) -> StakeholderSheet | None:
    """Return who took part, in the form's own words; None while nobody filled the form in.

    None too for a form of this code that a programme wrote itself and that counts nobody as present.
    """
    if found.number is None or found.answered_on is None or found.answers is None or found.sheets is None:
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
