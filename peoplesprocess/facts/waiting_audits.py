"""Contracts whose accounts wait to be read out, and since when."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select

from peoplesprocess.core.contract_closure import NEARLY_BUILT
from peoplesprocess.facts.contract_progress import NEWEST_AUDIT
from peoplesprocess.facts.contracts import IS_ENDED, PHYSICAL
from peoplesprocess.models import Contract, ContractEnding, PublicAudit, Visit

READ_AT: ColumnElement[datetime] = (
    select(PublicAudit.made_at)
    .where(PublicAudit.id == NEWEST_AUDIT, PublicAudit.accepted.is_(True))
    .correlate(Contract)
    .scalar_subquery()
)
"""When it was recorded that a contract's accounts were accepted, NULL if they were not."""
LOOKED_AT: ColumnElement[datetime] = func.coalesce(ContractEnding.made_at, Visit.made_at)
"""When a contract's end was recorded, or else its newest visit, of contracts joined to both."""
# Accounts that nobody accepted are read after the handover too.
AUDIT_WAITS: ColumnElement[bool] = and_(or_(PHYSICAL >= NEARLY_BUILT, IS_ENDED), READ_AT.is_(None))
"""Whether the accounts of a contract, joined to its newest visit, are to be read out."""
