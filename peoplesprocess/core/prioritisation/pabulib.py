"""Files of ballots in the Pabulib format: read whole, or refused with one line that names the row."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from math import lcm
from operator import itemgetter
from pathlib import Path
from typing import TextIO

from peoplesprocess.core.prioritisation.counts import Circle, Count, Work
from peoplesprocess.core.prioritisation.handed_out import COLUMNS, framed, own_circle

SECTIONS = ("META", "PROJECTS", "VOTES")
KINDS = ("approval", "choose-1", "cumulative", "scoring", "ordinal")
LONGEST_LINE = 100_000
Row = list[str]


class BadFile(Exception):
    """A file that cannot be counted; says why, and in which row."""


@dataclass(frozen=True, slots=True)
class Ballots:
    """What a file holds: its kind of ballot, the count, and how many ballots, blank ones included."""

    kind: str
    count: Count
    voters: int
    blank: int


def read(path: Path, *, count_blank: bool = False) -> Ballots:
    """Return the ballots of a file. Equal ballots are one circle; a blank one has a purse if `count_blank`.

    A file that this application wrote has further columns: how many people a row stands for, which part of
    them wants each work, what their purse weighs and to which groups they belong. Errors: BadFile.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return _Reader(_lines(file), count_blank).ballots()
    except UnicodeDecodeError:
        raise BadFile(f"row {_row_that_is_no_text(path)}: this is not UTF-8 text") from None
    except csv.Error as error:
        raise BadFile(f"{path.name} cannot be read: {error}") from None
    except OSError as error:
        raise BadFile(f"{path.name} cannot be opened: {error.strerror}") from None


def _lines(file: TextIO) -> Iterator[str]:
    # A line that has no end keeps a file of something else from being read whole.
    place = 0
    while line := file.readline(LONGEST_LINE):
        place += 1
        if place == 1 and line.strip().strip(";").upper() != "META":
            raise BadFile("row 1: the file does not begin with META")
        if len(line) == LONGEST_LINE:
            raise BadFile(f"row {place}: this line is longer than any ballot")
        yield line


def _row_that_is_no_text(path: Path) -> int:
    with path.open("rb") as file:
        for row, line in enumerate(file, 1):
            try:
                line.decode()
            except UnicodeDecodeError:
                return row
    return 1


class _Reader:
    """Reads section by section; knows in which row it is."""

    def __init__(self, lines: Iterator[str], count_blank: bool) -> None:
        self._rows = csv.reader(lines, delimiter=";", strict=True)
        self._count_blank = count_blank
        self._meta: dict[str, str] = {}
        self._works: tuple[Work, ...] = ()

    def ballots(self) -> Ballots:
        """Return the whole file."""
        if next(self._rows, None) is None:
            raise BadFile("row 1: the file does not begin with META")
        self._meta = dict(self._until("PROJECTS", self._pair))
        kind, scale, envelope, works = self._frame()
        self._works = works
        votes = [(self._rows.line_num, row) for row in self._rows if row]
        if not votes:
            raise BadFile(f"row {self._rows.line_num}: VOTES has no heading")
        heading, rows, places = votes[0][1], [row for _, row in votes[1:]], [at for at, _ in votes[1:]]
        at = {name.strip().lower(): column for column, name in enumerate(heading)}
        if "vote" not in at or "voter_id" not in at:
            raise BadFile("VOTES: the heading names no voter_id and vote")
        _check_rows(rows, len(heading), at["voter_id"], places)
        circles, blank = _circles(rows, at, kind, {work.key for work in works}, places)
        if self._count_blank and blank:
            circles.append(Circle("", blank, {}))
        voters = sum(circle.people for circle in circles) if "people" in at else len(rows)
        try:
            frame = framed(self._meta, scale)
        except ValueError:
            raise BadFile("META: minor_units is not a whole number above 0") from None
        return Ballots(kind, Count(works, tuple(circles), envelope, **frame), voters, blank)

    def _until(self, section: str, take: Callable[[Row], tuple[str, str]]) -> Iterator[tuple[str, str]]:
        heading = True
        for row in self._rows:
            if not row:
                continue
            if row[0].strip().upper() in SECTIONS:
                if row[0].strip().upper() != section:
                    raise BadFile(f"row {self._rows.line_num}: {section} should come here")
                return
            if not heading:
                yield take(row)
            heading = False
        raise BadFile(f"the file has no {section}")

    def _pair(self, row: Row) -> tuple[str, str]:
        if len(row) < 2:
            raise BadFile(f"row {self._rows.line_num}: META needs a key and a value")
        return row[0].strip().lower(), row[1].strip()

    def _frame(self) -> tuple[str, int, int, tuple[Work, ...]]:
        kind = self._meta.get("vote_type", "").lower()
        if kind not in KINDS:
            raise BadFile(f"META: vote_type is “{kind}”, not one of {', '.join(KINDS)}")
        if "budget" not in self._meta:
            raise BadFile("META: there is no budget")
        budget = _money(self._meta["budget"], "META: the budget")
        priced = self._priced()
        scale = lcm(budget.denominator, *(cost.denominator for _, cost in priced))
        works = tuple(Work(key, int(cost * scale)) for key, cost in priced)
        return kind, scale, int(budget * scale), works

    def _priced(self) -> list[tuple[str, Fraction]]:
        heading: Row = []
        found: dict[str, Fraction] = {}
        for row in self._rows:
            if not row:
                continue
            if row[0].strip().upper() == "VOTES" and len(row) == 1:
                break
            if not heading:
                heading = [name.strip().lower() for name in row]
                if "project_id" not in heading or "cost" not in heading:
                    raise BadFile(
                        f"row {self._rows.line_num}: the heading of PROJECTS names no project_id and cost"
                    )
                continue
            place = f"row {self._rows.line_num}"
            if len(row) <= max(heading.index("project_id"), heading.index("cost")):
                raise BadFile(f"{place}: a project without its cost")
            key = row[heading.index("project_id")].strip()
            if key in found:
                raise BadFile(f"{place}: project “{key}” stands there twice")
            found[key] = _money(row[heading.index("cost")], f"{place}: the cost of “{key}”")
            if found[key] <= 0:
                raise BadFile(f"{place}: the cost of “{key}” is not above 0")
        else:
            raise BadFile("the file has no VOTES")
        if not found:
            raise BadFile("PROJECTS has no project")
        return list(found.items())


def _money(text: str, what: str) -> Fraction:
    try:
        value = Decimal(text.strip().replace(" ", ""))
    except InvalidOperation:
        raise BadFile(f"{what} is “{text[:40]}”, not a number") from None
    if not value.is_finite() or value < 0 or value.adjusted() > 18 or value.as_tuple().exponent < -9:  # type: ignore[operator]
        raise BadFile(f"{what} is “{text[:40]}”, not a sum of money")
    return Fraction(value)


def _check_rows(rows: Sequence[Row], columns: int, voter: int, places: Sequence[int]) -> None:
    short = next((index for index, row in enumerate(rows) if len(row) != columns), None)
    if short is not None:
        raise BadFile(f"row {places[short]}: {len(rows[short])} columns where the heading has {columns}")
    if len(set(map(itemgetter(voter), rows))) < len(rows):
        seen: set[str] = set()
        for place, row in zip(places, rows, strict=True):
            if row[voter] in seen:
                raise BadFile(f"row {place}: voter “{row[voter]}” stands there twice")
            seen.add(row[voter])


def _circles(
    rows: Sequence[Row], at: Mapping[str, int], kind: str, known: set[str], places: Sequence[int]
) -> tuple[list[Circle], int]:
    """The distinct ballots, each with how many cast it, and how many were blank."""
    ours = [name for name in COLUMNS if name in at]
    columns = [at["vote"]]
    if kind in ("cumulative", "scoring") and "points" in at:
        columns.append(at["points"])
    columns += [at[name] for name in ours] if "people" in at else []
    cast = Counter(map(itemgetter(*columns), rows))
    circles, blank = [], 0
    for ballot, people in cast.items():
        cells = (ballot,) if isinstance(ballot, str) else ballot
        try:
            circle = _circle(cells, people, kind, known, ours if "people" in at else [])
        except ValueError as error:
            first = next(
                index for index, row in enumerate(rows) if tuple(row[column] for column in columns) == cells
            )
            raise BadFile(f"row {places[first]}: {error}") from None
        if circle.support or "people" in at:
            circles.append(circle)
        else:
            blank += circle.people
    return (circles if "people" in at or kind == "ordinal" else _merged(circles)), blank


def _merged(circles: Iterable[Circle]) -> list[Circle]:
    """One circle for ballots that name the same projects in another order."""
    merged: dict[object, Circle] = {}
    for circle in circles:
        key = tuple(sorted(circle.points.items() if circle.points else circle.support))
        known = merged.get(key)
        merged[key] = circle if known is None else replace(known, people=known.people + circle.people)
    return list(merged.values())


def _circle(cells: tuple[str, ...], people: int, kind: str, known: set[str], ours: list[str]) -> Circle:
    named = [key for key in map(str.strip, cells[0].split(",")) if key]
    if not known.issuperset(named):
        unknown = next(key for key in named if key not in known)
        raise ValueError(f"a ballot names “{unknown[:40]}”, which is not among the projects")
    if len(set(named)) < len(named):
        raise ValueError("a ballot names a project twice")
    if ours:
        return own_circle(cells[-len(ours) :], ours, named, people)
    if kind == "ordinal":
        # The last of a ballot gains nothing by it: one point for each project that stands below.
        return Circle("", people, dict.fromkeys(named, 1), dict(zip(named, range(len(named))[::-1])))  # noqa: B905
    if kind in ("cumulative", "scoring") and len(cells) > 1:
        points = _points(cells[1], named)
        return Circle("", people, {key: 1 for key in points if points[key]}, points)
    return Circle("", people, dict.fromkeys(named, 1))


def _points(cell: str, named: list[str]) -> dict[str, int]:
    given = [part.strip() for part in cell.split(",") if part.strip()]
    if len(given) != len(named):
        raise ValueError(f"a ballot gives {len(given)} points to {len(named)} projects")
    if not all(part.isascii() and part.isdigit() for part in given):
        raise ValueError(f"the points “{cell[:40]}” are not whole numbers")
    return {key: int(part) for key, part in zip(named, given, strict=True)}
