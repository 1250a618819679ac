"""Which contracts wait for which step of their closing, and since when.

Statements that use these join a contract to its newest visit and to its ending.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select

from peoplesprocess.core.contract_closure import BUILT, NEARLY_BUILT
from peoplesprocess.facts.contract_progress import NEWEST_AUDIT
from peoplesprocess.facts.contracts import IS_ENDED, OPEN_AMENDMENT, PHYSICAL
from peoplesprocess.facts.done_at import later_of
from peoplesprocess.facts.proved_accounts import SPENT_UNREAD
from peoplesprocess.facts.retention_money import IS_UNRELEASED, NEXT_REPAIR
from peoplesprocess.facts.strikes import not_struck
from peoplesprocess.facts.tranches import RELEASED_AT
from peoplesprocess.facts.work_states import IS_ACCOUNTED, IS_CERTIFIED, IS_HANDED_OVER
from peoplesprocess.models import Certificate, Contract, ContractEnding, FinalAccount, PublicAudit, Visit

READ_AT: ColumnElement[datetime] = (
    select(PublicAudit.made_at)
    .where(PublicAudit.id == NEWEST_AUDIT, PublicAudit.accepted.is_(True))
    .correlate(Contract)
    .scalar_subquery()
)
"""When the newest audit of a contract was recorded, if it accepted the accounts; else NULL."""
LOOKED_AT: ColumnElement[datetime] = func.coalesce(ContractEnding.made_at, Visit.made_at)
"""When a contract's end was recorded, else its newest visit."""
_certified_at = (
    select(Certificate.made_at)
    .where(Certificate.contract_id == Contract.id)
    .correlate(Contract)
    .scalar_subquery()
)
BUILT_AT: ColumnElement[datetime] = func.coalesce(ContractEnding.made_at, _certified_at)
"""When a contract's end was recorded, else its certificate, NULL before either."""
ACCOUNTED_AT: ColumnElement[datetime] = (
    select(FinalAccount.made_at)
    .where(FinalAccount.contract_id == Contract.id, not_struck(FinalAccount.id))
    .correlate(Contract)
    .scalar_subquery()
)
"""When the final account in force was recorded, NULL without one."""
READY_AT: ColumnElement[datetime] = later_of(later_of(LOOKED_AT, READ_AT), RELEASED_AT)
"""When the last precondition of the final account was met."""

_is_looked_at = or_(PHYSICAL >= NEARLY_BUILT, IS_ENDED)
_is_read = READ_AT.is_not(None)
IS_MEASURED: ColumnElement[bool] = and_(Visit.final.is_(True), or_(PHYSICAL >= BUILT, IS_ENDED))
"""Whether a final visit measured all of a work, or what there is of it if the contract ended."""
# Accounts that were not accepted still have to be read after the handover.
AUDIT_WAITS: ColumnElement[bool] = and_(_is_looked_at, ~_is_read)
"""Whether the accounts of a contract have to be read out."""
# Spending after the accounts were accepted has not been read out.
SECOND_AUDIT_WAITS: ColumnElement[bool] = and_(~IS_HANDED_OVER, _is_looked_at, _is_read, SPENT_UNREAD > 0)
"""Whether accounts that were accepted have to be read out once more."""
CERTIFICATE_WAITS: ColumnElement[bool] = and_(
    ~IS_HANDED_OVER, PHYSICAL >= NEARLY_BUILT, ~IS_CERTIFIED, ~IS_ENDED, OPEN_AMENDMENT.is_(None)
)
"""Whether a work waits for its certificate."""
FINAL_VISIT_WAITS: ColumnElement[bool] = and_(
    ~IS_HANDED_OVER,
    or_(IS_ENDED, IS_CERTIFIED),
    # A contract that ended may have no visit.
    or_(Visit.id.is_(None), ~IS_MEASURED),
    ~IS_ACCOUNTED,
)
"""Whether a work waits for its final visit."""
ACCOUNT_WAITS: ColumnElement[bool] = and_(
    ~IS_HANDED_OVER,
    or_(IS_ENDED, and_(IS_CERTIFIED, ~IS_UNRELEASED)),
    *(IS_MEASURED, _is_read, ~IS_ACCOUNTED, OPEN_AMENDMENT.is_(None)),
    # Spending after the accounts were read has to be read out first.
    func.coalesce(SPENT_UNREAD, 0) <= 0,
)
"""Whether a contract waits for its final account."""
HANDOVER_WAITS: ColumnElement[bool] = and_(
    *(~IS_HANDED_OVER, IS_ACCOUNTED, IS_CERTIFIED, ~IS_ENDED, ~IS_UNRELEASED, NEXT_REPAIR.is_(None))
)
"""Whether a work waits to be handed over."""
