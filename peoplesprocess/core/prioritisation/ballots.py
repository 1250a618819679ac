"""The rows of a file's ballots: read by their kind, equal ones counted as one circle."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice, repeat
from operator import itemgetter
from typing import Any

from peoplesprocess.core.prioritisation.counts import Circle
from peoplesprocess.core.prioritisation.handed_out import COLUMNS, own_circle

KINDS = ("approval", "choose-1", "cumulative", "scoring", "ordinal")
Row = list[str]


class Cast:
    """The ballots that were cast so far, equal ones together.

    `heading` names the columns, `kind` is one of KINDS. Errors: ValueError with a sentence where rows, or
    the heading, cannot be read.
    """

    def __init__(self, heading: Row, kind: str, known: Iterable[str]) -> None:
        at = {name.strip().lower(): column for column, name in enumerate(heading)}
        if "vote" not in at or "voter_id" not in at:
            raise ValueError("the heading of VOTES names no voter_id and vote")
        self.rows = 0
        self._columns = len(heading)
        self._voter = itemgetter(at["voter_id"])
        self._voters: set[str] = set()
        self._form, columns = _form(at, kind, frozenset(known))
        self._cells = itemgetter(*columns)
        self._splits = max(*columns, at["voter_id"]) + 1
        self._cast: Counter[Any] = Counter()

    def add_plain(self, lines: Iterator[str], at_once: int) -> Iterator[str]:
        """Add lines until one has a quoted cell, and return that and those after it.

        No further columns are split off than ballots need.
        """
        while some := list(islice(lines, at_once)):
            joined = "\n".join(some)
            if '"' in joined:
                return chain(some, lines)
            if "\r" in joined:
                some = [line.removesuffix("\r") for line in some]
            filled = list(filter(None, some))
            if set(map(str.count, filled, repeat(";"))) - {self._columns - 1}:
                raise ValueError(f"not the {self._columns} columns of the heading")
            self._count([line.split(";", self._splits) for line in filled])
        return iter(())

    def add(self, rows: Sequence[Row]) -> None:
        """Add rows. A ballot that comes alone is read at once, others by `circles`."""
        if set(map(len, rows)) != {self._columns}:
            rows = [row for row in rows if row]
        if rows and set(map(len, rows)) != {self._columns}:
            short = next(len(row) for row in rows if len(row) != self._columns)
            raise ValueError(f"{short} columns where the heading has {self._columns}")
        if len(rows) == 1:
            self._form.read(self._cells(rows[0]))
        self._count(rows)

    def _count(self, rows: Sequence[Row]) -> None:
        self._voters.update(map(self._voter, rows))
        self.rows += len(rows)
        if len(self._voters) < self.rows:
            raise ValueError(f"voter “{self._voter(rows[-1])}” stands there twice")
        self._cast.update(map(self._cells, rows))

    def circles(self) -> tuple[list[Circle], int]:
        """Return the distinct ballots, each with how many cast it, and how many were blank."""
        people = self._form.merged(self._cast)
        blank = people.pop((), 0)
        return self._form.circles(people), blank


def _form(at: Mapping[str, int], kind: str, known: frozenset[str]) -> tuple[_Form, list[int]]:
    """How a ballot's cells are read, and in which columns they stand."""
    if "people" in at:
        ours = [name for name in COLUMNS if name in at]
        return _Own(known, ours), [at["vote"], *(at[name] for name in ours)]
    if kind in ("cumulative", "scoring") and "points" in at:
        return _Points(known), [at["vote"], at["points"]]
    return (_Ranking(known) if kind == "ordinal" else _Approval(known)), [at["vote"]]


class _Form(ABC):
    """What kinds of ballots share."""

    def __init__(self, known: frozenset[str]) -> None:
        self._known, self._common = known, known.intersection

    @abstractmethod
    def read(self, cells: Any) -> tuple[Any, ...]:
        """What the ballot says, the same for equal ballots. Errors: ValueError with a sentence."""

    @abstractmethod
    def circles(self, people: Mapping[tuple[Any, ...], int]) -> list[Circle]:
        """The circles of those who cast each ballot."""

    def merged(self, cast: Mapping[Any, int]) -> dict[tuple[Any, ...], int]:
        """How many cast each ballot; those that say the same are one, nothing stands for a blank one."""
        people: dict[tuple[Any, ...], int] = {}
        for cells, number in cast.items():
            ballot = self.read(cells)
            people[ballot] = people.get(ballot, 0) + number
        return people

    def _named(self, cell: str) -> list[str]:
        named = cell.split(",")
        if len(self._common(named)) == len(named):
            return named
        named = [key for key in map(str.strip, named) if key]
        unknown = next((key for key in named if key not in self._known), None)
        if unknown is not None:
            raise ValueError(f"a ballot names “{unknown[:40]}”, which is not among the projects")
        if len(set(named)) < len(named):
            raise ValueError("a ballot names a project twice")
        return named


class _Approval(_Form):
    """Projects that are wanted; in which order they are named says nothing.

    Nearly all ballots are of this kind and there are many, so its loop calls nothing of ours.
    """

    def merged(self, cast: Mapping[Any, int]) -> dict[tuple[Any, ...], int]:
        """How many cast each ballot, in one loop."""
        people: dict[tuple[Any, ...], int] = {}
        known, common = people.get, self._common
        for cell, number in cast.items():
            named = cell.split(",")
            if len(common(named)) < len(named):
                named = self._named(cell)
            named.sort()
            ballot = tuple(named)
            people[ballot] = known(ballot, 0) + number
        return people

    def circles(self, people: Mapping[tuple[Any, ...], int]) -> list[Circle]:
        """The circles of those who want the same."""
        wanted = dict.fromkeys
        return [Circle("", number, wanted(ballot, 1)) for ballot, number in people.items()]

    def read(self, cells: Any) -> tuple[Any, ...]:
        """The projects in an order that is the same for equal ballots."""
        return tuple(sorted(self._named(cells)))


class _Ranking(_Form):
    """Projects from the first down: one point for each that stands below, so none for the last."""

    def read(self, cells: Any) -> tuple[Any, ...]:
        """The projects in the ballot's order."""
        return tuple(self._named(cells))

    def circles(self, people: Mapping[tuple[Any, ...], int]) -> list[Circle]:
        """The circles of those who ranked alike."""
        return [
            Circle("", number, dict.fromkeys(ballot, 1), _below(ballot)) for ballot, number in people.items()
        ]


def _below(ballot: tuple[str, ...]) -> dict[str, int]:
    return dict(zip(ballot, reversed(range(len(ballot))), strict=True))


class _Points(_Form):
    """Projects with points; one with none is not wanted."""

    def read(self, cells: Any) -> tuple[Any, ...]:
        """The projects with their points."""
        named = self._named(cells[0])
        given = [part for part in map(str.strip, cells[1].split(",")) if part]
        if len(given) != len(named):
            raise ValueError(f"a ballot gives {len(given)} points to {len(named)} projects")
        if not all(part.isascii() and part.isdigit() for part in given):
            raise ValueError(f"the points “{cells[1][:40]}” are not whole numbers")
        return tuple(sorted(zip(named, map(int, given), strict=True)))

    def circles(self, people: Mapping[tuple[Any, ...], int]) -> list[Circle]:
        """The circles of those who gave the same points."""
        return [
            Circle("", number, {key: 1 for key, given in ballot if given}, dict(ballot))
            for ballot, number in people.items()
        ]


class _Own(_Form):
    """A row that this application wrote: a whole circle."""

    def __init__(self, known: frozenset[str], columns: list[str]) -> None:
        super().__init__(known)
        self._columns = columns

    def read(self, cells: Any) -> tuple[Any, ...]:
        """The row as it stands, if a circle can be made of it."""
        self.circles({cells: 1})
        return tuple(cells)

    def circles(self, people: Mapping[tuple[Any, ...], int]) -> list[Circle]:
        """The circles that the rows describe, each as often as the row stands there."""
        return [
            own_circle(row[1:], self._columns, self._named(row[0]), number) for row, number in people.items()
        ]
