"""What the report of a programme is made of: its records, and tables that say what they count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from peoplesprocess.core.messages import N_, Msgid, Sentence
from peoplesprocess.core.money import Money
from peoplesprocess.facts.programme_figures import AnsweredNeeds, CountedSheets, ProgrammeFigure

ReportCell = int | Money | Fraction | None
"""A count, a sum, a percentage, or nothing where a count of people must stay hidden."""
Label = Sentence | str
IN_ALL = N_("In all")


@dataclass(frozen=True, slots=True)
class ReportTable:
    """A table of the report. `note` says what is counted; the first heading stands above the labels."""

    name: Msgid
    note: Msgid
    headings: tuple[Msgid, ...]
    rows: Sequence[tuple[Label, tuple[ReportCell, ...]]]


@dataclass(frozen=True, slots=True)
class ProgrammeRecords:
    """What a report is made of: figures, what groups chose, what plans answer, and words for codes.

    `release_days` is how long the agency may take to answer a request for money.
    """

    figures: Sequence[ProgrammeFigure]
    chosen: Sequence[CountedSheets]
    answered: Sequence[AnsweredNeeds]
    areas: Mapping[str, str]
    groups: Mapping[str, str]
    levels: Mapping[str, str]
    release_days: int

    def of(self, kind: str) -> list[ProgrammeFigure]:
        """Return the figures of a kind."""
        return [row for row in self.figures if row.kind == kind]


def percent_of(part: int | None, whole: int | None) -> Fraction | None:
    """Return a part in percent of the whole, None where one of them is hidden or there is nothing."""
    return None if part is None or not whole else Fraction(100 * part, whole)
