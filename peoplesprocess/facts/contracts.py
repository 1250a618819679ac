"""A settlement's contracts: which are signed, their newest visit, and what was released and spent."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import aliased

from peoplesprocess.core.lists import PARTIES
from peoplesprocess.db.query import Query
from peoplesprocess.models import Contract, Signature, Visit

SIGNATURES = (
    select(func.count()).where(Signature.contract_id == Contract.id).correlate(Contract).scalar_subquery()
)
"""How many parties have signed a contract."""
IS_SIGNED = len(PARTIES) <= SIGNATURES
"""Whether all parties have signed a contract."""

_visit = aliased(Visit)
NEWEST_VISIT = (
    select(_visit.id)
    .where(_visit.contract_id == Contract.id)
    .order_by(_visit.number.desc())
    .limit(1)
    .correlate(Contract)
    .scalar_subquery()
)
"""The key of a contract's newest visit."""


class LineContract(NamedTuple):
    """The contract for a line of the plan; its newest visit measured `physical` hundredths of a percent."""

    number: int
    line: int
    physical: int | None


CONTRACTS_BY_LINE = Query(
    LineContract,
    select(Contract.number, Contract.line, Visit.physical)
    .outerjoin(Visit, Visit.id == NEWEST_VISIT)
    .where(Contract.settlement_id == bindparam("settlement"))
    .order_by(Contract.number),
)
"""A settlement's contracts, signed or not, by the line of the plan that they are for."""
