"""Files of ballots in the Pabulib format: read whole or refused with one line, and written."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from itertools import chain
from math import lcm
from operator import itemgetter
from pathlib import Path

from peoplesprocess.core.prioritisation.counts import Circle, Count, Work

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
    except UnicodeDecodeError as error:
        raise BadFile(f"{path.name} is not UTF-8 text (byte {error.start})") from None
    except csv.Error as error:
        raise BadFile(f"{path.name} cannot be read: {error}") from None
    except OSError as error:
        raise BadFile(f"{path.name} cannot be opened: {error.strerror}") from None


def _lines(file: Iterable[str]) -> Iterator[str]:
    lines = iter(file)
    first = next(lines, "")
    # A look at the beginning keeps a file of something else from being read to its end.
    if first.strip().strip(";").upper() != "META" or len(first) > LONGEST_LINE:
        raise BadFile("row 1: the file does not begin with META")
    return chain((first,), lines)


class _Reader:
    """Reads section by section; knows in which row it is."""

    def __init__(self, lines: Iterator[str], count_blank: bool) -> None:
        self._rows = csv.reader(lines, delimiter=";", strict=True)
        self._count_blank = count_blank
        self._meta: dict[str, str] = {}
        self._works: tuple[Work, ...] = ()

    def ballots(self) -> Ballots:
        """Return the whole file."""
        next(self._rows)
        self._meta = dict(self._until("PROJECTS", self._pair))
        kind, scale, envelope, works = self._frame()
        self._works = works
        votes = [row for row in self._rows if row]
        if not votes:
            raise BadFile(f"row {self._rows.line_num}: VOTES has no heading")
        heading, rows = votes[0], votes[1:]
        at = {name.strip().lower(): column for column, name in enumerate(heading)}
        if "vote" not in at or "voter_id" not in at:
            raise BadFile("VOTES: the heading names no voter_id and vote")
        _check_rows(rows, len(heading), at["voter_id"], self._rows.line_num - len(rows))
        circles, blank = _circles(rows, at, kind, {work.key for work in works}, self._rows.line_num)
        if self._count_blank and blank:
            circles.append(Circle("", blank, {}))
        voters = sum(circle.people for circle in circles) if "people" in at else len(rows)
        lot = tuple(self._meta.get("lot", "").split(",")) if self._meta.get("lot") else ()
        return Ballots(kind, Count(works, tuple(circles), envelope, lot=lot, scale=scale), voters, blank)

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


def _check_rows(rows: Sequence[Row], columns: int, voter: int, before: int) -> None:
    short = next((place for place, row in enumerate(rows, 1) if len(row) != columns), None)
    if short is not None:
        raise BadFile(f"row {before + short}: {len(rows[short - 1])} columns where the heading has {columns}")
    if len(set(map(itemgetter(voter), rows))) < len(rows):
        seen: set[str] = set()
        for place, row in enumerate(rows, 1):
            if row[voter] in seen:
                raise BadFile(f"row {before + place}: voter “{row[voter]}” stands there twice")
            seen.add(row[voter])


def _circles(
    rows: Sequence[Row], at: Mapping[str, int], kind: str, known: set[str], last_row: int
) -> tuple[list[Circle], int]:
    """The distinct ballots, each with how many cast it, and how many were blank."""
    ours = [name for name in ("people", "support", "weight", "groups", "circle") if name in at]
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
                place for place, row in enumerate(rows) if tuple(row[column] for column in columns) == cells
            )
            raise BadFile(f"row {last_row - len(rows) + 1 + first}: {error}") from None
        if circle.support:
            circles.append(circle)
        else:
            blank += circle.people
    return (circles if ours or kind == "ordinal" else _merged(circles)), blank


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
        return _own_circle(cells[-len(ours) :], ours, named)
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


def _own_circle(cells: tuple[str, ...], ours: list[str], named: list[str]) -> Circle:
    """A row that this application wrote: a whole circle with its parts."""
    told = dict(zip(ours, cells, strict=True))
    try:
        parts = [Fraction(part) for part in told.get("support", "").split(",") if part]
        people, weight = int(told["people"]), Fraction(told.get("weight") or 1)
    except (ValueError, ZeroDivisionError):
        raise ValueError("people, support or weight of a circle are no numbers") from None
    if len(parts) != len(named) or people < 1 or weight <= 0 or not all(0 <= part <= 1 for part in parts):
        raise ValueError("people, support or weight of a circle do not fit its vote")
    groups = tuple(group for group in told.get("groups", "").split("+") if group)
    support = {key: part for key, part in zip(named, parts, strict=True) if part}
    return Circle(told.get("circle", ""), people, support, {}, weight, groups)


def write(count: Count, titles: Mapping[str, str], about: Mapping[str, str]) -> str:
    """Return the count as a file that `read` reads back to the same count."""
    meta = {**about, "num_projects": str(len(count.works)), "num_votes": str(len(count.circles))}
    meta |= {"budget": str(count.purse_money), "vote_type": "approval", "rule": "equalshares"}
    if count.lot:
        meta["lot"] = ",".join(count.lot)
    lines: list[Sequence[str]] = [("META",), ("key", "value"), *meta.items()]
    lines += [("PROJECTS",), ("project_id", "cost", "name")]
    lines += [(work.key, str(work.cost), titles.get(work.key, work.key)) for work in count.works]
    lines += [("VOTES",), ("voter_id", "vote", "people", "support", "weight", "groups", "circle")]
    lines += [_written(place, circle) for place, circle in enumerate(count.circles, 1)]
    return "".join(_line(line) for line in lines)


def _written(place: int, circle: Circle) -> tuple[str, ...]:
    keys = list(circle.support)
    parts = ",".join(str(Fraction(circle.support[key])) for key in keys)
    name = circle.name.replace(";", ",")
    weight = str(Fraction(circle.weight))
    return str(place), ",".join(keys), str(circle.people), parts, weight, "+".join(circle.groups), name


def _line(cells: Sequence[str]) -> str:
    quoted = ['"' + cell.replace('"', '""') + '"' if set(cell) & set(';"\r\n') else cell for cell in cells]
    return ";".join(quoted) + "\n"
