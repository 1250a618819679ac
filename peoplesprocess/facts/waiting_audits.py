"""Contracts whose accounts wait to be read out in public, and since when."""

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
"""When the newest audit of a contract was recorded, if it accepted the accounts; else NULL."""
LOOKED_AT: ColumnElement[datetime] = func.coalesce(ContractEnding.made_at, Visit.made_at)
"""When a contract's end was recorded, else its newest visit; the statement joins both."""
# Accounts that were not accepted still have to be read after the handover.
AUDIT_WAITS: ColumnElement[bool] = and_(or_(PHYSICAL >= NEARLY_BUILT, IS_ENDED), READ_AT.is_(None))
"""Whether the accounts of a contract have to be read out; the statement joins its newest visit."""
