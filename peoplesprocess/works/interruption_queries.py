"""What is read of a work that stands still or ended: its suspensions in order, what came back."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, select

from peoplesprocess.db.typed_query import Query, ScalarQuery
from peoplesprocess.facts.suspensions import NOT_RESUMED
from peoplesprocess.models import GrantReturn, Resumption, Suspension

_contract: ColumnElement[UUID] = bindparam("contract")
OPEN_SUSPENSION = ScalarQuery(select(Suspension.id).where(Suspension.contract_id == _contract, NOT_RESUMED))
"""The key of the suspension of a contract that still stands."""


class SuspensionRow(NamedTuple):
    """A suspension; `resumed_on` is None while it stands."""

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
    """A part of the grant that came back, in minor units."""

    returned_on: date
    amount: int
    paper: str


RETURNS = Query(
    GrantReturnRow,
    select(GrantReturn.returned_on, GrantReturn.amount, GrantReturn.paper)
    .where(GrantReturn.contract_id == _contract)
    .order_by(GrantReturn.number),
)
"""What came back of a contract's grant, in order."""
