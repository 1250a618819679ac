"""Months as URLs and tables name them: 2026-11 is the month that begins on 1 November 2026."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

FIRST_YEAR = 2000
_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)


def month_named(text: str) -> date | None:
    """Return the first day of the month that `text` names, None if it is not a month since 2000."""
    found = _MONTH.fullmatch(text)
    if found is None or int(found[1]) < FIRST_YEAR or not 1 <= int(found[2]) <= 12:
        return None
    return date(int(found[1]), int(found[2]), 1)


def name_of(month: date) -> str:
    """Return the name of a day's month in URLs and in the journal, such as 2026-11."""
    return f"{month:%Y-%m}"


def month_of(day: date) -> date:
    """Return the first day of the month of `day`."""
    return day.replace(day=1)


def back_from(month: date) -> Iterator[date]:
    """Yield the first days of a month and of the months before it, newest first, back to 2000."""
    year, number = month.year, month.month
    while year >= FIRST_YEAR:
        yield date(year, number, 1)
        year, number = (year, number - 1) if number > 1 else (year - 1, 12)
