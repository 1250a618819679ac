"""What a programme's report is made of and looks like: records, and tables with what each counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from peoplesprocess.core.messages import N_, Message, Msgid, Sentence
from peoplesprocess.core.money import Money
from peoplesprocess.facts.programme_figures import CountedRoundSheets, PlanItemNeedsRow, ProgrammeFigure

ReportCell = int | Money | Fraction | Message | None
"""A count, a sum, a percentage, a word, or nothing where a count of people must stay hidden."""
Label = Sentence | str
IN_ALL = N_("In all")


@dataclass(frozen=True, slots=True)
class ReportTable:
    """A table of the report. `note` says what is counted; the first heading stands above the labels."""

    name: Msgid
    note: Msgid | Message
    headings: tuple[Msgid, ...]
    rows: Sequence[tuple[Label, tuple[ReportCell, ...]]]


@dataclass(frozen=True, slots=True)
class ProgrammeReportData:
    """What a report is made of: figures by kind, what groups chose, what plans answer, and words for codes.

    `women_on_committee` is the share of women in percent that the programme asks of a committee,
    `release_days` how long the agency may take to answer a request for money.
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
        """The figures of a kind, none of what a programme has none of."""
        return self.figures.get(kind, ())


def percent_of(part: int | None, whole: int | None) -> Fraction | None:
    """Return the percentage of a part, None where either is hidden or there is nothing."""
    return None if part is None or not whole else Fraction(100 * part, whole)
