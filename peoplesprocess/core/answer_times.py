"""How long an authority takes to answer, published as openly as the community's own delays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class AnswerTimeStatistics(NamedTuple):
    """The number of answers, the days within which half of them came, and the days of the slowest."""

    answers: int
    median_days: int
    longest: int


def answer_times(by_days: Mapping[int, int]) -> AnswerTimeStatistics:
    """Return statistics of answer times, given the number of answers by days taken. Units: days.

    `median_days` is the smallest number of days within which at least half of the answers came.
    Errors: ValueError if there are no answers.
    """
    answers, so_far = sum(by_days.values()), 0
    for days in sorted(by_days):
        so_far += by_days[days]
        if 2 * so_far >= answers:
            return AnswerTimeStatistics(answers, days, max(by_days))
    raise ValueError("there are no answers")
