"""What a response scores: figures with what they were made of, ranks, issues, and what is still required."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction

from peoplesprocess.core.messages import Message, Msgid, Sentence
from peoplesprocess.core.scoring.score_lines import COLOURS

_EXACT = Context(prec=80, rounding=ROUND_HALF_EVEN)


@dataclass(frozen=True, slots=True)
class ScoreValue:
    """An exact number with how it is shown: in percent or not, with so many decimals."""

    exact: Fraction
    digits: int = 1
    is_percent: bool = False

    @property
    def rounded(self) -> Decimal:
        """Return the number as it is shown, rounded here only, halves to the even neighbour."""
        shown = self.exact * 100 if self.is_percent else self.exact
        return _EXACT.scaleb(Decimal(round(shown * 10**self.digits)), -self.digits)

    def __str__(self) -> str:
        """Return the number as English writes it, like 4,000 or 62.5 %."""
        return f"{self.rounded:,f}" + (" %" if self.is_percent else "")


@dataclass(frozen=True, slots=True)
class TrafficLight:
    """A colour of a traffic light; it is never shown without its word."""

    colour: str

    @property
    def word(self) -> Msgid:
        """Return the colour's word."""
        return COLOURS[self.colour]

    @property
    def severity(self) -> int:
        """Return 0 for the worst colour, more for better ones."""
        return list(COLOURS).index(self.colour)


@dataclass(frozen=True, slots=True)
class ScoreFigurePart:
    """One of the answers or figures that a figure was made of; `value` is None if it was left open."""

    name: str
    label: str
    title: str = ""
    """What names the instance of the repeat that it belongs to, "" if it belongs to none."""
    value: Fraction | None = None
    most: Fraction | None = None
    """The most points that it could have had, of a share."""
    weight: Fraction | None = None
    """In percent, of a weighted figure."""
    divides: bool = False


@dataclass(frozen=True, slots=True)
class ScoreFigure:
    """What a row gives for the whole response or for one instance of a repeat.

    `value` is None where there is none, and `refused` says why and what to do.
    """

    name: str
    kind: str
    label: str
    hint: str = ""
    title: str = ""
    """What names the instance, "" for the whole response."""
    place: int = 0
    """Which instance it is of, 1 for the first, 0 for the whole response."""
    value: ScoreValue | None = None
    how: Sentence | str = ""
    """How the value came about, in one line."""
    parts: tuple[ScoreFigurePart, ...] = ()
    light: TrafficLight | None = None
    refused: Message | None = None

    @property
    def open_parts(self) -> tuple[ScoreFigurePart, ...]:
        """Return what was left open and so is not counted."""
        return tuple(part for part in self.parts if part.value is None)

    @property
    def subject(self) -> str:
        """Return whom it is about among its like: the instance, or the figure itself."""
        return self.title or self.label


@dataclass(frozen=True, slots=True)
class RankedFigure:
    """A figure in an order; those that are equal have the same place."""

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
    """What a figure makes a matter of: words that a need or an action can begin with."""

    place: int
    """Among all issues, 1 for the first; equal ones have the same."""
    tied: bool
    name: str
    words: str
    figure: ScoreFigure
    becomes: str = ""
    """need, action, or "" for either."""
    sector: str = ""


@dataclass(frozen=True, slots=True)
class UnmetRequirement:
    """A requirement that does not hold: in the form's own words, and what it speaks of."""

    name: str
    words: str
    subject: str = ""


@dataclass(frozen=True, slots=True)
class ResponseScores:
    """All that the sheet `scoring` makes of a response, in the order of its rows."""

    figures: tuple[ScoreFigure, ...] = ()
    rankings: tuple[FigureRanking, ...] = ()
    issues: tuple[ScoreIssue, ...] = ()
    unmet: tuple[UnmetRequirement, ...] = ()

    @property
    def refused(self) -> tuple[ScoreFigure, ...]:
        """Return the figures that have no value, each with its reason."""
        return tuple(figure for figure in self.figures if figure.refused is not None)

    def of(self, name: str) -> tuple[ScoreFigure, ...]:
        """Return the figures of a row: one, or one for each instance of its repeat."""
        return tuple(figure for figure in self.figures if figure.name == name)
