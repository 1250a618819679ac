"""The input and the tables of a programme's report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from peoplesprocess.core.messages import N_, Message, Msgid, Sentence
from peoplesprocess.core.money import Money
from peoplesprocess.facts.programme_figures import CountedRoundSheets, PlanItemNeedsRow, ProgrammeFigure

ReportCell = int | Money | Fraction | Message | None
"""A count, a sum of money, a percentage, a word, or None for a hidden count of people."""
Label = Sentence | str
IN_ALL = N_("In all")


@dataclass(frozen=True, slots=True)
class ReportTable:
    """A table of the report; `note` says what it counts, and the first heading is above the labels."""

    name: Msgid
    note: Msgid | Message
    headings: tuple[Msgid, ...]
    rows: Sequence[tuple[Label, tuple[ReportCell, ...]]]


@dataclass(frozen=True, slots=True)
class ProgrammeReportData:
    """The data of a report: figures by kind, choices of groups, needs that plans answer, names by code.

    `women_on_committee` is the required share of women on a committee in percent, `release_days` the days
    within which the agency should answer a request for money.
    """

    figures: Mapping[str, Sequence[ProgrammeFigure]]
    chosen: Sequence[CountedRoundSheets]
    answered: Sequence[PlanItemNeedsRow]
    areas: Mapping[str, str]
    groups: Mapping[str, str]
    levels: Mapping[str, str]
    women_on_committee: int
    release_days: int

    def counted(self, kind: str) -> Sequence[ProgrammeFigure]:
        """Return the figures of a kind; none if the programme has no such records."""
        return self.figures.get(kind, ())


def percent_of(part: int | None, whole: int | None) -> Fraction | None:
    """Return the percentage of a part; None if either is hidden or the whole is 0."""
    return None if part is None or not whole else Fraction(100 * part, whole)
