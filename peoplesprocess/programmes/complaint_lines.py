"""How many complaints wait, for the first page: of officers theirs, of managers those that wait too long."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from typing import NamedTuple

from peoplesprocess.core.roles import Actor, Role
from peoplesprocess.facts.complaint_turns import OpenComplaint


class ComplaintLine(NamedTuple):
    """A programme with how many complaints wait there, and of how many the time has run out."""

    code: str
    name: str
    waiting: int
    late: int


def complaint_lines(
    actor: Actor, complaints: Iterable[OpenComplaint], now: datetime
) -> tuple[list[ComplaintLine], list[ComplaintLine]]:
    """Return a line for each programme in which somebody answers complaints, and for those managed with any.

    A manager is told no more than how many need an answer now; of those that concern the manager, nothing.
    """
    officer, manager = [], []
    answers = {grant.programme for grant in actor.grants if grant.role is Role.COMPLAINTS_OFFICER}
    for code, group in groupby(complaints, key=lambda row: row.programme_code):
        rows = list(group)
        there = [row for row in rows if row.is_there]
        if rows[0].programme_id in answers:
            mine = [row for row in there if row.waits_for(actor)]
            late = sum(row.due < now.date() for row in mine)
            officer.append(ComplaintLine(code, rows[0].programme_name, len(mine), late))
        else:
            told = [row.told_from(actor) for row in there]
            if many := sum(since is not None and since <= now for since in told):
                manager.append(ComplaintLine(code, rows[0].programme_name, many, 0))
    return officer, manager
