"""What the page of one work reads besides its contract, its item of the plan, its needs and the rounds."""

from __future__ import annotations

from sqlalchemy import Date, bindparam, cast, literal, null, select, union_all
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
from peoplesprocess.models import Contract, Defect

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
WORK_EVENTS = Query(
    BoardEvent,
    union_all(*(part.where(_this) for part in (TRANCHE_EVENTS, VISIT_EVENTS, _signed, _defects))),
)
"""What happened on one work: `signed` at the last signature, each open `defect` with its words and day."""
SIGNED_WORK = SIGNED_CONTRACTS.where(_this)
"""One signed contract of a settlement with what was recorded of its end."""
