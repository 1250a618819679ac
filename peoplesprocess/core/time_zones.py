"""The day at a place, by the clock of that place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from pathlib import Path
from zoneinfo import TZPATH, ZoneInfo

FIRST_DAWN = timedelta(hours=14)
"""How much earlier than in UTC a day begins in the easternmost time zone."""
_NAME = re.compile(r"UTC|[A-Za-z_]+(?:/[A-Za-z0-9_+-]+)+")


def is_zone(name: str) -> bool:
    """Return whether `name` is a time zone of the IANA database, such as Asia/Karachi."""
    return _NAME.fullmatch(name) is not None and _zone(name) is not None


def zone_at(name: str, area: str) -> tzinfo:
    """Return the time zone called `name`; if it is "", that of the country in which `area` lies, or UTC.

    An area's path begins with the country's two letters. A country with several zones gives UTC.
    """
    known = _zones_of_countries().get(area.partition("/")[0], ()) if not name else (name,)
    return (_zone(known[0]) if len(known) == 1 else None) or UTC


def day_at(zone: tzinfo, moment: datetime) -> date:
    """Return the day of a moment in a zone."""
    return moment.astimezone(zone).date()


def days_since(zone: tzinfo, moment: datetime, now: datetime) -> int:
    """Return the number of calendar days in a zone from a moment until now, never below 0."""
    return days_until(zone, moment, day_at(zone, now))


def days_until(zone: tzinfo, moment: datetime, day: date) -> int:
    """Return the same until a given day of the zone, which saves loops from computing the day each time."""
    days = (day - moment.astimezone(zone).date()).days
    return days if days > 0 else 0


def dawn_at(zone: tzinfo, day: date) -> datetime:
    """Return the moment at which a day begins in a zone."""
    return datetime.combine(day, time(), zone)


@lru_cache(maxsize=1024)
def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (KeyError, OSError, ValueError):
        return None


@lru_cache(maxsize=1)
def _zones_of_countries() -> Mapping[str, tuple[str, ...]]:
    """Return the zones of each country by its two-letter code, from the system's IANA database."""
    table = next((file for folder in TZPATH if (file := Path(folder, "zone.tab")).is_file()), None)
    found: dict[str, tuple[str, ...]] = {}
    for line in table.read_text(encoding="utf-8").splitlines() if table else ():
        if not line.startswith("#"):
            country, _, name = line.split("\t")[:3]
            found[country] = (*found.get(country, ()), name)
    return found
