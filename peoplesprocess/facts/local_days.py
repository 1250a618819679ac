"""The day that it is in a settlement."""

from __future__ import annotations

from datetime import date, datetime, timedelta, tzinfo

from peoplesprocess.core.time_zones import dawn_at, day_at, zone_at
from peoplesprocess.facts.places import SettlementWithRules


def zone_of(place: SettlementWithRules) -> tzinfo:
    """Return a settlement's time zone."""
    return zone_at(place.time_zone, place.area)


def day_in(place: SettlementWithRules, moment: datetime) -> date:
    """Return the day that a moment falls on in a settlement."""
    return day_at(zone_of(place), moment)


def day_end_in(place: SettlementWithRules, moment: datetime) -> datetime:
    """Return when the day ends that a moment falls on in a settlement."""
    return dawn_at(zone_of(place), day_in(place, moment) + timedelta(days=1))
