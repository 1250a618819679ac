"""Local days: the calendar day in a settlement's time zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo

from peoplesprocess.core.time_zones import FIRST_DAWN, dawn_at, day_at, zone_at
from peoplesprocess.facts.places import SettlementWithRules


def zone_of(place: SettlementWithRules) -> tzinfo:
    """Return a settlement's time zone."""
    return zone_at(place.time_zone, place.area)


def day_in(place: SettlementWithRules, moment: datetime) -> date:
    """Return the day in a settlement's time zone at a moment."""
    return day_at(zone_of(place), moment)


def day_here(place: object, moment: datetime) -> date:
    """Return the day at a moment in a place's time zone; UTC if the place is not a settlement."""
    return day_in(place, moment) if isinstance(place, SettlementWithRules) else moment.date()


def day_end_in(place: SettlementWithRules, moment: datetime) -> datetime:
    """Return the end of the day that it is in a settlement at a moment."""
    return dawn_at(zone_of(place), day_in(place, moment) + timedelta(days=1))


def first_day(now: datetime) -> date:
    """Return the calendar day in the time zone where days begin first."""
    return (now + FIRST_DAWN).date()


def before_in_any_zone(today: date, days: int) -> datetime:
    """Return a moment before which everything began that has waited for more than `days` days, in any zone.

    `today` is the day where days begin first. The database knows no time zones, so this is only a first
    filter, and its rows have to be checked again.
    """
    return datetime.combine(today - timedelta(days=days - 1), time(), UTC)
