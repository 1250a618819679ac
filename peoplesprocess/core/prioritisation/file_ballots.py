"""The ballots of a file: rows are read by their vote type, and equal ballots become one voter group."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, repeat
from typing import Generic, TypeVar

from peoplesprocess.core.prioritisation.count_input import VoterGroup
from peoplesprocess.core.prioritisation.published_count_file import COLUMNS, read_voter_group

VOTE_TYPES = ("approval", "choose-1", "cumulative", "scoring", "ordinal")
NAMED_TWICE = "a ballot names a project twice"

Row = list[str]
Cells = TypeVar("Cells", str, tuple[str, ...])
"""The cells of one ballot as the file has them: one, or several that belong together."""
Parsed = TypeVar("Parsed", tuple[str, ...], tuple[tuple[str, int], ...])
"""The parsed content of a ballot; equal for equal ballots."""


class DistinctBallotCounter:
    """The ballots read so far, equal ones together.

    `heading` names the columns, `vote_type` is one of VOTE_TYPES, `known` holds the keys of the projects.
    Errors: ValueError with a sentence if rows, or the heading, cannot be read.
    """

    def __init__(self, heading: Row, vote_type: str, known: Iterable[str]) -> None:
        at = {name.strip().lower(): column for column, name in enumerate(heading)}
        if "vote" not in at or "voter_id" not in at:
            raise ValueError("the heading of VOTES names no voter_id and vote")
        self.rows = 0
        self._width = len(heading)
        self._voter_column = at["voter_id"]
        self._voters: set[str] = set()
        self._format = _row_format(at, vote_type, frozenset(known))

    def add_unquoted(self, blocks: Iterator[bytes]) -> Iterator[bytes]:
        """Add blocks of lines until one has quoted cells, and return that block and those after it."""
        for block in blocks:
            lines = block.replace(b"\r\n", b"\n").removesuffix(b"\r").strip(b"\n")
            if b'"' in lines or b"\r" in lines:
                return chain((block,), blocks)
            if b"\n\n" in lines:
                lines = b"\n".join(filter(None, lines.split(b"\n")))
            if lines:
                self._count(self._split(lines.decode()))
        return iter(())

    def _split(self, lines: str) -> list[Row]:
        """Return the columns of lines without quotes.

        All lines are split at once: each line end becomes a cell of its own, so that a column is every n-th
        cell of the whole, and the line ends are a column too if every line is complete.
        """
        width = self._width + 1
        cells = f"{lines}\n".replace("\n", ";\n;").split(";")
        cells.pop()
        ends = cells[self._width :: width]
        rows = lines.count("\n") + 1
        if len(cells) != rows * width or ends.count("\n") < rows:
            raise ValueError(f"not the {self._width} columns of the heading")
        return [cells[column::width] for column in range(self._width)]

    def add(self, rows: Sequence[Row]) -> None:
        """Add rows. A single row is parsed at once, to name it if it is at fault; others at the end."""
        rows = [row for row in rows if row]
        if rows and set(map(len, rows)) != {self._width}:
            short = next(len(row) for row in rows if len(row) != self._width)
            raise ValueError(f"{short} columns where the heading has {self._width}")
        if rows:
            self._count([list(column) for column in zip(*rows, strict=True)])
        if len(rows) == 1:
            self._format.check([[cell] for cell in rows[0]])

    def _count(self, columns: Sequence[Row]) -> None:
        voters = columns[self._voter_column]
        self._voters.update(voters)
        self.rows += len(voters)
        if len(self._voters) < self.rows:
            raise ValueError(f"voter “{voters[-1]}” stands there twice")
        self._format.count(columns)

    def voter_groups(self) -> tuple[list[VoterGroup], int]:
        """Return a voter group for each distinct ballot, and the number of blank ballots."""
        return self._format.voter_groups_and_blank()

    @property
    def repeating(self) -> int:
        """How many ballots in `voter_groups` name a project twice; each counts once for it."""
        return self._format.repeating


def _row_format(
    at: Mapping[str, int], vote_type: str, known: frozenset[str]
) -> _CountFileFormat | _PointsFormat | _OrdinalFormat | _ApprovalFormat:
    """Return the format of the rows, by the columns that there are."""
    if "people" in at:
        ours = [name for name in COLUMNS if name in at]
        return _CountFileFormat(known, [at["vote"], *(at[name] for name in ours)], ours)
    if vote_type in ("cumulative", "scoring"):
        if "points" not in at:
            raise ValueError(f"{vote_type} ballots need a column of points")
        return _PointsFormat(known, [at["vote"], at["points"]])
    return (_OrdinalFormat if vote_type == "ordinal" else _ApprovalFormat)(known, [at["vote"]])


class _RowFormat(ABC, Generic[Cells, Parsed]):
    """The common part of all formats: counting equal cells, and parsing each distinct ballot only once."""

    blank: Parsed
    """The parsed content of a blank ballot."""
    may_repeat = False
    """Whether a ballot that names a project twice is still unambiguous."""

    def __init__(self, known: frozenset[str], columns: Sequence[int]) -> None:
        self.repeating = 0
        self._known, self._columns = known, columns
        self._ballots: Counter[Cells] = Counter()

    def count(self, columns: Sequence[Row]) -> None:
        """Add ballots that are given column by column, without parsing them."""
        self._ballots.update(self.cells(columns))

    def check(self, columns: Sequence[Row]) -> None:
        """Parse the first ballot. Errors: ValueError with a sentence."""
        self.parse(next(iter(self.cells(columns))))

    def voter_groups_and_blank(self) -> tuple[list[VoterGroup], int]:
        """Return the voter groups of all ballots, and the number of blank ballots."""
        people = self.merged(self._ballots)
        blank = people.pop(self.blank, 0)
        return self.voter_groups(people), blank

    @abstractmethod
    def cells(self, columns: Sequence[Row]) -> Iterable[Cells]:
        """Return the cells of each ballot out of whole columns."""

    @abstractmethod
    def parse(self, cells: Cells) -> Parsed:
        """Return the parsed content of a ballot. Errors: ValueError with a sentence."""

    @abstractmethod
    def voter_groups(self, people: Mapping[Parsed, int]) -> list[VoterGroup]:
        """Return a voter group for each ballot with its number of people."""

    def merged(self, ballots: Mapping[Cells, int]) -> dict[Parsed, int]:
        """Return how many people cast each ballot; equal ones are merged."""
        people: dict[Parsed, int] = {}
        for cells, number in ballots.items():
            ballot = self.parse(cells)
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
        if len(set(named)) < len(named) and not self.may_repeat:
            raise ValueError(NAMED_TWICE)
        return named

    def _together(self, columns: Sequence[Row]) -> Iterable[tuple[str, ...]]:
        """Return the cells of several columns, row by row."""
        return zip(*(columns[column] for column in self._columns), strict=True)


class _NamesFormat(_RowFormat[str, tuple[str, ...]]):
    """Ballots that only name projects. There are many, so ordinary ones are parsed all at once."""

    blank = ()
    may_repeat = True
    in_order = False
    """Whether the order in which projects are named matters."""

    def cells(self, columns: Sequence[Row]) -> Iterable[str]:
        """Return the only cell of each ballot."""
        return columns[self._columns[0]]

    def parse(self, cells: str) -> tuple[str, ...]:
        """Return the projects in the ballot's order."""
        return tuple(self._named(cells))

    def merged(self, ballots: Mapping[str, int]) -> dict[tuple[str, ...], int]:
        """Return how many people cast each ballot; `voter_groups` handles projects that are named twice."""
        split = list(map(str.split, ballots, repeat(",")))
        known = self._known.issuperset
        if not known(chain.from_iterable(split)):
            split = [named if known(named) else self._named(",".join(named)) for named in split]
        if not self.in_order:
            for named in split:
                named.sort()
        people: dict[tuple[str, ...], int] = {}
        for ballot, number in zip(map(tuple, split), ballots.values(), strict=True):
            people[ballot] = people.get(ballot, 0) + number
        return people

    def voter_groups(self, people: Mapping[tuple[str, ...], int]) -> list[VoterGroup]:
        """Return a voter group for each ballot; a project named twice counts once, at its first position."""
        support = list(map(dict.fromkeys, people, repeat(1)))
        if sum(map(len, support)) == sum(map(len, people)):
            return self.supporting(people, support)
        once: dict[tuple[str, ...], int] = {}
        for ballot, number in people.items():
            kept = tuple(dict.fromkeys(ballot))
            once[kept] = once.get(kept, 0) + number
            self.repeating += number if len(kept) < len(ballot) else 0
        return self.voter_groups(once)

    @abstractmethod
    def supporting(
        self, people: Mapping[tuple[str, ...], int], support: Sequence[dict[str, int]]
    ) -> list[VoterGroup]:
        """Return the voter groups of ballots, given their support of 1 for each project."""


class _ApprovalFormat(_NamesFormat):
    """Projects that are approved, in any order."""

    def supporting(
        self, people: Mapping[tuple[str, ...], int], support: Sequence[dict[str, int]]
    ) -> list[VoterGroup]:
        """Return a voter group for each set of projects."""
        return list(map(VoterGroup, repeat(""), people.values(), support))


class _OrdinalFormat(_NamesFormat):
    """Projects in order of preference: one point for each that is ranked below, so none for the last."""

    in_order = True

    def supporting(
        self, people: Mapping[tuple[str, ...], int], support: Sequence[dict[str, int]]
    ) -> list[VoterGroup]:
        """Return a voter group for each ranking."""
        points = [dict(zip(ballot, range(len(ballot) - 1, -1, -1), strict=True)) for ballot in people]
        return list(map(VoterGroup, repeat(""), people.values(), support, points))


class _PointsFormat(_RowFormat[tuple[str, ...], tuple[tuple[str, int], ...]]):
    """Projects with points; a project with 0 points is not supported."""

    blank = ()

    def cells(self, columns: Sequence[Row]) -> Iterable[tuple[str, ...]]:
        """Return the projects and the points of each ballot."""
        return self._together(columns)

    def parse(self, cells: tuple[str, ...]) -> tuple[tuple[str, int], ...]:
        """Return the projects with their points."""
        named, given = self._named(cells[0]), cells[1].split(",")
        if not all(map(str.isdigit, given)):
            given = [part for part in map(str.strip, given) if part]
        if len(given) != len(named):
            raise ValueError(f"a ballot gives {len(given)} points to {len(named)} projects")
        if not all(map(str.isdigit, given)) or not "".join(given).isascii():
            raise ValueError(f"the points “{cells[1][:40]}” are not whole numbers")
        return tuple(sorted(zip(named, map(int, given), strict=True)))

    def voter_groups(self, people: Mapping[tuple[tuple[str, int], ...], int]) -> list[VoterGroup]:
        """Return a voter group for each distribution of points."""
        points = list(map(dict, people))
        support = [
            dict.fromkeys(given, 1) if all(given.values()) else {key: 1 for key in given if given[key]}
            for given in points
        ]
        return list(map(VoterGroup, repeat(""), people.values(), support, points))


class _CountFileFormat(_RowFormat[tuple[str, ...], tuple[str, ...]]):
    """Rows that this application wrote; each describes a whole voter group."""

    blank = ()

    def __init__(self, known: frozenset[str], columns: Sequence[int], names: list[str]) -> None:
        super().__init__(known, columns)
        self._names = names

    def cells(self, columns: Sequence[Row]) -> Iterable[tuple[str, ...]]:
        """Return the vote and our own columns of each row."""
        return self._together(columns)

    def parse(self, cells: tuple[str, ...]) -> tuple[str, ...]:
        """Return the row unchanged if it describes a valid voter group."""
        self.voter_groups({cells: 1})
        return cells

    def voter_groups(self, people: Mapping[tuple[str, ...], int]) -> list[VoterGroup]:
        """Return the voter group of each row, multiplied by the number of equal rows."""
        return [
            read_voter_group(row[1:], self._names, self._named(row[0]), number)
            for row, number in people.items()
        ]
