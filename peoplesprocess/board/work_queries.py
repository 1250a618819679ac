"""What the page of one work reads besides its contract, its item of the plan, its needs and the rounds."""

from __future__ import annotations

from sqlalchemy import Date, and_, bindparam, cast, literal, null, select, union_all
from sqlalchemy.sql.elements import ColumnElement

from peoplesprocess.board.queries import (
    NEVER,
    NONE,
    SETTLEMENT,
    TRANCHE_EVENTS,
    VISIT_EVENTS,
    BoardEvent,
)
from peoplesprocess.db.query import Query
from peoplesprocess.facts.completion import IS_RECTIFIED, SIGNED_CONTRACTS
from peoplesprocess.facts.contracts import SIGNED_AT
from peoplesprocess.facts.safeguards import IS_PUBLIC_MEASURE, IS_STANDING
from peoplesprocess.models import Contract, Defect, Mitigation, Screening

_this: ColumnElement[bool] = Contract.number == bindparam("number")
_signed = select(
    literal("signed"),
    Contract.number,
    NONE,
    NONE,
    NONE,
    cast(null(), Date),
    SIGNED_AT,
    NEVER,
    NEVER,
    literal(""),
).where(Contract.settlement_id == SETTLEMENT)
_defects = (
    select(
        literal("defect"),
        Contract.number,
        Defect.number,
        NONE,
        NONE,
        Defect.due_on,
        NEVER,
        NEVER,
        NEVER,
        Defect.what,
    )
    .join(Contract, Contract.id == Defect.contract_id)
    .where(Contract.settlement_id == SETTLEMENT, ~IS_RECTIFIED)
)
_risk = (
    select(
        literal("risk"),
        Contract.number,
        *(NONE, NONE, NONE),
        cast(null(), Date),
        *(NEVER, NEVER, NEVER),
        Screening.public_level,
    )
    .join(
        Screening,
        and_(Screening.settlement_id == Contract.settlement_id, Screening.line == Contract.line),
    )
    .where(Contract.settlement_id == SETTLEMENT, IS_STANDING)
)
_measures = (
    select(
        literal("measure"),
        Contract.number,
        Mitigation.number,
        *(NONE, NONE),
        Mitigation.due_on,
        *(NEVER, NEVER, NEVER),
        Mitigation.measure,
    )
    .join(
        Mitigation,
        and_(Mitigation.settlement_id == Contract.settlement_id, Mitigation.line == Contract.line),
    )
    .where(Contract.settlement_id == SETTLEMENT, IS_PUBLIC_MEASURE)
)
WORK_EVENTS = Query(
    BoardEvent,
    union_all(
        *(part.where(_this) for part in (TRANCHE_EVENTS, VISIT_EVENTS, _signed, _defects, _risk, _measures))
    ),
)
"""What happened on one work: `signed` at the last signature, each open `defect` with its words and day.

`risk` is the level by the environment and people, each `measure` one for them with its words and day.
"""
SIGNED_WORK = SIGNED_CONTRACTS.where(_this)
"""One signed contract of a settlement with what was recorded of its end."""
