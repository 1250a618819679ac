"""The scores of a response: figures with their parts, ranks, issues, and unmet requirements."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction

from peoplesprocess.core.messages import Message, Msgid, Sentence
from peoplesprocess.core.scoring.score_lines import COLOURS

_EXACT = Context(prec=80, rounding=ROUND_HALF_EVEN)


@dataclass(frozen=True, slots=True)
class ScoreValue:
    """An exact number and how it is shown: as percent or not, and with how many decimals."""

    exact: Fraction
    digits: int = 1
    is_percent: bool = False

    @property
    def rounded(self) -> Decimal:
        """The number as shown, rounded half to even."""
        shown = self.exact * 100 if self.is_percent else self.exact
        return _EXACT.scaleb(Decimal(round(shown * 10**self.digits)), -self.digits)

    def __str__(self) -> str:
        """Return the number in English notation, such as 4,000 or 62.5 %."""
        return f"{self.rounded:,f}" + (" %" if self.is_percent else "")


@dataclass(frozen=True, slots=True)
class TrafficLight:
    """A colour of a traffic light; it is never shown without its word."""

    colour: str

    @property
    def word(self) -> Msgid:
        """The colour's word."""
        return COLOURS[self.colour]

    @property
    def severity(self) -> int:
        """0 for the worst colour, higher for better ones."""
        return list(COLOURS).index(self.colour)


@dataclass(frozen=True, slots=True)
class ScoreFigurePart:
    """One of the answers or figures that a figure was computed from; `value` is None if it is open."""

    name: str
    label: str
    title: str = ""
    """The title of the repeat's instance that it belongs to, "" if it belongs to none."""
    value: Fraction | None = None
    most: Fraction | None = None
    """The most points that it could have, for a share."""
    weight: Fraction | None = None
    """In percent, for a weighted figure."""
    divides: bool = False


@dataclass(frozen=True, slots=True)
class ScoreFigure:
    """The figure of a row for the whole response or for one instance of a repeat.

    `value` is None if there is none; then `refused` says why and what to do.
    """

    name: str
    kind: str
    label: str
    hint: str = ""
    title: str = ""
    """The title of the instance, "" for the whole response."""
    place: int = 0
    """The number of the instance, from 1; 0 for the whole response."""
    value: ScoreValue | None = None
    how: Sentence | str = ""
    """The calculation in one line."""
    parts: tuple[ScoreFigurePart, ...] = ()
    light: TrafficLight | None = None
    refused: Message | None = None

    @property
    def open_parts(self) -> tuple[ScoreFigurePart, ...]:
        """The parts that are open and so do not count."""
        return tuple(part for part in self.parts if part.value is None)

    @property
    def subject(self) -> str:
        """What distinguishes it from others of the same row: the instance, else the figure's own label."""
        return self.title or self.label


@dataclass(frozen=True, slots=True)
class RankedFigure:
    """A figure in a ranking; equal figures have the same place."""

    place: int
    tied: bool
    figure: ScoreFigure


@dataclass(frozen=True, slots=True)
class FigureRanking:
    """Figures in order, and those that have no value."""

    name: str
    label: str
    entries: tuple[RankedFigure, ...]
    without: tuple[ScoreFigure, ...] = ()


@dataclass(frozen=True, slots=True)
class ScoreIssue:
    """An issue that a figure gives rise to, in words with which a need or an action can begin."""

    place: int
    """The place among all issues, from 1; equal ones share it."""
    tied: bool
    name: str
    words: str
    figure: ScoreFigure
    becomes: str = ""
    """"need", "action", or "" for either."""
    sector: str = ""


@dataclass(frozen=True, slots=True)
class UnmetRequirement:
    """A requirement that is not met: the form's own words, and what they are about."""

    name: str
    words: str
    subject: str = ""


@dataclass(frozen=True, slots=True)
class ResponseScores:
    """The scores of a response, in the order of the rows of the sheet `scoring`."""

    figures: tuple[ScoreFigure, ...] = ()
    rankings: tuple[FigureRanking, ...] = ()
    issues: tuple[ScoreIssue, ...] = ()
    unmet: tuple[UnmetRequirement, ...] = ()

    @property
    def refused(self) -> tuple[ScoreFigure, ...]:
        """The figures that have no value, each with its reason."""
        return tuple(figure for figure in self.figures if figure.refused is not None)

    def of(self, name: str) -> tuple[ScoreFigure, ...]:
        """Return the figures of a row: one, or one for each instance of its repeat."""
        return tuple(figure for figure in self.figures if figure.name == name)
