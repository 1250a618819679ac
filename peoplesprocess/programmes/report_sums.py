"""Figures of a programme added up, and people without counts that must stay hidden."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import NamedTuple, TypeVar

from peoplesprocess.core.disclosure import shown, total_may_be_shown
from peoplesprocess.facts.programme_figures import ProgrammeFigure

Key = TypeVar("Key", bound=Hashable)
PeopleCells = tuple[int | None, int | None, int | None]


class Reached:
    """Who was reached at meetings, without counts that must stay hidden."""

    def __init__(self, rows: Sequence[ProgrammeFigure]) -> None:
        self.rows = rows
        people = sum(row.first for row in rows)
        women, displaced = sum(row.second for row in rows), sum(row.third for row in rows)
        by_sex = {"women": women, "others": people - women}
        unknown = sum(row.fourth for row in rows)
        by_status = {"displaced": displaced, "settled": people - displaced - unknown}
        # A cell of nobody would hide others; that some meeting did not count tells of no person.
        by_status |= {"unknown": unknown} if unknown else {}
        told = total_may_be_shown(by_sex) and total_may_be_shown(by_status)
        self.total = people if told else None
        cells: dict[str, int | None] = {**shown(by_sex), **shown(by_status)} if told else {}
        self.women, self.others = cells.get("women"), cells.get("others")
        self.displaced, self.settled = cells.get("displaced"), cells.get("settled")
        self.has_uncounted, self.unknown = bool(unknown), cells.get("unknown")

    def by(self, key: Callable[[ProgrammeFigure], Key]) -> dict[Key, PeopleCells]:
        """Return women, all others and displaced people by a key; a column's total is told besides."""
        found = added(self.rows, key)
        women = _column({each: row.second for each, row in found.items()}, self.women)
        others = _column({each: row.first - row.second for each, row in found.items()}, self.others)
        displaced = _column({each: row.third for each, row in found.items()}, self.displaced)
        return {each: (women[each], others[each], displaced[each]) for each in found}


def _column(counts: Mapping[Key, int], total: int | None) -> dict[Key, int | None]:
    """The counts of a column beside their total; none where the total is hidden, as they would tell it."""
    if total is None or not total_may_be_shown(counts):
        return dict.fromkeys(counts)
    return shown(counts)


class AddedFigures(NamedTuple):
    """Figures added up: how many there are, and their sums."""

    many: int
    first: int
    second: int
    third: int
    fourth: int


NOTHING = AddedFigures(0, 0, 0, 0, 0)


def added(rows: Iterable[ProgrammeFigure], key: Callable[[ProgrammeFigure], Key]) -> dict[Key, AddedFigures]:
    """Return figures added up by a key."""
    found: dict[Key, AddedFigures] = {}
    for row in rows:
        had = found.get(key(row), NOTHING)
        found[key(row)] = AddedFigures(
            had.many + row.many,
            had.first + row.first,
            had.second + row.second,
            had.third + row.third,
            had.fourth + row.fourth,
        )
    return found
