"""Files of ballots in the Pabulib format: read as a whole, or refused with one line that names the row."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from itertools import chain, islice
from math import lcm
from pathlib import Path
from typing import BinaryIO, Protocol

from peoplesprocess.core.prioritisation.count_input import AllocationInput, CostedWork, VoterGroup
from peoplesprocess.core.prioritisation.file_ballots import VOTE_TYPES, DistinctBallotCounter, Row
from peoplesprocess.core.prioritisation.published_count_file import with_head

SECTIONS = ("META", "PROJECTS", "VOTES")
LONGEST_LINE = 100_000
BLOCK = 1 << 14
"""The number of bytes that are read at a time."""
ROWS_AT_ONCE = 1024
MOST_ROWS = 100_000
"""The most rows of META and PROJECTS."""
MOST_DIGITS = 18
"""The most digits of a sum of money before the point."""


class BadBallotFile(Exception):
    """A file that cannot be counted. The message says why, and in which row."""


@dataclass(frozen=True, slots=True)
class BallotFile:
    """The content of a file: its vote type, the count, and the number of voters, including blank ballots.

    `warnings` are sentences about statements in the file's head that its content does not match.
    """

    vote_type: str
    count: AllocationInput
    voters: int
    blank: int
    seal_salt: str = ""
    warnings: tuple[str, ...] = ()


def read(path: Path, *, count_blank: bool = False) -> BallotFile:
    """Return the content of a file. Equal ballots are merged into one voter group.

    Blank ballots have an endowment only if `count_blank`; otherwise they abstain. A file that this
    application wrote has further columns: how many people a row stands for, which part of them wants each
    work, the weight of their endowment and the groups they belong to. Errors: BadBallotFile.
    """
    try:
        return _read(path, count_blank, ROWS_AT_ONCE)
    except BadBallotFile:
        # Read again row by row, which is slower but names the row at fault.
        return _read(path, count_blank, 1)


def _read(path: Path, count_blank: bool, at_once: int) -> BallotFile:
    try:
        with path.open("rb") as file:
            return _FileReader(_LineReader(_blocks(file)), count_blank, at_once).read()
    except UnicodeDecodeError:
        raise BadBallotFile(f"row {_row_that_is_no_text(path)}: this is not UTF-8 text") from None
    except OSError as error:
        raise BadBallotFile(f"{path.name} cannot be opened: {error.strerror}") from None


def _blocks(file: BinaryIO) -> Iterator[bytes]:
    """Yield the lines of a file, many whole ones in each block.

    Errors: BadBallotFile if it does not begin with META, or if a line is too long: then it is another kind of
    file.
    """
    rest = file.read(BLOCK).removeprefix(codecs.BOM_UTF8)
    place = 1 + rest.count(b"\n")
    if rest.partition(b"\n")[0].strip().strip(b";").upper() != b"META":
        raise BadBallotFile("row 1: the file does not begin with META")
    while block := file.read(BLOCK):
        lines, _, rest = (rest + block).rpartition(b"\n")
        place += block.count(b"\n")
        if len(rest) > LONGEST_LINE:
            raise BadBallotFile(f"row {place}: this line is longer than any ballot")
        yield lines
    yield rest


class _LineReader:
    """Yields the lines of blocks one by one, and returns the rest as blocks."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self._blocks = blocks
        self._lines: Iterator[bytes] = iter(())
        self.lines = chain.from_iterable(self._lines_of_blocks())

    def _lines_of_blocks(self) -> Iterator[Iterator[str]]:
        for block in self._blocks:
            self._lines = iter(block.split(b"\n"))
            yield map(bytes.decode, self._lines)

    def blocks(self) -> Iterator[bytes]:
        """Return the lines that were not read yet, whole lines in each block."""
        return chain((b"\n".join(self._lines),), self._blocks)


def _row_that_is_no_text(path: Path) -> int:
    with path.open("rb") as file:
        for row, line in enumerate(file, 1):
            try:
                line.decode()
            except UnicodeDecodeError:
                return row
    return 1


class _CsvReader(Protocol):
    """The type of a `csv.reader`, which the standard library does not name."""

    @property
    def line_num(self) -> int:
        """The number of lines read so far."""

    def __iter__(self) -> Iterator[Row]: ...

    def __next__(self) -> Row: ...


def _csv_rows(lines: Iterator[str]) -> _CsvReader:
    return csv.reader(lines, delimiter=";", strict=True)


class _FileReader:
    """Reads a file section by section, and knows the number of the current row."""

    def __init__(self, lines: _LineReader, count_blank: bool, at_once: int) -> None:
        self._lines, self._rows = lines, _csv_rows(lines.lines)
        self._count_blank, self._at_once = count_blank, at_once
        self._meta: dict[str, str] = {}
        self._works: tuple[CostedWork, ...] = ()
        self._warnings: list[str] = []

    def read(self) -> BallotFile:
        """Return the content of the whole file. Errors: BadBallotFile."""
        try:
            return self._content()
        except csv.Error as error:
            raise BadBallotFile(f"row {self._rows.line_num}: {error}") from None

    def _content(self) -> BallotFile:
        next(self._rows)
        self._meta = self._pairs()
        vote_type, scale, envelope, self._works = self._head()
        heading = next(filter(None, self._rows), None)
        if heading is None:
            raise BadBallotFile(f"row {self._rows.line_num}: VOTES has no heading")
        groups, blank = self._ballots(heading, vote_type)
        voters = blank + sum(group.people for group in groups)
        if self._count_blank and blank:
            groups.append(VoterGroup("", blank, {}))
        try:
            count = with_head(AllocationInput(self._works, tuple(groups), envelope, scale=scale), self._meta)
        except ValueError as error:
            raise BadBallotFile(f"META: {error}") from None
        self._compare("num_projects", len(self._works), "projects")
        salt = self._meta.get("seal_salt", "")
        return BallotFile(vote_type, count, voters, blank, salt, tuple(self._warnings))

    def _ballots(self, heading: Row, vote_type: str) -> tuple[list[VoterGroup], int]:
        try:
            ballots = DistinctBallotCounter(heading, vote_type, (work.key for work in self._works))
            rows = self._rows
            if self._at_once > 1:
                quoted = ballots.add_unquoted(self._lines.blocks())
                rows = _csv_rows(chain.from_iterable(block.decode().split("\n") for block in quoted))
            while batch := list(islice(rows, self._at_once)):
                ballots.add(batch)
            found = ballots.voter_groups()
        except UnicodeDecodeError:
            raise
        except ValueError as error:
            raise BadBallotFile(f"row {self._rows.line_num}: {error}") from None
        self._compare("num_votes", ballots.rows, "ballots")
        if ballots.repeating:
            self._warnings.append(
                f"{ballots.repeating} ballots name a project twice; each counts once for it"
            )
        return found

    def _compare(self, key: str, found: int, what: str) -> None:
        """Warn if the head states another number than the file holds, which may be truncated."""
        stated = self._meta.get(key, "")
        if stated.isascii() and stated.isdigit() and int(stated) != found:
            self._warnings.append(f"META says {key} {int(stated)}, but the file holds {found} {what}")

    def _pairs(self) -> dict[str, str]:
        """Return the entries of META, with their keys in lower case."""
        found: dict[str, str] = {}
        heading = True
        for row in filter(None, self._rows):
            section = row[0].strip().upper()
            if section in SECTIONS:
                if section != "PROJECTS":
                    raise BadBallotFile(f"row {self._rows.line_num}: PROJECTS should come here")
                return found
            if not heading:
                if len(row) < 2:
                    raise BadBallotFile(f"row {self._rows.line_num}: META needs a key and a value")
                found[row[0].strip().lower()] = row[1].strip()
            heading = False
            self._not_endless("PROJECTS")
        raise BadBallotFile("the file has no PROJECTS")

    def _not_endless(self, section: str) -> None:
        if self._rows.line_num > MOST_ROWS:
            raise BadBallotFile(f"row {self._rows.line_num}: there is no {section} so far down")

    def _head(self) -> tuple[str, int, int, tuple[CostedWork, ...]]:
        """Return the vote type, the scale, the envelope in minor units, and the works."""
        vote_type = self._meta.get("vote_type", "").lower()
        if vote_type not in VOTE_TYPES:
            raise BadBallotFile(f"META: vote_type is “{vote_type}”, not one of {', '.join(VOTE_TYPES)}")
        if "budget" not in self._meta:
            raise BadBallotFile("META: there is no budget")
        budget = _money(self._meta["budget"], "META: the budget")
        priced = self._projects()
        # Money is counted in whole minor units; the finest sum in the file decides how many make one unit.
        scale = lcm(budget.denominator, *(cost.denominator for _, cost in priced))
        works = tuple(CostedWork(key, int(cost * scale)) for key, cost in priced)
        return vote_type, scale, int(budget * scale), works

    def _projects(self) -> list[tuple[str, Fraction | int]]:
        heading = [name.strip().lower() for name in next(filter(None, self._rows), [])]
        if "project_id" not in heading or "cost" not in heading:
            raise BadBallotFile(
                f"row {self._rows.line_num}: the heading of PROJECTS names no project_id and cost"
            )
        at_key, at_cost = heading.index("project_id"), heading.index("cost")
        found: dict[str, Fraction | int] = {}
        for row in filter(None, self._rows):
            if len(row) == 1 and row[0].strip().upper() == "VOTES":
                break
            self._not_endless("VOTES")
            if len(row) <= max(at_key, at_cost):
                raise BadBallotFile(f"row {self._rows.line_num}: a project without its cost")
            key, cost = row[at_key].strip(), row[at_cost]
            if key in found:
                raise BadBallotFile(f"row {self._rows.line_num}: project “{key}” stands there twice")
            found[key] = _whole(cost) or self._cost(key, cost)
        else:
            raise BadBallotFile("the file has no VOTES")
        if not found:
            raise BadBallotFile("PROJECTS has no project")
        return list(found.items())

    def _cost(self, key: str, text: str) -> Fraction | int:
        what = f"row {self._rows.line_num}: the cost of “{key}”"
        cost = _money(text, what)
        if cost <= 0:
            raise BadBallotFile(f"{what} is not above 0")
        return cost


def _whole(digits: str) -> int | None:
    """Return a sum of money written only in digits; None for any other text, which needs the full parser."""
    if digits.isascii() and digits.isdigit() and len(digits) < MOST_DIGITS:
        return int(digits)
    return None


def _money(text: str, what: str) -> Fraction | int:
    digits = text.strip().replace(" ", "")
    whole = _whole(digits)
    if whole is not None:
        return whole
    try:
        value = Decimal(digits)
    except InvalidOperation:
        raise BadBallotFile(f"{what} is “{text[:40]}”, not a number") from None
    exponent = value.as_tuple().exponent
    finite = isinstance(exponent, int) and exponent >= -9
    if not finite or value < 0 or value.adjusted() > MOST_DIGITS:
        raise BadBallotFile(f"{what} is “{text[:40]}”, not a sum of money")
    return Fraction(value)
