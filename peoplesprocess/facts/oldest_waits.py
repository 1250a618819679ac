"""Since when the oldest thing of each kind has waited in a settlement, as its summary keeps it."""

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
"""When the oldest open tranche request was made, NULL if there is none."""
REFERRAL_SINCE = _here(
    select(Need.made_at)
    .where(Need.settlement_id == _settlement.id, WAITS_TO_BE_TAKEN)
    .order_by(Need.made_at)
    .limit(1)
)
"""When the oldest need that waits to be taken to an office was recorded, NULL if there is none."""


def _of_contracts(since: ColumnElement[datetime], waits: ColumnElement[bool]) -> ScalarSelect[datetime]:
    """Return since when the first of a settlement's signed contracts has waited for which `waits` holds."""
    return _here(
        select(func.min(since))
        .select_from(Contract)
        .outerjoin(Visit, Visit.id == NEWEST_VISIT)
        .outerjoin(ContractEnding, ContractEnding.contract_id == Contract.id)
        .where(Contract.settlement_id == _settlement.id, IS_SIGNED, waits)
    )


AUDIT_SINCE = _of_contracts(LOOKED_AT, AUDIT_WAITS)
"""Since when accounts have waited to be read out, NULL if none wait."""
SECOND_AUDIT_SINCE = _of_contracts(UNREAD_SINCE, SECOND_AUDIT_WAITS)
"""Since when accounts have waited to be read out once more, NULL if none wait."""
CERTIFICATE_SINCE = _of_contracts(Visit.made_at.expression, CERTIFICATE_WAITS)
"""Since when a work has waited for its certificate, NULL if none waits."""
FINAL_VISIT_SINCE = _of_contracts(BUILT_AT, FINAL_VISIT_WAITS)
"""Since when a work has waited for its final visit, NULL if none waits."""
ACCOUNT_SINCE = _of_contracts(READY_AT, ACCOUNT_WAITS)
"""Since when a contract has waited for its final account, NULL if none waits."""
HANDOVER_SINCE = _of_contracts(ACCOUNTED_AT, HANDOVER_WAITS)
"""Since when a work has waited to be handed over, NULL if none waits."""
REPAIR_SINCE = _here(
    select(func.min(Defect.made_at))
    .select_from(Contract)
    .join(Defect, Defect.contract_id == Contract.id)
    .where(Contract.settlement_id == _settlement.id, IS_OPEN_DEFECT, ~IS_ENDED)
)
"""Since when a defect has waited to be repaired, NULL if none waits."""
CHECK_DUE = _here(
    select(func.min(NEXT_CHECK_DUE))
    .select_from(Contract)
    .join(Handover, Handover.contract_id == Contract.id)
    .join(Programme, Programme.id == _settlement.programme_id)
    .where(Contract.settlement_id == _settlement.id)
)
"""The day of a work's first check that was not recorded, past or future, NULL if there is none."""
