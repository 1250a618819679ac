"""Queries of one work's page besides its contract, its item of the plan, its needs and the rounds."""

from __future__ import annotations

from sqlalchemy import Date, Integer, Select, and_, bindparam, cast, literal, null, select, union_all
from sqlalchemy.sql.elements import ColumnElement

from peoplesprocess.board.events import (
    LABOUR_EVENTS,
    NEVER,
    NO_TIMES,
    NONE,
    SCORECARD_EVENTS,
    TRANCHE_EVENTS,
    TYPED_IN_EVENTS,
    VISIT_EVENTS,
    VISIT_GIFT_EVENTS,
    BoardEvent,
)
from peoplesprocess.board.queries import SETTLEMENT
from peoplesprocess.db.typed_query import Query
from peoplesprocess.facts.conditions_and_promises import CONDITION_ROWS, OBJECTION_ROWS, PROMISE_ROWS
from peoplesprocess.facts.contract_progress import SIGNED_CONTRACTS
from peoplesprocess.facts.contract_signatures import SIGNED_AT
from peoplesprocess.facts.decision_in_force import REFUSALS
from peoplesprocess.facts.defects import COUNTS, IS_OPEN
from peoplesprocess.facts.safeguards import IS_PUBLIC_MEASURE, IS_STANDING
from peoplesprocess.facts.strikes import not_struck
from peoplesprocess.facts.tranches import RELEASED_TRANCHES
from peoplesprocess.models import (
    Contract,
    Defect,
    DefectRectification,
    FixedPoint,
    Meeting,
    Mitigation,
    PublicAudit,
    QualityCheck,
    RetentionDeduction,
    Screening,
    Visit,
)

_this: ColumnElement[bool] = Contract.number == bindparam("number")
_here: ColumnElement[bool] = Contract.settlement_id == SETTLEMENT
_no_day = cast(null(), Date)
_signed = select(
    literal("signed"), Contract.number, NONE, NONE, NONE, _no_day, SIGNED_AT, NEVER, NEVER, literal("")
).where(_here)
_defects = (
    select(
        literal("defect"),
        Contract.number,
        Defect.number,
        NONE,
        NONE,
        Defect.due_on,
        *NO_TIMES,
        Defect.what,
    )
    .join(Contract, Contract.id == Defect.contract_id)
    .where(_here, IS_OPEN)
)
_repairs = (
    select(
        literal("repair"),
        Contract.number,
        Defect.number,
        *(NONE, NONE),
        DefectRectification.rectified_on,
        *NO_TIMES,
        DefectRectification.how,
    )
    .join(Defect, Defect.id == DefectRectification.defect_id)
    .join(Contract, Contract.id == Defect.contract_id)
    .where(_here, COUNTS)
)
_points = (
    select(
        literal("point"),
        Contract.number,
        FixedPoint.number,
        NONE,
        NONE,
        _no_day,
        *NO_TIMES,
        FixedPoint.name,
    )
    .join(Contract, Contract.id == FixedPoint.contract_id)
    .where(_here)
)
_stops = (
    select(
        literal("stop"),
        Contract.number,
        Visit.number,
        Visit.days_stopped,
        NONE,
        Visit.visited_on,
        *NO_TIMES,
        Visit.delay_cause,
    )
    .join(Contract, Contract.id == Visit.contract_id)
    .where(_here, Visit.days_stopped > 0, not_struck(Visit.id))
)
_tests = (
    select(
        literal("test"),
        Contract.number,
        QualityCheck.number,
        cast(QualityCheck.passed, Integer),
        NONE,
        Visit.visited_on,
        *NO_TIMES,
        QualityCheck.what,
    )
    .join(Visit, Visit.id == QualityCheck.visit_id)
    .join(Contract, Contract.id == Visit.contract_id)
    .where(_here, not_struck(Visit.id))
)
_risk = (
    select(
        literal("risk"),
        Contract.number,
        *(NONE, NONE, NONE),
        _no_day,
        *NO_TIMES,
        Screening.public_level,
    )
    .join(
        Screening,
        and_(Screening.settlement_id == Contract.settlement_id, Screening.line == Contract.line),
    )
    .where(_here, IS_STANDING)
)
_measures = (
    select(
        literal("measure"),
        Contract.number,
        Mitigation.number,
        *(NONE, NONE),
        Mitigation.due_on,
        *NO_TIMES,
        Mitigation.measure,
    )
    .join(
        Mitigation,
        and_(Mitigation.settlement_id == Contract.settlement_id, Mitigation.line == Contract.line),
    )
    .where(_here, IS_PUBLIC_MEASURE)
)
_came = RELEASED_TRANCHES.c
_arrivals = (
    select(
        literal("arrival"),
        *(Contract.number, _came.number, NONE),
        _came.came - _came.released,
        _came.arrived_on,
        *(*NO_TIMES, literal("")),
    )
    .join(
        RELEASED_TRANCHES,
        and_(_came.settlement_id == Contract.settlement_id, _came.contract == Contract.number),
    )
    .where(_here, _came.came.is_not(None))
)


def _terms(rows: Select[*tuple[object, ...]], due: str, words: str) -> Select[*tuple[object, ...]]:
    """Return the statement of terms of a work's item: kind, column `due` and state, joined by colons."""
    terms = rows.subquery().c
    return select(
        terms.kind + ":" + (terms[due] if due else literal("")) + ":" + terms.state,
        *(Contract.number, terms.number, NONE, terms.amount, terms.day),
        *(terms.made_at, terms.changed_at, NEVER, terms[words]),
    ).join(Contract, and_(_here, Contract.line == terms.line))


_deductions = (
    select(
        literal("deduction"),
        Contract.number,
        RetentionDeduction.number,
        *(NONE, RetentionDeduction.amount),
        RetentionDeduction.deducted_on,
        *NO_TIMES,
        RetentionDeduction.reason,
    )
    .join(RetentionDeduction, RetentionDeduction.contract_id == Contract.id)
    .where(_here, not_struck(RetentionDeduction.id))
)
_audits = (
    select(
        literal("audit"),
        *(Contract.number, Meeting.number, cast(PublicAudit.accepted, Integer), NONE),
        Meeting.held_on,
        *(*NO_TIMES, literal("")),
    )
    .join(PublicAudit, PublicAudit.contract_id == Contract.id)
    .join(Meeting, Meeting.id == PublicAudit.meeting_id)
    .where(_here, not_struck(PublicAudit.id))
)
_refused = REFUSALS.c
_refusals = (
    select(
        "refusal:" + _refused.verdict,
        *(Contract.number, _refused.version, NONE, NONE, _no_day),
        *(_refused.given_at, NEVER, NEVER, _refused.reason),
    )
    .join(
        REFUSALS,
        and_(_refused.settlement_id == Contract.settlement_id, _refused.line == Contract.line),
    )
    .where(_here)
)
_parts = (
    *(TRANCHE_EVENTS, TYPED_IN_EVENTS, VISIT_EVENTS, VISIT_GIFT_EVENTS, LABOUR_EVENTS),
    *(_signed, _defects, _repairs, _points),
    *(_stops, _tests, SCORECARD_EVENTS, _risk, _measures, _arrivals, _deductions, _audits, _refusals),
    *(_terms(rows, "due", "words") for rows in (CONDITION_ROWS, PROMISE_ROWS)),
    # Of an objection only the answer is read: its words and its group could identify who objects.
    _terms(OBJECTION_ROWS, "", "said"),
)
WORK_EVENTS = Query(BoardEvent, union_all(*(part.where(_this) for part in _parts)))
"""Everything that happened on one work, in one statement.

Besides instalments, visits, paid days and scorecards: `signed` at the last signature; each open `defect` with
its words and day; each `repair` with how and when it was done; each fixed `point` with its name; each visit
that found a `stop` of so many days (`percent`) with its cause; each `test` with what it was, and 1 in
`percent` if it passed. `risk` is the level by environment and people, each `measure` one against them with
its words and day. An `arrival` has the day on which an instalment came and by how much it exceeded the
release. "condition:", "promise:" and "objection:" are as on the board, with when they were made in `asked_at`
and when their state was recorded in `released_at`. Each `deduction` is what a repair took from the retention,
with its day and reason. Each `audit` is a standing public audit, with its meeting in `number`, its day, and 1
in `percent` if the accounts were accepted. Each "refusal:" is an answer that returned or declined the work's
item before it was endorsed, with the plan's version in `number`, its time in `asked_at`, and its reason.
"""
SIGNED_WORK = SIGNED_CONTRACTS.where(_this)
"""One signed contract of a settlement with the records of its closing."""
