"""Where requests for money wait longest, by the order that summaries keep: the others are not read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import BindParameter, Select, func, literal, select

from peoplesprocess.db.day_numbers import DaysLater
from peoplesprocess.facts.settlement_summaries import NEVER
from peoplesprocess.facts.waiting_thing_kinds import MOST_LINES
from peoplesprocess.models import SettlementSummary

_summary = SettlementSummary.__table__.c
_APART = 3
"""Less than so many days lie between moments that are equally many days ago by the clocks of their places."""


def oldest_tranche_requests(programmes: BindParameter[Sequence[UUID]]) -> Select[UUID]:
    """Return the settlements of programmes whose requests can stand among the lines of the longest wait.

    That are at least as many as there are lines, and all that wait since the same days as the last of them.
    """
    here, since = _summary.programme_id.in_(programmes), _summary.late_rank
    last = (
        select(since).where(here, since < NEVER).order_by(since).limit(1).offset(MOST_LINES - 1)
    ).scalar_subquery()
    # One bound, as an index is walked by one; fewer places than lines have all of theirs read.
    until = func.coalesce(DaysLater(last, _APART), literal(NEVER - timedelta(days=1)))
    return select(_summary.settlement_id).where(here, since <= until)
