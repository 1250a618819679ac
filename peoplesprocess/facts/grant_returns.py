"""The part of a contract's grant that was returned, and the grants in force of contracts that ended early."""

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
"""What was returned of a contract's grant to the agency, in minor units."""
GRANT_OF_ONE: ColumnElement[int] = case((IS_ENDED, RELEASED - RETURNED), else_=Contract.grant)
"""A contract's grant in minor units; for one that was ended, what was released less what was returned."""
GRANT_IN_FORCE: ColumnElement[int] = cast(func.coalesce(func.sum(GRANT_OF_ONE), 0), BigInteger)
"""The sum of the grants in force, in minor units."""
