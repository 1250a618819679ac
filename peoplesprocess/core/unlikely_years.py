"""Years that can only be a slip of the finger, or of another calendar than the one that days are kept in."""

from __future__ import annotations

from peoplesprocess.core.messages import N_, Msgid

_OTHERS = (range(1300, 1500), range(2500, 2650))
"""Years of now by the lunar and the solar Hijri calendar, and by the Buddhist one."""


OTHER_CALENDAR = N_(
    "This is a year of another calendar. Write the day in the Gregorian calendar, like 2026-11-23."
)


def year_fault(year: int, first: int, last: int) -> Msgid | None:
    """Return what is wrong with a year outside of `first` to `last`, None if nothing is."""
    if first <= year <= last:
        return None
    return OTHER_CALENDAR if is_of_another_calendar(year) else N_("Check the year.")


def is_of_another_calendar(year: int) -> bool:
    """Return whether a year is one of now by another calendar."""
    return any(year in years for years in _OTHERS)
