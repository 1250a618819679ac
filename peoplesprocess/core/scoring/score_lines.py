"""A row of the sheet `scoring` as read; docs/scoring.md explains its columns."""

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
"""Kinds whose figure is 0 if there are no parts."""
KINDS = FIGURES | {"rank", "issue", "require"}
COLOURS: Mapping[str, Msgid] = {"red": N_("red"), "amber": N_("amber"), "green": N_("green")}
"""The colours of a traffic light, the worst first, each with its word."""


@dataclass(frozen=True, slots=True)
class ScoreCut:
    """A comparison of a figure with a number, such as >= 2/3."""

    sign: str
    number: Fraction

    def holds(self, value: Fraction) -> bool:
        """Return whether the comparison is true of a figure."""
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
    """A colour, and the comparison that a figure must meet; None for the colour of all other figures."""

    colour: str
    cut: ScoreCut | None


@dataclass(frozen=True, slots=True)
class ScoringSheetLine:
    """A row: what it computes, and from what."""

    name: str
    row: int
    kind: str
    label: Mapping[str, str]
    hint: Mapping[str, str] = field(default_factory=dict)
    of: tuple[str, ...] = ()
    """Questions, groups, repeats and other figures."""
    by: tuple[str, ...] = ()
    each: str = ""
    """The repeat whose instances each get a figure, "" for one figure of the whole response."""
    title: str = ""
    """The question whose answer names the instance."""
    where: Expression | None = None
    weights: tuple[Fraction | str, ...] = ()
    """Numbers, or the questions that are answered with the numbers; in percent."""
    most: Fraction | None = None
    """The most points of each answer of a share; None if the choices define it."""
    is_percent: bool = False
    digits: int = 1
    bands: tuple[ColourBand, ...] = ()
    lowest_first: bool = False
    when: ScoreCut | frozenset[str] | None = None
    """The figures that an issue or requirement is about, by number or by colours; None for all."""
    becomes: str = ""
    sector: str = ""
