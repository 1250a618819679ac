"""Where requests for money wait longest, by the order that summaries keep: the others are not read."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import BindParameter, Select, func, select

from peoplesprocess.db.day_numbers import DayNumber
from peoplesprocess.facts.settlement_summaries import NEVER
from peoplesprocess.facts.waiting_thing_kinds import MOST_LINES
from peoplesprocess.models import SettlementSummary

_summary = SettlementSummary.__table__.c
_APART = 3
"""So many days by UTC may lie between two moments that are as many days ago by the clocks of their places."""


def oldest_requests(programmes: BindParameter[Sequence[UUID]]) -> Select[UUID]:
    """Return the settlements of programmes whose requests can stand among the lines of the longest wait.

    That are at least as many as there are lines, and all that wait since the same days as the last of them.
    """
    is_open = _summary.programme_id.in_(programmes), _summary.late_rank < NEVER
    day = DayNumber(_summary.late_rank)
    last = select(day).where(*is_open).order_by(_summary.late_rank).limit(1).offset(MOST_LINES - 1)
    until = func.coalesce(last.scalar_subquery(), DayNumber(_summary.late_rank)) + _APART
    return select(_summary.settlement_id).where(*is_open, day <= until)
