"""The newest day on paper of a work's signatures, money and visits, and when the last one was typed in."""

from __future__ import annotations

from datetime import date, datetime, tzinfo

from sqlalchemy import ColumnElement, cast, func, null, select, union_all

from peoplesprocess.core.paper_days import told_as_of
from peoplesprocess.core.time_zones import day_at
from peoplesprocess.db.column_types import UtcTime
from peoplesprocess.facts.paper_days import done_at
from peoplesprocess.facts.strikes import not_struck
from peoplesprocess.models import Contract, Signature, Tranche, TrancheRelease, TrancheRequest, Visit

_acts = union_all(
    select(done_at(Signature).label("done_at"), Signature.made_at.label("typed_at"))
    .where(Signature.contract_id == Contract.id)
    .correlate(Contract),
    *(
        select(done_at(record), record.made_at)
        .join(Tranche, Tranche.id == record.tranche_id)
        .where(Tranche.contract_id == Contract.id)
        .correlate(Contract)
        for record in (TrancheRequest, TrancheRelease)
    ),
    select(cast(null(), UtcTime), Visit.made_at)
    .where(Visit.contract_id == Contract.id, not_struck(Visit.id))
    .correlate(Contract),
).subquery()
PAPER_AT: ColumnElement[datetime] = select(func.max(_acts.c.done_at)).scalar_subquery()
"""When the newest signature, request or payment of a contract was, by its paper."""
TYPED_AT: ColumnElement[datetime] = select(func.max(_acts.c.typed_at)).scalar_subquery()
"""When the last of those, or a visit, was typed in."""
SEEN_ON = (
    select(func.max(Visit.visited_on))
    .where(Visit.contract_id == Contract.id, not_struck(Visit.id))
    .correlate(Contract)
    .scalar_subquery()
)
"""The day of the newest visit to a contract's work, NULL before the first."""


def told_on(
    paper_at: datetime | None, typed_at: datetime | None, seen_on: date | None, zone: tzinfo, today: date
) -> date:
    """Return the day as of which it is told what is late at a work with these columns."""
    signed_or_paid = day_at(zone, paper_at) if paper_at else None
    newest = max((day for day in (signed_or_paid, seen_on) if day is not None), default=None)
    return told_as_of(newest, day_at(zone, typed_at) if typed_at else None, today)
