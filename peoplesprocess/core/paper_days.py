"""On which day something was done that was written on paper first and typed in later."""

from __future__ import annotations

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


def noted(day: date | None) -> dict[str, str]:
    """Return what the journal says of a day on paper: nothing where there is none."""
    return {} if day is None else {FIELD: day.isoformat()}
