"""A row of the sheet `scoring` as it was read; docs/scoring.md says what its columns mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from peoplesprocess.core.messages import N_, Msgid
from peoplesprocess.core.xlsform.expressions import Expression

FIGURES = frozenset(
    {
        "sum",
        "mean",
        "least",
        "most",
        "count",
        "product",
        "quotient",
        "share",
        "answered",
        "weighted",
    }
)
"""Kinds of rows that compute a figure."""
ADDED = frozenset({"sum", "count"})
"""Kinds that make 0 of nothing."""
KINDS = FIGURES | {"rank", "issue", "require"}
COLOURS: Mapping[str, Msgid] = {"red": N_("red"), "amber": N_("amber"), "green": N_("green")}
"""The colours of a traffic light, the worst first, each with its word."""


@dataclass(frozen=True, slots=True)
class ScoreCut:
    """What a figure is held against, like >= 2/3."""

    sign: str
    number: Fraction

    def holds(self, value: Fraction) -> bool:
        """Return whether it is true of a figure."""
        match self.sign:
            case "<":
                return value < self.number
            case "<=":
                return value <= self.number
            case ">":
                return value > self.number
            case ">=":
                return value >= self.number
        return value == self.number


@dataclass(frozen=True, slots=True)
class ColourBand:
    """A colour, and what a figure must be for it; None for the colour of all that is left."""

    colour: str
    cut: ScoreCut | None


@dataclass(frozen=True, slots=True)
class ScoringSheetLine:
    """A row: what it computes and how it is read."""

    name: str
    row: int
    kind: str
    label: Mapping[str, str]
    hint: Mapping[str, str] = field(default_factory=dict)
    of: tuple[str, ...] = ()
    """Questions, groups, repeats and other figures."""
    by: tuple[str, ...] = ()
    each: str = ""
    """The repeat for each instance of which it is computed, "" for the whole response."""
    title: str = ""
    """The question whose answer names the instance."""
    where: Expression | None = None
    weights: tuple[Fraction | str, ...] = ()
    """Numbers, or the questions that are answered with the numbers; in percent."""
    most: Fraction | None = None
    """The most points of each answer of a share; None where the choices tell it."""
    is_percent: bool = False
    digits: int = 1
    bands: tuple[ColourBand, ...] = ()
    lowest_first: bool = False
    when: ScoreCut | frozenset[str] | None = None
    """Which figures it speaks of, by number or by the colours of their light; None for all of them."""
    becomes: str = ""
    sector: str = ""
