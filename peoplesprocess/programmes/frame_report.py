"""The report of a programme by a frame of reference: each code with what its items add up to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from peoplesprocess.core.disclosure import LEAST
from peoplesprocess.core.frames import FrameOfReference, tags_before
from peoplesprocess.core.inclusion import PeopleShare
from peoplesprocess.core.money import Money
from peoplesprocess.programmes.frame_queries import ALL, ANY, FRAME_FIGURES, FrameFigure


@dataclass(frozen=True, slots=True)
class FrameLine:
    """What the items of one code add up to, by currency: a settlement counts in one currency."""

    code: str
    figures: Sequence[FrameFigure]

    @property
    def items(self) -> int:
        """How many items there are."""
        return sum(row.items for row in self.figures)

    @property
    def works(self) -> int:
        """How many of them are under contract, or built."""
        return sum(row.works for row in self.figures)

    @property
    def settlements(self) -> int:
        """In how many settlements they are."""
        return sum(row.settlements for row in self.figures)

    @property
    def households(self) -> int | None:
        """How many households live there, None where fewer than five do."""
        found = sum(row.households for row in self.figures)
        return found if found >= LEAST else None

    @property
    def costs(self) -> list[Money]:
        """What they cost as planned, in each currency."""
        return [Money(row.cost, row.currency) for row in self.figures]


@dataclass(frozen=True, slots=True)
class FrameReport:
    """A frame with the items of a programme: `tagged` counts each item once, whatever codes it has."""

    frame: FrameOfReference
    lines: Sequence[FrameLine]
    tagged: FrameLine
    every: FrameLine

    @property
    def share(self) -> PeopleShare:
        """The items with any code, of all."""
        return PeopleShare(self.tagged.items, self.every.items)

    @property
    def untagged(self) -> int:
        """How many items have no code."""
        return self.every.items - self.tagged.items

    @property
    def without_items(self) -> list[str]:
        """The codes that have no item."""
        met = {line.code for line in self.lines}
        return [code for code in self.frame.codes if code not in met]

    @property
    def covered(self) -> PeopleShare:
        """The codes that have an item, of all that the frame names."""
        return PeopleShare(len(self.frame.codes) - len(self.without_items), len(self.frame.codes))


def frame_report(db: Session | Connection, programme: UUID, frame: FrameOfReference) -> FrameReport:
    """Return how the items of a programme's plans stand in a frame."""
    by_code = dict[str, list[FrameFigure]]()
    for row in FRAME_FIGURES.all(db, programme=programme, start=tags_before(frame.key)):
        by_code.setdefault(row.code, []).append(row)
    lines = {code: FrameLine(code, sorted(rows, key=_currency)) for code, rows in by_code.items()}
    tagged, every = (lines.pop(each, FrameLine(each, [])) for each in (ANY, ALL))
    return FrameReport(frame, _in_order(frame, lines.values()), tagged, every)


def _in_order(frame: FrameOfReference, lines: Iterable[FrameLine]) -> list[FrameLine]:
    """The frame's codes in its order, then paragraphs by number, then what it no longer has."""
    places = {code: place for place, code in enumerate(frame.codes)}

    def place(line: FrameLine) -> tuple[int, int, str]:
        if line.code in places:
            return 0, places[line.code], ""
        return (1, int(line.code), "") if frame.has(line.code) else (2, 0, line.code)

    return sorted(lines, key=place)


def _currency(row: FrameFigure) -> str:
    return row.currency
