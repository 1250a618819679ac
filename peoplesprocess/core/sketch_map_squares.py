"""The squares of a drawn map, A1 to F6, and the sections of it that are shown enlarged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from peoplesprocess.core.messages import N_

COLUMNS = "ABCDEF"
ROWS = len(COLUMNS)
WHOLE = 10_000
"""Positions on the picture are in ten-thousandths of its width and height."""
NINTHS_A_SIDE = 3
"""A square is divided into this many columns and rows: ninth 1 is at the top left, 9 at the bottom right."""
SQUARES = tuple(f"{column}{row}" for row in range(1, ROWS + 1) for column in COLUMNS)
PIN_KINDS = {
    "need": N_("A need"),
    "asset": N_("Something that the place has"),
    "hazard": N_("A hazard"),
}
PIN_SIGNS = {"need": "●", "asset": "■", "hazard": "▲"}
"""The sign that people draw for each kind, the same on paper and on the picture."""


@dataclass(frozen=True, slots=True)
class SketchMapPosition:
    """A position on the picture, in ten-thousandths of its width and height."""

    x: int
    y: int

    @property
    def square(self) -> str:
        """The square that contains it."""
        return f"{COLUMNS[self.x * ROWS // WHOLE]}{self.y * ROWS // WHOLE + 1}"


@dataclass(frozen=True, slots=True)
class SketchMapSection:
    """A section of the picture, a third of its width and height, beginning at a square."""

    column: int
    row: int

    SIZE: ClassVar[int] = 2

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Its left, top, right and bottom edge as fractions of the picture."""
        return (
            self.column / ROWS,
            self.row / ROWS,
            (self.column + self.SIZE) / ROWS,
            (self.row + self.SIZE) / ROWS,
        )

    def spot(self, across: float, down: float) -> SketchMapPosition:
        """Return the position at fractions `across` and `down` of the section."""
        return spot((self.column + self.SIZE * across) / ROWS, (self.row + self.SIZE * down) / ROWS)

    @property
    def squares(self) -> Iterator[str]:
        """The squares in it, row by row."""
        for row in range(self.row, self.row + self.SIZE):
            for column in range(self.column, self.column + self.SIZE):
                yield f"{COLUMNS[column]}{row + 1}"


def spot(across: float, down: float) -> SketchMapPosition:
    """Return the position at fractions `across` and `down` of the whole picture."""
    return SketchMapPosition(*(min(max(int(share * WHOLE), 0), WHOLE - 1) for share in (across, down)))


def section_around(place: SketchMapPosition) -> SketchMapSection:
    """Return the section with a position as near to its centre as the edges allow."""
    first = (round(value * ROWS / WHOLE - SketchMapSection.SIZE / 2) for value in (place.x, place.y))
    return SketchMapSection(*(min(max(start, 0), ROWS - SketchMapSection.SIZE) for start in first))


def spot_in_square(square: str, ninth: int | None = None) -> SketchMapPosition:
    """Return the centre of a square, or of one of its ninths."""
    column, row = COLUMNS.index(square[0]), int(square[1]) - 1
    if ninth is None:
        return spot((column + 0.5) / ROWS, (row + 0.5) / ROWS)
    down, across = divmod(ninth - 1, NINTHS_A_SIDE)
    return spot((column + (across + 0.5) / NINTHS_A_SIDE) / ROWS, (row + (down + 0.5) / NINTHS_A_SIDE) / ROWS)
