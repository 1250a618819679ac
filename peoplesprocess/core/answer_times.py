"""How long an authority takes to answer: told as openly as what the community is late with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class AnswerTimeStatistics(NamedTuple):
    """So many answers, of which half came within `half` days, and the last one after `longest`."""

    answers: int
    half: int
    longest: int


def answer_times(by_days: Mapping[int, int]) -> AnswerTimeStatistics:
    """Return what answers took, given how many came after so many days; units: days.

    `half` is the smallest number of days within which half of them came. Errors: ValueError without any.
    """
    answers, came = sum(by_days.values()), 0
    for days in sorted(by_days):
        came += by_days[days]
        if 2 * came >= answers:
            return AnswerTimeStatistics(answers, days, max(by_days))
    raise ValueError("there are no answers")
