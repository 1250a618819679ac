"""The day on which something was done that was written on paper first and typed in later."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import NamedTuple

from peoplesprocess.core.messages import N_, Message, Refused, Sentence
from peoplesprocess.core.time_zones import day_at

FIELD = "on_paper"
"""The field of a form that holds the day."""
FAR_BACK, AT_WORK = 60, 14
"""Limits, in days, for old papers that are still being typed in.

A paper typed in more than `FAR_BACK` days late suggests that more papers of that time will follow; they are
expected until `AT_WORK` days after the last typing.
"""


def lateness_day(newest: date | None, typed_on: date | None, today: date) -> date:
    """Return the day that lateness is judged by.

    It is `today`. While old papers are being typed in, it is the `newest` day on paper, because later acts
    may be on papers that nobody has typed in yet. `typed_on` is the day of the last typing. The exception
    ends soon after the typing does, and does not hide what was late on paper already.
    """
    if newest is None or typed_on is None:
        return today
    is_far_back, is_at_work = (typed_on - newest).days > FAR_BACK, (today - typed_on).days <= AT_WORK
    return newest if is_far_back and is_at_work else today


class NewestPaper(NamedTuple):
    """When the newest of several papers was written, and when the last was typed in; None without papers."""

    done_at: datetime | None
    typed_at: datetime | None

    def lateness_day(self, zone: tzinfo, today: date) -> date:
        """Return the day by which lateness of the record that has these papers is judged."""
        done_on, typed_on = (day_at(zone, moment) if moment else None for moment in self)
        return lateness_day(done_on, typed_on, today)


def newest_paper(papers: Iterable[tuple[datetime | None, datetime | None]]) -> NewestPaper:
    """Return the newest of papers, given when each was written and typed in; None if there is no paper."""
    known = [(done_at, typed_at) for done_at, typed_at in papers if done_at and typed_at]
    return NewestPaper(
        max((done_at for done_at, _ in known), default=None),
        max((typed_at for _, typed_at in known), default=None),
    )


def day_on_paper(day: date | None, today: date, earliest: date | None, refusal: Sentence) -> date | None:
    """Return the day on which something was done on paper, None if it is done today.

    Errors: Refused if `day` is in the future; with the sentence `refusal` if it is before `earliest`, the
    day of an act that must come first.
    """
    if day is None or day == today:
        return None
    if day > today:
        raise Refused(Message(N_("This day has not come yet. Leave it empty if it was today.")), FIELD)
    if earliest is not None and day < earliest:
        raise Refused(refusal, FIELD)
    return day


@dataclass(frozen=True, slots=True)
class EarliestDay:
    """The day of an act that must come first, None if there is none; and the refusal of an earlier day."""

    day: date | None
    refusal: Sentence


def day_after_all(day: date | None, today: date, earliest: Iterable[EarliestDay]) -> date | None:
    """Return what `day_on_paper` returns, for an act that several others must come before.

    Errors: Refused as there, with the sentence of the first of `earliest` that `day` is before.
    """
    found = day
    for first in earliest:
        found = day_on_paper(day, today, first.day, first.refusal)
    return found


def day_in_detail(detail: Mapping[str, object]) -> date | None:
    """Return the day on paper in the detail of a journal entry, None if there is none."""
    return date.fromisoformat(str(detail[FIELD])) if FIELD in detail else None


def day_detail(day: date | None) -> dict[str, str]:
    """Return the detail of a journal entry for a day on paper, empty if there is none."""
    return {} if day is None else {FIELD: day.isoformat()}
