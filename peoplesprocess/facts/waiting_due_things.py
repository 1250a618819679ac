"""Things that wait from some day on: checks and their findings, conditions, promises, objections."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    SQLColumnExpression,
    bindparam,
    exists,
    func,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.orm import InstrumentedAttribute

from peoplesprocess.core.conditions_and_promises import FULFILLED
from peoplesprocess.db.column_types import Json
from peoplesprocess.facts.complaint_turns import IS_OPEN, IS_SERIOUS, NEWEST_EVENT
from peoplesprocess.facts.conditions_and_promises import NEWEST_CONDITION_EVENT
from peoplesprocess.facts.contract_progress import CHECKED_LAST_ON, CHECKED_MONTHS, WORKS_NOW
from peoplesprocess.facts.contracts import IS_ENDED
from peoplesprocess.facts.cycles import IS_ENDED_EARLY
from peoplesprocess.facts.decision_in_force import IS_YES_OF_LEVEL, WAS_FORWARDED
from peoplesprocess.facts.done_at import done_at
from peoplesprocess.facts.due_checks import NEXT_CHECK_DUE
from peoplesprocess.facts.safeguards import NEXT_RECHECK, is_planned
from peoplesprocess.facts.strikes import not_struck
from peoplesprocess.facts.waiting_thing_kinds import WaitingThingKind, WaitingThingRow, thing_of
from peoplesprocess.models import (
    AuthorityPromise,
    Complaint,
    ComplaintEvent,
    ConditionEvent,
    Contract,
    Decision,
    DecisionCondition,
    Handover,
    LaterWorkCheck,
    Mitigation,
    Programme,
    PromiseOutcome,
    Settlement,
    WorkObjection,
    WorkObjectionAnswer,
)

_today: ColumnElement[date] = bindparam("today", type_=Date())


# After a cycle ended early, conditions remain of works alone.
_is_built = exists(
    select(1)
    .where(Contract.settlement_id == Decision.settlement_id, Contract.line == Decision.line, ~IS_ENDED)
    .correlate(Decision)
)


def _conditions(
    kind: WaitingThingKind, since: InstrumentedAttribute[datetime], **more: SQLColumnExpression[object]
) -> Select[*tuple[object, ...]]:
    """Return the conditions in force, each with its newest event."""
    return (
        thing_of(kind, since.expression, **more)
        .join(DecisionCondition, DecisionCondition.settlement_id == Settlement.id)
        .join(Decision, Decision.id == DecisionCondition.decision_id)
        .outerjoin(ConditionEvent, ConditionEvent.id == NEWEST_CONDITION_EVENT)
        .where(IS_YES_OF_LEVEL, or_(~IS_ENDED_EARLY, _is_built))
    )


BROKEN_SHOWN_DAYS = 90
"""Days for which a broken work is shown; only the next check can record that it works again."""
MAY_BE_BROKEN = Settlement.id.in_(
    select(LaterWorkCheck.settlement_id).where(
        ~LaterWorkCheck.works, LaterWorkCheck.checked_on >= bindparam("told_from", type_=Date())
    )
)
"""Whether a check since `told_from` found a work of a settlement broken; for queries of many settlements."""
_state = func.coalesce(ConditionEvent.kind, "")
DUE_PARTS: Mapping[WaitingThingKind, Select[*tuple[object, ...]]] = {
    # Due months depend on the programme's rules, so they are computed from the row.
    WaitingThingKind.CHECK: thing_of(
        WaitingThingKind.CHECK,
        Handover.made_at.expression,
        day=Handover.handed_on.expression,
        checked=CHECKED_MONTHS,
        stored_rules=type_coerce(Programme.rules, Json),
        number=Contract.number.expression,
    )
    .join(Programme, Programme.id == Settlement.programme_id)
    .join(Contract, Contract.settlement_id == Settlement.id)
    .join(Handover, Handover.contract_id == Contract.id)
    .where(_today >= NEXT_CHECK_DUE),
    WaitingThingKind.BROKEN: thing_of(
        WaitingThingKind.BROKEN,
        Handover.made_at.expression,
        day=CHECKED_LAST_ON,
        number=Contract.number.expression,
    )
    .join(Contract, Contract.settlement_id == Settlement.id)
    .join(Handover, Handover.contract_id == Contract.id)
    .where(WORKS_NOW.is_(False)),
    WaitingThingKind.RECHECK: thing_of(
        WaitingThingKind.RECHECK, Mitigation.made_at.expression, day=NEXT_RECHECK
    )
    .join(Mitigation, Mitigation.settlement_id == Settlement.id)
    .where(not_struck(Mitigation.id), is_planned(Mitigation), _today >= NEXT_RECHECK),
    WaitingThingKind.CONDITION: _conditions(
        WaitingThingKind.CONDITION, DecisionCondition.made_at, day=DecisionCondition.due_on.expression
    ).where(DecisionCondition.due_on <= _today, _state.not_in((*FULFILLED, "reported"))),
    WaitingThingKind.JUDGEMENT: _conditions(
        WaitingThingKind.JUDGEMENT,
        ConditionEvent.made_at,
        level=Decision.level.expression,
        office_area=Decision.area.expression,
        is_forwarded=WAS_FORWARDED,
    ).where(_state == "reported"),
    # A promise is judged once the work that it belongs to exists.
    WaitingThingKind.PROMISE: thing_of(
        WaitingThingKind.PROMISE, Handover.made_at.expression, day=Handover.handed_on.expression
    )
    .join(AuthorityPromise, AuthorityPromise.settlement_id == Settlement.id)
    .join(Decision, Decision.id == AuthorityPromise.decision_id)
    .join(Contract, (Contract.settlement_id == Settlement.id) & (Contract.line == Decision.line))
    .join(Handover, Handover.contract_id == Contract.id)
    .where(IS_YES_OF_LEVEL, ~exists().where(PromiseOutcome.promise_id == AuthorityPromise.id)),
    WaitingThingKind.OBJECTION_ANSWER: thing_of(WaitingThingKind.OBJECTION_ANSWER, done_at(WorkObjection))
    .join(WorkObjection, WorkObjection.settlement_id == Settlement.id)
    .where(~exists().where(WorkObjectionAnswer.objection_id == WorkObjection.id), ~IS_ENDED_EARLY),
    # The programme's manager sees that a complaint waits too long, but not in which settlement.
    WaitingThingKind.COMPLAINT: thing_of(
        WaitingThingKind.COMPLAINT,
        Settlement.made_at.expression,
        code=Programme.code.expression,
        name=Programme.name.expression,
        day=Complaint.filed_on.expression,
        about=Complaint.about.expression,
        state=ComplaintEvent.kind.expression,
        happened_on=ComplaintEvent.happened_on.expression,
        happened_at=ComplaintEvent.made_at.expression,
        is_serious=IS_SERIOUS,
        stored_rules=type_coerce(Programme.rules, Json),
    )
    .join(Programme, Programme.id == Settlement.programme_id)
    .join(Complaint, Complaint.settlement_id == Settlement.id)
    .outerjoin(ComplaintEvent, ComplaintEvent.id == NEWEST_EVENT)
    .where(IS_OPEN),
}
"""Things that wait from some day on, up to `today`, which is the day where days begin first."""


def broken_shown_from(today: date) -> date:
    """Return the first day whose checks can still be shown; `today` is the day where days begin first."""
    # Where days begin last, it is up to two days earlier.
    return today - timedelta(days=BROKEN_SHOWN_DAYS + 2)


def is_still_shown_broken(row: WaitingThingRow, today: date) -> bool:
    """Return whether a work found broken at its newest check is still shown."""
    return row.day is not None and (today - row.day).days <= BROKEN_SHOWN_DAYS
