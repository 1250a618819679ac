"""The rows of a file's ballots: read by their kind, equal ones counted as one circle."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, repeat
from typing import Any

from peoplesprocess.core.prioritisation.counts import Circle
from peoplesprocess.core.prioritisation.handed_out import COLUMNS, own_circle

KINDS = ("approval", "choose-1", "cumulative", "scoring", "ordinal")
TWICE = "a ballot names a project twice"
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
        self._at = at["voter_id"]
        self._voters: set[str] = set()
        self._form, self._taken = _form(at, kind, frozenset(known))
        self._cast: Counter[Any] = Counter()

    def add_plain(self, blocks: Iterator[str]) -> Iterator[str]:
        """Add blocks of lines until one has quoted cells, and return that and those after it."""
        for block in blocks:
            lines = block.replace("\r\n", "\n").removesuffix("\r").strip("\n")
            if '"' in lines or "\r" in lines:
                return chain((block,), blocks)
            if "\n\n" in lines:
                lines = "\n".join(filter(None, lines.split("\n")))
            if lines:
                self._count(self._columned(lines))
        return iter(())

    def _columned(self, lines: str) -> list[Row]:
        """The columns of lines without quotes, found by one cut through all of them."""
        width = self._columns + 1
        cells = f"{lines}\n".replace("\n", ";\n;").split(";")
        cells.pop()
        ends = cells[self._columns :: width]
        if len(ends) * width != len(cells) or not len(ends) == ends.count("\n") == cells.count("\n"):
            raise ValueError(f"not the {self._columns} columns of the heading")
        return [cells[column::width] for column in range(self._columns)]

    def add(self, rows: Sequence[Row]) -> None:
        """Add rows. A ballot that comes alone is read at once, others by `circles`."""
        rows = [row for row in rows if row]
        if rows and set(map(len, rows)) != {self._columns}:
            short = next(len(row) for row in rows if len(row) != self._columns)
            raise ValueError(f"{short} columns where the heading has {self._columns}")
        if rows:
            self._count([list(column) for column in zip(*rows, strict=True)])
        if len(rows) == 1:
            self._form.read(next(self._ballots([[cell] for cell in rows[0]])))

    def _count(self, columns: Sequence[Row]) -> None:
        voters = columns[self._at]
        self._voters.update(voters)
        self.rows += len(voters)
        if len(self._voters) < self.rows:
            raise ValueError(f"voter “{voters[-1]}” stands there twice")
        self._cast.update(self._ballots(columns))

    def _ballots(self, columns: Sequence[Row]) -> Iterator[Any]:
        """What ballots need of the columns: the one, or those that belong together."""
        taken = [columns[column] for column in self._taken]
        return zip(*taken, strict=True) if len(taken) > 1 else iter(taken[0])

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
        self._known = known

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
        if len(self._known.intersection(named)) == len(named):
            return named
        named = [key for key in map(str.strip, named) if key]
        unknown = next((key for key in named if key not in self._known), None)
        if unknown is not None:
            raise ValueError(f"a ballot names “{unknown[:40]}”, which is not among the projects")
        if len(set(named)) < len(named):
            raise ValueError(TWICE)
        return named


class _Approval(_Form):
    """Projects that are wanted; in which order they are named says nothing.

    Nearly all ballots are of this kind and there are many, so the usual ones are read all at once.
    """

    def merged(self, cast: Mapping[Any, int]) -> dict[tuple[Any, ...], int]:
        """How many cast each ballot; whether it names a project twice is seen by `circles`."""
        ballots = list(map(str.split, cast, repeat(",")))
        known = self._known.issuperset
        if not known(chain.from_iterable(ballots)):
            ballots = [named if known(named) else self._named(",".join(named)) for named in ballots]
        for named in ballots:
            named.sort()
        people: dict[tuple[str, ...], int] = {}
        for ballot, number in zip(map(tuple, ballots), cast.values(), strict=True):
            people[ballot] = people.get(ballot, 0) + number
        return people

    def circles(self, people: Mapping[tuple[Any, ...], int]) -> list[Circle]:
        """The circles of those who want the same. Errors: ValueError where a project is named twice."""
        wanted = list(map(dict.fromkeys, people, repeat(1)))
        if sum(map(len, wanted)) < sum(map(len, people)):
            raise ValueError(TWICE)
        return list(map(Circle, repeat(""), people.values(), wanted))

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
