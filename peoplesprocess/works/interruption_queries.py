"""Queries of interruptions: a work's suspensions in order, and the grant money that came back."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, select
from sqlalchemy.orm import Session

from peoplesprocess.core.interruption_rules import InterruptedContractSituation
from peoplesprocess.db.typed_query import Query, ScalarQuery
from peoplesprocess.facts.contract_situation import CONTRACT_EXECUTION
from peoplesprocess.facts.strikes import with_strike
from peoplesprocess.facts.suspensions import NOT_RESUMED
from peoplesprocess.models import GrantReturn, Resumption, Suspension
from peoplesprocess.works.queries import WorkRow

_contract: ColumnElement[UUID] = bindparam("contract")
OPEN_SUSPENSION = ScalarQuery(select(Suspension.id).where(Suspension.contract_id == _contract, NOT_RESUMED))
"""The key of a contract's suspension that has no resumption yet."""


class SuspensionRow(NamedTuple):
    """A suspension; `resumed_on` is None while the work is suspended."""

    suspended_on: date
    reason: str
    resumed_on: date | None
    why_resumed: str | None


SUSPENSIONS = Query(
    SuspensionRow,
    select(
        Suspension.suspended_on,
        Suspension.reason,
        Resumption.resumed_on,
        Resumption.reason.label("why_resumed"),
    )
    .outerjoin(Resumption, Resumption.suspension_id == Suspension.id)
    .where(Suspension.contract_id == _contract)
    .order_by(Suspension.number),
)
"""The suspensions of a contract, in order."""


class GrantReturnRow(NamedTuple):
    """A part of the grant that came back, in minor units; if struck, with the reason and the time."""

    id: UUID
    number: int
    returned_on: date
    amount: int
    paper: str
    reason: str | None
    struck_at: datetime | None
    struck_by: str | None


_returns = with_strike(
    select(
        GrantReturn.id, GrantReturn.number, GrantReturn.returned_on, GrantReturn.amount, GrantReturn.paper
    ),
    GrantReturn.id,
).where(GrantReturn.contract_id == _contract)
RETURNS = Query(GrantReturnRow, _returns.order_by(GrantReturn.number))
"""What came back of a contract's grant, in order, struck records too."""
RETURN = Query(GrantReturnRow, _returns.where(GrantReturn.number == bindparam("number")))
"""One return of a contract's grant by its number."""


def interrupted_situation(session: Session, work: WorkRow) -> InterruptedContractSituation:
    """Return how a contract stands, with the request and the amendment that wait."""
    more = CONTRACT_EXECUTION.one(session, contract=work.id)
    return InterruptedContractSituation(
        signed=work.is_signed,
        starts_on=work.starts_on,
        suspended_on=work.suspended_on,
        ended_on=work.ended_on,
        certified=bool(work.certificates),
        accounted=bool(more.accounts),
        requested=more.requested,
        open_amendment=more.open_amendment,
        cash=work.cash,
        released=work.released,
    )
