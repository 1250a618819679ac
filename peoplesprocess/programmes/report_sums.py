"""Sums of a programme's figures, and the people reached without the counts that must stay hidden."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import NamedTuple, TypeVar

from peoplesprocess.core.choice_lists import NOT_COUNTED
from peoplesprocess.core.disclosure import LEAST, shown, total_may_be_shown
from peoplesprocess.core.messages import Message
from peoplesprocess.facts.programme_figures import ProgrammeFigure

Key = TypeVar("Key", bound=Hashable)
Heads = int | Message | None
"""A count of people, the words for "not counted", or None for a hidden count."""
PeopleCells = tuple[Heads, Heads, Heads]
_NOT_COUNTED = Message(NOT_COUNTED)


class PeopleReachedAtMeetings:
    """The people reached at meetings, without counts that must stay hidden.

    `other` people are neither women nor men, or did not state it. They are shown together with men wherever
    one of the two counts would have to be hidden.
    """

    def __init__(self, rows: Sequence[ProgrammeFigure], other: int = 0) -> None:
        self.rows = rows
        people = sum(row.first for row in rows)
        women, displaced = sum(row.second for row in rows), sum(row.third for row in rows)
        men = people - women - other
        self.shows_men = min(men, other) >= LEAST
        by_sex = {
            "women": women,
            **({"men": men, "other": other} if self.shows_men else {"others": people - women}),
        }
        unknown = sum(row.fourth for row in rows)
        by_status = {"displaced": displaced, "settled": people - displaced - unknown}
        is_counted = unknown < people
        # A zero would cause other cells to be hidden; the fact that nobody counted identifies nobody.
        by_status |= {"unknown": unknown} if unknown else {}
        by_status = by_status if is_counted else {}
        is_shown = total_may_be_shown(by_sex) and (not is_counted or total_may_be_shown(by_status))
        self.total = people if is_shown else None
        cells: dict[str, int | None] = {**shown(by_sex), **shown(by_status)} if is_shown else {}
        self.women, self.men, self.other = cells.get("women"), cells.get("men"), cells.get("other")
        self.others = cells.get("others")
        self.displaced: Heads = cells.get("displaced") if is_counted else _NOT_COUNTED
        self.settled: Heads = cells.get("settled") if is_counted else _NOT_COUNTED
        self.has_uncounted, self.unknown = bool(unknown) and is_counted, cells.get("unknown")

    def by(self, key: Callable[[ProgrammeFigure], Key]) -> dict[Key, PeopleCells]:
        """Return women, all others and displaced people, by a key.

        The report shows each column's total elsewhere, so counts that would follow from it are hidden.
        """
        found = added(self.rows, key)
        women = _column({each: row.second for each, row in found.items()}, self.women)
        others = _column({each: row.first - row.second for each, row in found.items()}, self.others)
        counted = {each: row.third for each, row in found.items() if row.fourth < row.first}
        displaced = _column(counted, self.displaced)
        return {each: (women[each], others[each], displaced.get(each, _NOT_COUNTED)) for each in found}


def _column(counts: Mapping[Key, int], total: Heads) -> dict[Key, int | None]:
    """Return the counts of a column, or none of them if its total is hidden, as they would reveal it."""
    if not isinstance(total, int) or not total_may_be_shown(counts):
        return dict.fromkeys(counts)
    return shown(counts)


class FigureSums(NamedTuple):
    """The number of records of a figure, and the sums of its values."""

    many: int
    first: int
    second: int
    third: int
    fourth: int


NOTHING = FigureSums(0, 0, 0, 0, 0)


def added(rows: Iterable[ProgrammeFigure], key: Callable[[ProgrammeFigure], Key]) -> dict[Key, FigureSums]:
    """Return the figures added up by a key."""
    found: dict[Key, FigureSums] = {}
    for row in rows:
        before = found.get(key(row), NOTHING)
        found[key(row)] = FigureSums(
            before.many + row.many,
            before.first + row.first,
            before.second + row.second,
            before.third + row.third,
            before.fourth + row.fourth,
        )
    return found
