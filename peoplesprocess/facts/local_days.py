"""The day that it is in a settlement."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo

from peoplesprocess.core.time_zones import FIRST_DAWN, dawn_at, day_at, zone_at
from peoplesprocess.facts.places import SettlementWithRules


def zone_of(place: SettlementWithRules) -> tzinfo:
    """Return a settlement's time zone."""
    return zone_at(place.time_zone, place.area)


def day_in(place: SettlementWithRules, moment: datetime) -> date:
    """Return the day that a moment falls on in a settlement."""
    return day_at(zone_of(place), moment)


def day_here(place: object, moment: datetime) -> date:
    """Return the day that a moment falls on where somebody looks; outside of settlements by UTC."""
    return day_in(place, moment) if isinstance(place, SettlementWithRules) else moment.date()


def day_end_in(place: SettlementWithRules, moment: datetime) -> datetime:
    """Return when the day ends that a moment falls on in a settlement."""
    return dawn_at(zone_of(place), day_in(place, moment) + timedelta(days=1))


def first_day(now: datetime) -> date:
    """Return the day that it is where it begins first."""
    return (now + FIRST_DAWN).date()


def before_in_any_zone(today: date, days: int) -> datetime:
    """Return a moment before which everything began that waits for more than so many days, in any zone.

    `today` is the day where it begins first. Databases know no zones: what they find is looked at again.
    """
    return datetime.combine(today - timedelta(days=days - 1), time(), UTC)
