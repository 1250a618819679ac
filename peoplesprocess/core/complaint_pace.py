"""How fast complaints come in from one connection and in one place: a flood waits, a first one never does.

A wait tells nothing of others who complained: how many are free is drawn anew for each hour.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

FREE, DRAWN = 8, 5
"""From one connection so many are free in an hour, and up to four more as it is drawn."""
IN_PLACE, DRAWN_IN_PLACE = 40, 20
"""The same for one place: beyond it whoever has sent one in this hour waits for the next hour."""
IN_A_DAY = 40
"""After so many in a day a connection sends one an hour."""
QUARTER = timedelta(minutes=15)
"""Beyond those that are free one more goes in each quarter of an hour."""


@dataclass(frozen=True, slots=True)
class RecentComplaintCounts:
    """How many complaints came in so far: from one connection in this hour and this day, and in one place.

    `free` and `free_in_place` are any numbers that stay the same in the hour and that nobody can know.
    """

    in_hour: int = 0
    in_day: int = 0
    in_place: int = 0
    free: int = 0
    free_in_place: int = 0


def hour_of(now: datetime) -> datetime:
    """Return when the hour began in which a moment lies."""
    return now.replace(minute=0, second=0, microsecond=0)


def complaint_wait(counted: RecentComplaintCounts, now: datetime) -> timedelta:
    """Return how long the next complaint waits: the first of its connection in an hour does not."""
    if not counted.in_hour:
        return timedelta()
    begun = hour_of(now)
    rest = begun + timedelta(hours=1) - now
    if counted.in_day >= IN_A_DAY or counted.in_place >= IN_PLACE + counted.free_in_place % DRAWN_IN_PLACE:
        return rest
    beyond = counted.in_hour + 1 - FREE - counted.free % DRAWN
    return min(rest, max(timedelta(), begun + beyond * QUARTER - now))
