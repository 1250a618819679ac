"""How many complaints wait for an officer, for the first page."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from typing import NamedTuple

from peoplesprocess.core.roles import Actor
from peoplesprocess.facts.complaint_turns import OpenComplaint


class ProgrammeComplaintsLine(NamedTuple):
    """A programme with how many complaints wait there, and of how many the time has run out."""

    code: str
    name: str
    waiting: int
    late: int


def complaint_lines(
    actor: Actor, complaints: Iterable[OpenComplaint], now: datetime
) -> list[ProgrammeComplaintsLine]:
    """Return a line for each programme in which somebody answers complaints."""
    found = []
    for (code, name), rows in groupby(complaints, key=lambda row: (row.programme_code, row.programme_name)):
        mine = [row for row in rows if row.is_there and row.waits_for(actor)]
        late = sum(row.clock.due < now.date() for row in mine)
        found.append(ProgrammeComplaintsLine(code, name, len(mine), late))
    return found
