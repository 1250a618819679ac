"""The instalments of contracts: which are released, and which request waits for an answer."""

from __future__ import annotations

from sqlalchemy import and_, exists, func, select
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import ColumnElement

from peoplesprocess.db.sums import whole_sum
from peoplesprocess.facts.done_at import done_at
from peoplesprocess.models import (
    Contract,
    Tranche,
    TrancheArrival,
    TrancheRefusal,
    TrancheRelease,
    TrancheRequest,
)

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

_arrival = aliased(TrancheArrival)
NEWEST_ARRIVAL = (
    select(_arrival.id)
    .where(_arrival.tranche_id == Tranche.id)
    .order_by(_arrival.number.desc())
    .limit(1)
    .correlate(Tranche)
    .scalar_subquery()
)
"""The key of what was said last of the day on which an instalment came, NULL if nothing was."""

ASKED_AT = (
    select(func.max(done_at(TrancheRequest)))
    .where(TrancheRequest.tranche_id == Tranche.id)
    .correlate(Tranche)
    .scalar_subquery()
)
"""When an instalment was last asked for, NULL if never."""

RELEASED_TRANCHES = (
    select(
        Contract.settlement_id,
        Contract.number.label("contract"),
        Tranche.number,
        ASKED_AT.label("asked_at"),
        done_at(TrancheRelease).label("released_at"),
        TrancheRelease.amount.label("released"),
        TrancheArrival.arrived_on,
        TrancheArrival.amount.label("came"),
        TrancheArrival.reason,
    )
    .select_from(Contract)
    .join(Tranche, Tranche.contract_id == Contract.id)
    .join(TrancheRelease, TrancheRelease.tranche_id == Tranche.id)
    .outerjoin(TrancheArrival, TrancheArrival.id == NEWEST_ARRIVAL)
).subquery()
"""Each instalment that is released, with what was said last of its arrival; NULL where nothing was."""

CAME_SHORT = (
    select(func.count())
    .select_from(Tranche)
    .join(TrancheRelease, TrancheRelease.tranche_id == Tranche.id)
    .join(TrancheArrival, TrancheArrival.id == NEWEST_ARRIVAL)
    .where(Tranche.contract_id == Contract.id, TrancheArrival.amount != TrancheRelease.amount)
    .correlate(Contract)
    .scalar_subquery()
)
"""How many instalments of a contract came with another sum than was released."""
NOT_ARRIVED = (
    select(whole_sum(TrancheRelease.amount - TrancheArrival.amount))
    .select_from(Tranche)
    .join(TrancheRelease, TrancheRelease.tranche_id == Tranche.id)
    .join(TrancheArrival, TrancheArrival.id == NEWEST_ARRIVAL)
    .where(Tranche.contract_id == Contract.id)
    .correlate(Contract)
    .scalar_subquery()
)
"""How much of what was released for a contract did not come, as the community says; below 0 if more came.

Minor units.
"""

ON_ITS_WAY = (
    select(whole_sum(TrancheRelease.amount))
    .select_from(Tranche)
    .join(TrancheRelease, TrancheRelease.tranche_id == Tranche.id)
    .where(
        Tranche.contract_id == Contract.id,
        ~exists(select(1).where(TrancheArrival.tranche_id == Tranche.id).correlate(Tranche)),
    )
    .correlate(Contract)
    .scalar_subquery()
)
"""How much was released for a contract of which nobody has said yet that it came, in minor units."""

OPEN_SINCE = (
    select(func.min(done_at(TrancheRequest)))
    .join(Tranche, Tranche.id == TrancheRequest.tranche_id)
    .where(Tranche.contract_id == Contract.id, IS_OPEN)
    .correlate(Contract)
    .scalar_subquery()
)
"""Since when the oldest open request of a contract waits, NULL if none does."""


RELEASED_AT = (
    select(func.max(done_at(TrancheRelease)))
    .join(Tranche, Tranche.id == TrancheRelease.tranche_id)
    .where(Tranche.contract_id == Contract.id)
    .correlate(Contract)
    .scalar_subquery()
)
"""When an instalment of a contract was released last, NULL if none was."""
