"""The day by the clock of the places that tests make: not Greenwich's, which is another one each evening."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo


def today(zone: str = "Asia/Karachi") -> date:
    """The day that it is in a settlement of `Make` whose zone no test chose, or in another zone."""
    return datetime.now(ZoneInfo(zone)).date()
