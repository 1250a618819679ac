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

    def add_plain(self, blocks: Iterator[bytes]) -> Iterator[bytes]:
        """Add blocks of lines until one has quoted cells, and return that and those after it."""
        for block in blocks:
            lines = block.replace(b"\r\n", b"\n").removesuffix(b"\r").strip(b"\n")
            if b'"' in lines or b"\r" in lines:
                return chain((block,), blocks)
            if b"\n\n" in lines:
                lines = b"\n".join(filter(None, lines.split(b"\n")))
            if lines:
                self._count(self._columned(lines.decode()))
        return iter(())

    def _columned(self, lines: str) -> list[Row]:
        """The columns of lines without quotes, found by one cut through all of them."""
        width = self._columns + 1
        cells = f"{lines}\n".replace("\n", ";\n;").split(";")
        cells.pop()
        ends = cells[self._columns :: width]
        rows = lines.count("\n") + 1
        if len(cells) != rows * width or ends.count("\n") < rows:
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


class _Names(_Form):
    """Projects by name alone; there are many such ballots, so the usual ones are read all at once."""

    in_order = False
    """Whether the order in which they are named says something."""

    def merged(self, cast: Mapping[Any, int]) -> dict[tuple[Any, ...], int]:
        """How many cast each ballot; whether it names a project twice is seen by `wanted`."""
        ballots = list(map(str.split, cast, repeat(",")))
        known = self._known.issuperset
        if not known(chain.from_iterable(ballots)):
            ballots = [named if known(named) else self._named(",".join(named)) for named in ballots]
        if not self.in_order:
            for named in ballots:
                named.sort()
        people: dict[tuple[str, ...], int] = {}
        for ballot, number in zip(map(tuple, ballots), cast.values(), strict=True):
            people[ballot] = people.get(ballot, 0) + number
        return people

    def read(self, cells: Any) -> tuple[Any, ...]:
        """The projects in the ballot's order."""
        return tuple(self._named(cells))

    def wanted(self, people: Mapping[tuple[Any, ...], int]) -> list[dict[str, int]]:
        """All of each project in each ballot. Errors: ValueError where a project is named twice."""
        wanted = list(map(dict.fromkeys, people, repeat(1)))
        if sum(map(len, wanted)) < sum(map(len, people)):
            raise ValueError(TWICE)
        return wanted


class _Approval(_Names):
    """Projects that are wanted; in which order they are named says nothing."""

    def circles(self, people: Mapping[tuple[Any, ...], int]) -> list[Circle]:
        """The circles of those who want the same."""
        return list(map(Circle, repeat(""), people.values(), self.wanted(people)))


class _Ranking(_Names):
    """Projects from the first down: one point for each that stands below, so none for the last."""

    in_order = True

    def circles(self, people: Mapping[tuple[Any, ...], int]) -> list[Circle]:
        """The circles of those who ranked alike."""
        points = [dict(zip(ballot, range(len(ballot) - 1, -1, -1), strict=True)) for ballot in people]
        return list(map(Circle, repeat(""), people.values(), self.wanted(people), points))


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
