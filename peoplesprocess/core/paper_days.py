"""On which day something was done that was written on paper first and typed in later."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from peoplesprocess.core.messages import N_, Message, Refused, Sentence

FIELD = "on_paper"
"""The field of a form in which the day stands."""


def day_on_paper(day: date | None, today: date, earliest: date | None, otherwise: Sentence) -> date | None:
    """Return the day on which something was done on paper, None if it is done today.

    Errors: Refused if `day` has not come yet; with the sentence `otherwise` if it lies before `earliest`, the
    day of what comes first.
    """
    if day is None or day == today:
        return None
    if day > today:
        raise Refused(Message(N_("This day has not come yet. Leave it empty if it was today.")), FIELD)
    if earliest is not None and day < earliest:
        raise Refused(otherwise, FIELD)
    return day


@dataclass(frozen=True, slots=True)
class EarliestDay:
    """A day of what comes first, None if there is none; the sentence for whoever gives an earlier day."""

    day: date | None
    otherwise: Sentence


def day_after_all(day: date | None, today: date, earliest: Iterable[EarliestDay]) -> date | None:
    """Return what `day_on_paper` does, of something that several others come before.

    Errors: Refused as there, with the sentence of the first of `earliest` that `day` lies before.
    """
    found = day
    for first in earliest:
        found = day_on_paper(day, today, first.day, first.otherwise)
    return found


def day_noted(detail: Mapping[str, object]) -> date | None:
    """Return the day on paper that an entry of the journal says, None where there is none."""
    return date.fromisoformat(str(detail[FIELD])) if FIELD in detail else None


def noted(day: date | None) -> dict[str, str]:
    """Return what the journal says of a day on paper: nothing where there is none."""
    return {} if day is None else {FIELD: day.isoformat()}
