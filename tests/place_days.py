"""The day by the clock of the places that tests make: not Greenwich's, which is another one each evening."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def today(zone: str = "Asia/Karachi") -> date:
    """The day that it is in a settlement of `Make` whose zone no test chose, or in another zone."""
    return datetime.now(ZoneInfo(zone)).date()


FAR_EAST = "Pacific/Kiritimati"
"""Where it is another day than in Greenwich for fourteen hours of each."""


def days_apart(days: int) -> tuple[datetime, int]:
    """A moment so many days ago by UTC, and how many days ago it was in `FAR_EAST`: at no hour as many."""
    now = datetime.now(UTC)
    # From ten o'clock on it is tomorrow there.
    hour = 2 if now.hour >= 10 else 12
    since = datetime.combine(now.date() - timedelta(days=days), time(hour), UTC)
    return since, (today(FAR_EAST) - since.astimezone(ZoneInfo(FAR_EAST)).date()).days
