"""The day that it is in a settlement."""

from __future__ import annotations

from datetime import date, datetime, tzinfo

from peoplesprocess.core.time_zones import day_at, zone_at
from peoplesprocess.facts.places import SettlementWithRules


def zone_of(place: SettlementWithRules) -> tzinfo:
    """Return a settlement's time zone."""
    return zone_at(place.time_zone, place.area)


def day_in(place: SettlementWithRules, moment: datetime) -> date:
    """Return the day that a moment falls on in a settlement."""
    return day_at(zone_of(place), moment)
