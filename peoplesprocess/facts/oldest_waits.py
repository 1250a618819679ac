"""Since when the oldest thing of each kind has waited in a settlement, as its summary keeps it."""

from __future__ import annotations

from typing import TypeVar

from sqlalchemy import ScalarSelect, Select, func, select

from peoplesprocess.facts.contract_signatures import IS_SIGNED
from peoplesprocess.facts.contracts import NEWEST_VISIT
from peoplesprocess.facts.done_at import done_at
from peoplesprocess.facts.due_checks import NEXT_CHECK_DUE
from peoplesprocess.facts.need_referrals import WAITS_TO_BE_TAKEN
from peoplesprocess.facts.tranches import IS_OPEN
from peoplesprocess.facts.waiting_audits import AUDIT_WAITS, LOOKED_AT
from peoplesprocess.models import (
    Contract,
    ContractEnding,
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
AUDIT_SINCE = _here(
    select(func.min(LOOKED_AT))
    .select_from(Contract)
    .outerjoin(Visit, Visit.id == NEWEST_VISIT)
    .outerjoin(ContractEnding, ContractEnding.contract_id == Contract.id)
    .where(Contract.settlement_id == _settlement.id, IS_SIGNED, AUDIT_WAITS)
)
"""Since when accounts have waited to be read out, NULL if none wait."""
CHECK_DUE = _here(
    select(func.min(NEXT_CHECK_DUE))
    .select_from(Contract)
    .join(Handover, Handover.contract_id == Contract.id)
    .join(Programme, Programme.id == _settlement.programme_id)
    .where(Contract.settlement_id == _settlement.id)
)
"""The day of a work's first check that was not recorded, past or future, NULL if there is none."""
