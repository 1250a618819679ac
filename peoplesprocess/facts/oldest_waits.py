"""Since when the oldest thing of a kind waits in a settlement, as its summary keeps it."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

from sqlalchemy import ColumnElement, ScalarSelect, Select, func, select

from peoplesprocess.facts.contract_signatures import IS_SIGNED
from peoplesprocess.facts.contracts import IS_ENDED, NEWEST_VISIT
from peoplesprocess.facts.defects import IS_OPEN as IS_OPEN_DEFECT
from peoplesprocess.facts.done_at import done_at
from peoplesprocess.facts.due_checks import NEXT_CHECK_DUE
from peoplesprocess.facts.need_referrals import WAITS_TO_BE_TAKEN
from peoplesprocess.facts.proved_accounts import UNREAD_SINCE
from peoplesprocess.facts.tranches import IS_OPEN
from peoplesprocess.facts.waiting_closings import (
    ACCOUNT_WAITS,
    ACCOUNTED_AT,
    AUDIT_WAITS,
    BUILT_AT,
    CERTIFICATE_WAITS,
    FINAL_VISIT_WAITS,
    HANDOVER_WAITS,
    LOOKED_AT,
    READY_AT,
    SECOND_AUDIT_WAITS,
)
from peoplesprocess.models import (
    Contract,
    ContractEnding,
    Defect,
    Handover,
    Need,
    Programme,
    Settlement,
    TrancheRequest,
    Visit,
)

T = TypeVar("T")
_settlement = Settlement.__table__.c


def _here(found: Select[T]) -> ScalarSelect[T]:
    return found.correlate(Settlement).scalar_subquery()


REQUESTED_AT = _here(
    select(func.min(done_at(TrancheRequest))).where(TrancheRequest.settlement_id == _settlement.id, IS_OPEN)
)
"""Since when a request for money waits, NULL if none does."""
REFERRAL_SINCE = _here(
    select(Need.made_at)
    .where(Need.settlement_id == _settlement.id, WAITS_TO_BE_TAKEN)
    .order_by(Need.made_at)
    .limit(1)
)
"""Since when a need waits to be taken to an office, NULL if none does."""


def _of_contracts(since: ColumnElement[datetime], waits: ColumnElement[bool]) -> ScalarSelect[datetime]:
    """Since when the first of a settlement's signed contracts waits for which `waits` holds."""
    return _here(
        select(func.min(since))
        .select_from(Contract)
        .outerjoin(Visit, Visit.id == NEWEST_VISIT)
        .outerjoin(ContractEnding, ContractEnding.contract_id == Contract.id)
        .where(Contract.settlement_id == _settlement.id, IS_SIGNED, waits)
    )


AUDIT_SINCE = _of_contracts(LOOKED_AT, AUDIT_WAITS)
"""Since when accounts wait to be read out, NULL if none do."""
SECOND_AUDIT_SINCE = _of_contracts(UNREAD_SINCE, SECOND_AUDIT_WAITS)
"""Since when accounts wait to be read out once more, NULL if none do."""
CERTIFICATE_SINCE = _of_contracts(Visit.made_at.expression, CERTIFICATE_WAITS)
"""Since when a work waits for its certificate, NULL if none does."""
FINAL_VISIT_SINCE = _of_contracts(BUILT_AT, FINAL_VISIT_WAITS)
"""Since when all of a work is to be measured, NULL if of none."""
ACCOUNT_SINCE = _of_contracts(READY_AT, ACCOUNT_WAITS)
"""Since when a contract waits for its final account, NULL if none does."""
HANDOVER_SINCE = _of_contracts(ACCOUNTED_AT, HANDOVER_WAITS)
"""Since when a work waits to be handed over, NULL if none does."""
REPAIR_SINCE = _here(
    select(func.min(Defect.made_at))
    .select_from(Contract)
    .join(Defect, Defect.contract_id == Contract.id)
    .where(Contract.settlement_id == _settlement.id, IS_OPEN_DEFECT, ~IS_ENDED)
)
"""Since when a defect waits to be repaired, NULL if none does."""
CHECK_DUE = _here(
    select(func.min(NEXT_CHECK_DUE))
    .select_from(Contract)
    .join(Handover, Handover.contract_id == Contract.id)
    .join(Programme, Programme.id == _settlement.programme_id)
    .where(Contract.settlement_id == _settlement.id)
)
"""The day of the first check of a work that nobody recorded, past or to come, NULL if there is none."""
