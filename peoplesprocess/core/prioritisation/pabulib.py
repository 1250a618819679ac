"""Files of ballots in the Pabulib format: read whole, or refused with one line that names the row."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from itertools import chain, islice
from math import lcm
from pathlib import Path
from typing import Any, BinaryIO

from peoplesprocess.core.prioritisation.ballots import KINDS, Cast, Row
from peoplesprocess.core.prioritisation.counts import Circle, Count, Work
from peoplesprocess.core.prioritisation.handed_out import framed

SECTIONS = ("META", "PROJECTS", "VOTES")
LONGEST_LINE = 100_000
BLOCK = 1 << 14
"""How much of a file is read at a time. Units: bytes."""
ROWS_AT_ONCE = 1024
MOST_ROWS = 100_000
"""Of META, and of projects."""
MOST_DIGITS = 18
"""Of a sum of money, before the point."""


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
        return _read(path, count_blank, ROWS_AT_ONCE)
    except BadFile:
        # Row by row the one at fault can be named; a good file need not know where its rows stand.
        return _read(path, count_blank, 1)


def _read(path: Path, count_blank: bool, at_once: int) -> Ballots:
    try:
        with path.open("rb") as file:
            return _Reader(_Lines(_blocks(file)), count_blank, at_once).ballots()
    except UnicodeDecodeError:
        raise BadFile(f"row {_row_that_is_no_text(path)}: this is not UTF-8 text") from None
    except csv.Error as error:
        raise BadFile(f"{path.name} cannot be read: {error}") from None
    except OSError as error:
        raise BadFile(f"{path.name} cannot be opened: {error.strerror}") from None


def _blocks(file: BinaryIO) -> Iterator[bytes]:
    """The whole lines of a file, many at a time. One without an end keeps another kind of file out."""
    rest = file.read(BLOCK).removeprefix(codecs.BOM_UTF8)
    place = 1 + rest.count(b"\n")
    if rest.partition(b"\n")[0].strip().strip(b";").upper() != b"META":
        raise BadFile("row 1: the file does not begin with META")
    while block := file.read(BLOCK):
        lines, _, rest = (rest + block).rpartition(b"\n")
        place += block.count(b"\n")
        if len(rest) > LONGEST_LINE:
            raise BadFile(f"row {place}: this line is longer than any ballot")
        yield lines
    yield rest


class _Lines:
    """The lines of blocks, one by one, or what is left of the blocks."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self._blocks = blocks
        self._lines: Iterator[bytes] = iter(())

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = next(self._lines, None)
        while line is None:
            self._lines = iter(next(self._blocks).split(b"\n"))
            line = next(self._lines)
        return line.decode()

    def blocks(self) -> Iterator[bytes]:
        """What was not read yet, whole lines in each."""
        return chain((b"\n".join(self._lines),), self._blocks)


def _row_that_is_no_text(path: Path) -> int:
    with path.open("rb") as file:
        for row, line in enumerate(file, 1):
            try:
                line.decode()
            except UnicodeDecodeError:
                return row
    return 1


def _cells_of(lines: Iterator[str]) -> Any:
    return csv.reader(lines, delimiter=";", strict=True)


class _Reader:
    """Reads section by section; knows in which row it is."""

    def __init__(self, lines: _Lines, count_blank: bool, at_once: int) -> None:
        self._lines, self._rows = lines, _cells_of(lines)
        self._count_blank, self._at_once = count_blank, at_once
        self._meta: dict[str, str] = {}
        self._works: tuple[Work, ...] = ()

    def ballots(self) -> Ballots:
        """Return the whole file."""
        next(self._rows)
        self._meta = dict(self._until("PROJECTS", self._pair))
        kind, scale, envelope, works = self._frame()
        self._works = works
        heading = next(filter(None, self._rows), None)
        if heading is None:
            raise BadFile(f"row {self._rows.line_num}: VOTES has no heading")
        circles, blank = self._cast(heading, kind)
        voters = blank + sum(circle.people for circle in circles)
        if self._count_blank and blank:
            circles.append(Circle("", blank, {}))
        try:
            frame = framed(self._meta, scale, {work.key for work in works})
        except ValueError as error:
            raise BadFile(f"META: {error}") from None
        count = Count(works, tuple(circles), envelope, **frame)
        return Ballots(kind, count, voters, blank)

    def _cast(self, heading: Row, kind: str) -> tuple[list[Circle], int]:
        try:
            cast = Cast(heading, kind, (work.key for work in self._works))
            rows: Iterator[Row] = self._rows
            if self._at_once > 1:
                quoted = cast.add_plain(self._lines.blocks())
                rows = _cells_of(chain.from_iterable(block.decode().split("\n") for block in quoted))
            while some := list(islice(rows, self._at_once)):
                cast.add(some)
            return cast.circles()
        except UnicodeDecodeError:
            raise
        except ValueError as error:
            raise BadFile(f"row {self._rows.line_num}: {error}") from None

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
            self._not_endless(section)
        raise BadFile(f"the file has no {section}")

    def _not_endless(self, section: str) -> None:
        if self._rows.line_num > MOST_ROWS:
            raise BadFile(f"row {self._rows.line_num}: there is no {section} so far down")

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
        heading = [name.strip().lower() for name in next(filter(None, self._rows), [])]
        if "project_id" not in heading or "cost" not in heading:
            raise BadFile(f"row {self._rows.line_num}: the heading of PROJECTS names no project_id and cost")
        at_key, at_cost = heading.index("project_id"), heading.index("cost")
        found: dict[str, Fraction] = {}
        for row in filter(None, self._rows):
            if len(row) == 1 and row[0].strip().upper() == "VOTES":
                break
            self._not_endless("VOTES")
            place = f"row {self._rows.line_num}"
            if len(row) <= max(at_key, at_cost):
                raise BadFile(f"{place}: a project without its cost")
            key = row[at_key].strip()
            if key in found:
                raise BadFile(f"{place}: project “{key}” stands there twice")
            found[key] = _money(row[at_cost], f"{place}: the cost of “{key}”")
            if found[key] <= 0:
                raise BadFile(f"{place}: the cost of “{key}” is not above 0")
        else:
            raise BadFile("the file has no VOTES")
        if not found:
            raise BadFile("PROJECTS has no project")
        return list(found.items())


def _money(text: str, what: str) -> Fraction:
    digits = text.strip().replace(" ", "")
    if digits.isascii() and digits.isdigit() and len(digits) < MOST_DIGITS:
        return Fraction(int(digits))
    try:
        value = Decimal(digits)
    except InvalidOperation:
        raise BadFile(f"{what} is “{text[:40]}”, not a number") from None
    if not value.is_finite() or value < 0 or value.adjusted() > MOST_DIGITS or value.as_tuple().exponent < -9:  # type: ignore[operator]
        raise BadFile(f"{what} is “{text[:40]}”, not a sum of money")
    return Fraction(value)
