"""What of a contract's grant went back, and what contracts that ended keep of theirs."""

from __future__ import annotations

from sqlalchemy import BigInteger, ColumnElement, case, cast, func, select

from peoplesprocess.db.sums import whole_sum
from peoplesprocess.facts.contracts import IS_ENDED, RELEASED
from peoplesprocess.facts.strikes import not_struck
from peoplesprocess.models import Contract, GrantReturn

RETURNED = (
    select(whole_sum(GrantReturn.amount))
    .where(GrantReturn.contract_id == Contract.id, not_struck(GrantReturn.id))
    .correlate(Contract)
    .scalar_subquery()
)
"""What of a contract's grant went back to the agency, in minor units."""
GRANT_OF_ONE: ColumnElement[int] = case((IS_ENDED, RELEASED - RETURNED), else_=Contract.grant)
"""What a contract grants: if it ended, only what it keeps of what was released."""
GRANT_IN_FORCE: ColumnElement[int] = cast(func.coalesce(func.sum(GRANT_OF_ONE), 0), BigInteger)
"""What contracts grant together."""
