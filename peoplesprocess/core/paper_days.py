"""On which day something was done that was written on paper first and typed in later."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import NamedTuple

from peoplesprocess.core.messages import N_, Message, Refused, Sentence
from peoplesprocess.core.time_zones import day_at

FIELD = "on_paper"
"""The field of a form in which the day stands."""
FAR_BACK, AT_WORK = 60, 14
"""Papers that are so many days older than their typing in tell of a time of which more papers are to come;
for so many days after it somebody is thought to be at work on them.
"""


def told_as_of(newest: date | None, typed_on: date | None, today: date) -> date:
    """Return the day as of which it is told what is late.

    That is `today`, and while papers from far back are typed in the `newest` day on paper: what was done
    after it may lie on papers that nobody has typed in yet. `typed_on` is when the last one was. Nobody is
    excused for longer than somebody types, and what was late on paper already stays so.
    """
    if newest is None or typed_on is None:
        return today
    is_far_back, is_at_work = (typed_on - newest).days > FAR_BACK, (today - typed_on).days <= AT_WORK
    return newest if is_far_back and is_at_work else today


class NewestPaper(NamedTuple):
    """When the newest of several papers was, and when the last of them was typed in; None without any."""

    done_at: datetime | None
    typed_at: datetime | None

    def told_as_of(self, zone: tzinfo, today: date) -> date:
        """Return the day as of which it is told what is late of what these papers belong to."""
        done_on, typed_on = (day_at(zone, moment) if moment else None for moment in self)
        return told_as_of(done_on, typed_on, today)


def newest_paper(papers: Iterable[tuple[datetime | None, datetime | None]]) -> NewestPaper:
    """Return the newest of papers, each with when it was and when it was typed in; None is what was not."""
    known = [(done_at, typed_at) for done_at, typed_at in papers if done_at and typed_at]
    return NewestPaper(
        max((done_at for done_at, _ in known), default=None),
        max((typed_at for _, typed_at in known), default=None),
    )


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
