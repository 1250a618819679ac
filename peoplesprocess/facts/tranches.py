"""The tranches of contracts: which are released, which have arrived, and which request is open."""

from __future__ import annotations

from sqlalchemy import and_, case, exists, func, select
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import ColumnElement

from peoplesprocess.db.sums import whole_sum
from peoplesprocess.facts.done_at import done_at
from peoplesprocess.facts.suspensions import IS_SUSPENDED
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
"""Whether a tranche is released."""

_answered = (
    select(1).where(TrancheRelease.tranche_id == TrancheRequest.tranche_id).correlate(TrancheRequest),
    select(1).where(TrancheRefusal.request_id == TrancheRequest.id).correlate(TrancheRequest),
)
IS_OPEN: ColumnElement[bool] = and_(*(~exists(answer) for answer in _answered))
"""Whether a request waits for an answer: its tranche is not released and it was not refused."""

_arrival = aliased(TrancheArrival)
NEWEST_ARRIVAL = (
    select(_arrival.id)
    .where(_arrival.tranche_id == Tranche.id)
    .order_by(_arrival.number.desc())
    .limit(1)
    .correlate(Tranche)
    .scalar_subquery()
)
"""The key of the newest statement about a tranche's arrival, NULL if there is none."""

ASKED_AT = (
    select(func.max(done_at(TrancheRequest)))
    .where(TrancheRequest.tranche_id == Tranche.id)
    .correlate(Tranche)
    .scalar_subquery()
)
"""When a tranche was last requested, NULL if never."""

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
"""Each released tranche with the newest statement about its arrival, NULL if there is none."""

CAME_SHORT = (
    select(func.count())
    .select_from(Tranche)
    .join(TrancheRelease, TrancheRelease.tranche_id == Tranche.id)
    .join(TrancheArrival, TrancheArrival.id == NEWEST_ARRIVAL)
    .where(Tranche.contract_id == Contract.id, TrancheArrival.amount != TrancheRelease.amount)
    .correlate(Contract)
    .scalar_subquery()
)
"""How many tranches of a contract arrived with another amount than was released."""
NOT_ARRIVED = (
    select(whole_sum(TrancheRelease.amount - TrancheArrival.amount))
    .select_from(Tranche)
    .join(TrancheRelease, TrancheRelease.tranche_id == Tranche.id)
    .join(TrancheArrival, TrancheArrival.id == NEWEST_ARRIVAL)
    .where(Tranche.contract_id == Contract.id)
    .correlate(Contract)
    .scalar_subquery()
)
"""The part of a contract's released money that did not arrive, according to the community, in minor units.

Negative if more arrived than was released.
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
"""The money released for a contract whose arrival nobody has confirmed yet, in minor units."""

OPEN_SINCE = (
    select(func.min(done_at(TrancheRequest)))
    .join(Tranche, Tranche.id == TrancheRequest.tranche_id)
    .where(Tranche.contract_id == Contract.id, IS_OPEN)
    .correlate(Contract)
    .scalar_subquery()
)
"""When the oldest open request of a contract was made, NULL if there is none."""

ANSWER_SINCE = case(
    (IS_SUSPENDED, None),
    else_=OPEN_SINCE,
)
"""The same while the agency can release it: NULL also while the work is suspended."""

RELEASED_AT = (
    select(func.max(done_at(TrancheRelease)))
    .join(Tranche, Tranche.id == TrancheRelease.tranche_id)
    .where(Tranche.contract_id == Contract.id)
    .correlate(Contract)
    .scalar_subquery()
)
"""When a tranche of a contract was last released, NULL if none was."""
