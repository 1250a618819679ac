"""Which contracts wait for which step of their closing, and since when.

All of it is about contracts that are joined to their newest visit, and to how they ended if they did.
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
"""When it was recorded that a contract's accounts were accepted, NULL if they were not."""
LOOKED_AT: ColumnElement[datetime] = func.coalesce(ContractEnding.made_at, Visit.made_at)
"""When a contract's end was recorded, or else its newest visit."""
_certified_at = (
    select(Certificate.made_at)
    .where(Certificate.contract_id == Contract.id)
    .correlate(Contract)
    .scalar_subquery()
)
BUILT_AT: ColumnElement[datetime] = func.coalesce(ContractEnding.made_at, _certified_at)
"""When a contract's end was recorded, or else its certificate, NULL before either."""
ACCOUNTED_AT: ColumnElement[datetime] = (
    select(FinalAccount.made_at)
    .where(FinalAccount.contract_id == Contract.id, not_struck(FinalAccount.id))
    .correlate(Contract)
    .scalar_subquery()
)
"""When the final account that stands was recorded, NULL without one."""
READY_AT: ColumnElement[datetime] = later_of(later_of(LOOKED_AT, READ_AT), RELEASED_AT)
"""When the last came of what a final account comes after."""

_is_looked_at = or_(PHYSICAL >= NEARLY_BUILT, IS_ENDED)
_is_read = READ_AT.is_not(None)
IS_MEASURED: ColumnElement[bool] = and_(Visit.final.is_(True), or_(PHYSICAL >= BUILT, IS_ENDED))
"""Whether a final visit found the work of a contract built, or what of it there is at its end."""
# Accounts that nobody accepted are read after the handover too.
AUDIT_WAITS: ColumnElement[bool] = and_(_is_looked_at, ~_is_read)
"""Whether the accounts of a contract are to be read out."""
# What was spent after they were accepted nobody has heard of.
SECOND_AUDIT_WAITS: ColumnElement[bool] = and_(~IS_HANDED_OVER, _is_looked_at, _is_read, SPENT_UNREAD > 0)
"""Whether accounts that were accepted are to be read out once more."""
CERTIFICATE_WAITS: ColumnElement[bool] = and_(
    ~IS_HANDED_OVER, PHYSICAL >= NEARLY_BUILT, ~IS_CERTIFIED, ~IS_ENDED, OPEN_AMENDMENT.is_(None)
)
"""Whether a work waits for its certificate."""
FINAL_VISIT_WAITS: ColumnElement[bool] = and_(
    ~IS_HANDED_OVER,
    or_(IS_ENDED, IS_CERTIFIED),
    # Where the contract ended, there may be no visit at all.
    or_(Visit.id.is_(None), ~IS_MEASURED),
    ~IS_ACCOUNTED,
)
"""Whether all of a work is to be measured."""
ACCOUNT_WAITS: ColumnElement[bool] = and_(
    ~IS_HANDED_OVER,
    or_(IS_ENDED, and_(IS_CERTIFIED, ~IS_UNRELEASED)),
    *(IS_MEASURED, _is_read, ~IS_ACCOUNTED, OPEN_AMENDMENT.is_(None)),
    # What was spent after they were read is read first.
    func.coalesce(SPENT_UNREAD, 0) <= 0,
)
"""Whether a contract waits for its final account."""
HANDOVER_WAITS: ColumnElement[bool] = and_(
    *(~IS_HANDED_OVER, IS_ACCOUNTED, IS_CERTIFIED, ~IS_ENDED, ~IS_UNRELEASED, NEXT_REPAIR.is_(None))
)
"""Whether a work is to be handed over."""
