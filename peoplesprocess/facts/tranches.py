"""The instalments of contracts: which are released, and which request waits for an answer."""

from __future__ import annotations

from sqlalchemy import and_, exists, func, select
from sqlalchemy.sql.elements import ColumnElement

from peoplesprocess.models import Contract, Tranche, TrancheRefusal, TrancheRelease, TrancheRequest

IS_RELEASED: ColumnElement[bool] = exists(
    select(1).where(TrancheRelease.tranche_id == Tranche.id).correlate(Tranche)
)
"""Whether an instalment is released."""

_answered = (
    select(1).where(TrancheRelease.tranche_id == TrancheRequest.tranche_id).correlate(TrancheRequest),
    select(1).where(TrancheRefusal.request_id == TrancheRequest.id).correlate(TrancheRequest),
)
IS_OPEN: ColumnElement[bool] = and_(*(~exists(answer) for answer in _answered))
"""Whether a request waits for an answer: its instalment is not released and it was not refused."""

OPEN_SINCE = (
    select(func.min(TrancheRequest.made_at))
    .join(Tranche, Tranche.id == TrancheRequest.tranche_id)
    .where(Tranche.contract_id == Contract.id, IS_OPEN)
    .correlate(Contract)
    .scalar_subquery()
)
"""Since when the oldest open request of a contract waits, NULL if none does."""
