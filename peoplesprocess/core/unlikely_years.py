"""Years that can only be a typing error, or belong to a calendar other than the Gregorian."""

from __future__ import annotations

from peoplesprocess.core.messages import N_, Msgid

_OTHER_CALENDARS = (range(1300, 1500), range(2500, 2650))
"""Present-day years of the lunar and the solar Hijri calendar, and of the Buddhist one."""


OTHER_CALENDAR = N_(
    "This is a year of another calendar. Write the day in the Gregorian calendar, like 2026-11-23."
)


def year_fault(year: int, first: int, last: int) -> Msgid | None:
    """Return what is wrong with a year outside `first` to `last`, None if nothing is."""
    if first <= year <= last:
        return None
    return OTHER_CALENDAR if is_of_another_calendar(year) else N_("Check the year.")


def is_of_another_calendar(year: int) -> bool:
    """Return whether a year is a present-day one of another calendar."""
    return any(year in years for years in _OTHER_CALENDARS)
