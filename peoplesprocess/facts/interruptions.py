"""Contracts that stand still or ended before time, and the money of theirs that went back."""

from __future__ import annotations

from sqlalchemy import BigInteger, ColumnElement, and_, case, cast, exists, func, select

from peoplesprocess.db.sums import whole_sum
from peoplesprocess.facts.contracts import IS_ENDED, RELEASED
from peoplesprocess.models import Contract, GrantReturn, Resumption, Suspension

RETURNED = (
    select(whole_sum(GrantReturn.amount))
    .where(GrantReturn.contract_id == Contract.id)
    .correlate(Contract)
    .scalar_subquery()
)
"""What of a contract's grant went back to the agency, in minor units."""

NOT_RESUMED: ColumnElement[bool] = ~exists(
    select(1).where(Resumption.suspension_id == Suspension.id).correlate(Suspension)
)
"""Whether a suspension still stands."""
STANDS_STILL: ColumnElement[bool] = and_(Suspension.contract_id == Contract.id, NOT_RESUMED)
"""Which suspension of a contract still stands: one at most."""

GRANT_OF_ONE: ColumnElement[int] = case((IS_ENDED, RELEASED - RETURNED), else_=Contract.grant)
"""What a contract grants: if it ended, only what it keeps of what was released."""
GRANT_IN_FORCE: ColumnElement[int] = cast(func.coalesce(func.sum(GRANT_OF_ONE), 0), BigInteger)
"""What contracts grant together."""
