"""Rate limits for complaints from one connection and in one place; the first of an hour never waits.

A wait reveals nothing about others who complained, because the free number is drawn at random for each hour.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

FREE, DRAWN = 8, 5
"""A connection may send `FREE` in an hour without waiting, plus a random number below `DRAWN`."""
IN_PLACE, DRAWN_IN_PLACE = 40, 20
"""The same for one place: beyond it, connections that sent one in this hour wait for the next hour."""
IN_A_DAY = 40
"""Beyond this number in a day, a connection may send one an hour."""
QUARTER = timedelta(minutes=15)
"""Beyond the free ones, one more is accepted in each quarter of an hour."""


@dataclass(frozen=True, slots=True)
class RecentComplaintCounts:
    """The complaints received so far: from one connection in this hour and this day, and in one place.

    `free` and `free_in_place` are random numbers that nobody can know and that stay the same within the hour.
    """

    in_hour: int = 0
    in_day: int = 0
    in_place: int = 0
    free: int = 0
    free_in_place: int = 0


def hour_of(now: datetime) -> datetime:
    """Return the beginning of the hour that contains `now`."""
    return now.replace(minute=0, second=0, microsecond=0)


def complaint_wait(counted: RecentComplaintCounts, now: datetime) -> timedelta:
    """Return how long the next complaint must wait; the first of its connection in an hour never waits."""
    if not counted.in_hour:
        return timedelta()
    hour = hour_of(now)
    rest = hour + timedelta(hours=1) - now
    if counted.in_day >= IN_A_DAY or counted.in_place >= IN_PLACE + counted.free_in_place % DRAWN_IN_PLACE:
        return rest
    beyond = counted.in_hour + 1 - FREE - counted.free % DRAWN
    return min(rest, max(timedelta(), hour + beyond * QUARTER - now))
