"""The table: what was measured, ours, the peer or limit, the ratio, the goal, met or not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Any

HEADINGS = ("what", "ours", "the other side", "ratio", "goal", "met")


class NotMeasured(Exception):
    """This machine lacks what a row needs; the message says what."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line: what is compared with what, in which unit, and the ratio that is wanted.

    `least` is a goal to reach, `most` one not to pass; one of them is given.
    """

    what: str
    other: str
    unit: str
    least: float | None = None
    most: float | None = None

    @property
    def goal(self) -> str:
        """The goal in words."""
        return f"≥ {self.least:g} ×" if self.least is not None else f"≤ {self.most:g} ×"

    def measured(self, ours: Sequence[float], theirs: Sequence[float]) -> Line:
        """Return the line with the medians of its rounds."""
        return Line(self, ours=list(ours), theirs=list(theirs))

    def missing(self, why: str) -> Line:
        """Return the line that says why there is no figure."""
        return Line(self, why=why)


@dataclass(frozen=True, slots=True)
class Line:
    """A row with what its rounds gave, or with why they gave nothing."""

    row: Row
    ours: list[float] = field(default_factory=list)
    theirs: list[float] = field(default_factory=list)
    why: str = ""

    @property
    def ratio(self) -> float:
        """The median of ours by the median of the other side."""
        return median(self.ours) / median(self.theirs)

    @property
    def met(self) -> bool:
        """Whether the ratio is as wanted."""
        if self.row.least is not None:
            return self.ratio >= self.row.least
        return self.row.most is not None and self.ratio <= self.row.most

    def stored(self) -> dict[str, Any]:
        """Return the line for the file."""
        if self.why:
            return asdict(self.row) | {"not_measured": self.why}
        figures = {"ours": median(self.ours), "theirs": median(self.theirs), "ratio": self.ratio}
        return (
            asdict(self.row)
            | figures
            | {"met": self.met, "rounds": {"ours": self.ours, "theirs": self.theirs}}
        )

    def cells(self) -> tuple[str, ...]:
        """Return the line for the table."""
        if self.why:
            return self.row.what, f"not measured: {self.why}", self.row.other, "", self.row.goal, ""
        ours, theirs = _written(median(self.ours)), _written(median(self.theirs))
        unit = self.row.unit
        other = f"{self.row.other}: {theirs} {unit}"
        return (
            self.row.what,
            f"{ours} {unit}",
            other,
            f"{self.ratio:.3g} ×",
            self.row.goal,
            "yes" if self.met else "NO",
        )


def drawn(lines: Sequence[Line]) -> str:
    """Return the lines as one table."""
    rows = [HEADINGS, *(line.cells() for line in lines)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    ruled = [rows[0], tuple("─" * width for width in widths), *rows[1:]]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in ruled
    )


def _written(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
