"""What docs/security.md claims: every requirement is answered, and what is met can be looked up."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "security.md"
FINDINGS = ROOT / "docs" / "findings.md"
ATTACKS = 18
"""So many findings an attack had on 28 November 2026."""
STATUSES = ("met", "not-applicable", "open")
CHAPTERS = (27, 11, 19, 10, 9, 35, 18, 7, 7, 29, 14, 9, 13, 9, 13, 16, 7)
"""How many requirements of levels 1 and 2 each chapter of ASVS 5.0.0 has."""
FEWEST_OF_LEVEL_3 = 14
_TEST = re.compile(r"(\S+\.py)::(\w+)")
_READING = re.compile(r"(\S+) by reading: \w")
_FIGURES = re.compile(r"^\| (?:(\d+) )?\| [^|]+ \| (\d+) \| (\d+) \| (\d+) \|$", re.M)
_PATH = re.compile(r"\b(?:deploy|docs|peoplesprocess|tests)/[\w./-]*\w")

Row = Mapping[str, str]


def test_every_requirement_of_levels_1_and_2_stands_once() -> None:
    rows = claims()
    assert [identity for identity, count in Counter(row["id"] for row in rows).items() if count > 1] == []
    assert of_each_chapter(row for row in rows if row["level"] in "12") == CHAPTERS
    assert sum(row["level"] == "3" for row in rows) >= FEWEST_OF_LEVEL_3
    assert [row["id"] for row in rows if row["status"] not in STATUSES or len(row["evidence"]) < 6] == []


def test_what_is_said_to_be_met_names_what_exists() -> None:
    assert list(untrue(claims())) == []


def test_everything_that_is_open_stands_on_the_page() -> None:
    said = set(re.findall(r"\b\d+\.\d+\.\d+\b", PAGE.read_text(encoding="utf-8")))
    assert [row["id"] for row in claims() if row["status"] == "open" and row["id"] not in said] == []


def test_the_figures_on_the_page_are_those_of_the_rows() -> None:
    told = _FIGURES.findall(PAGE.read_text(encoding="utf-8"))
    counted = figures(claims())
    sums = ("", *(str(sum(column)) for column in list(zip(*counted, strict=True))[1:]))
    assert told == [*(tuple(map(str, line)) for line in counted), sums]


def test_every_finding_has_a_test_that_exists() -> None:
    page = FINDINGS.read_text(encoding="utf-8")
    named = [(f"tests/{file}", name) for file, name in _TEST.findall(page)]
    assert [f"{file}::{name}" for file, name in named if name not in stories_of(file)] == []
    assert [int(number) for number in re.findall(r"^\| (\d+) \|", page, re.M)] == list(range(1, ATTACKS + 1))
    assert [
        line
        for line in page.splitlines()
        if re.match(r"\| (?!what|#|---|start-up)", line) and "::" not in line
    ] == []


def test_a_claim_without_ground_is_noticed() -> None:
    """Planted fault: a missing test, a name that is none, a missing file, nothing at all."""
    here = "tests/house/test_security_claims.py"
    good = f"{here}::test_a_claim_without_ground_is_noticed; docs/asvs.csv by reading: it is there"
    assert list(untrue([row(good)])) == []
    assert list(untrue([row(f"{here}::test_of_nothing")])) == [f"1.1.1: {here}::test_of_nothing"]
    assert list(untrue([row(f"{here}::Row")])) == [f"1.1.1: {here}::Row"]
    assert list(untrue([row("tests/none.py::test_x")])) == ["1.1.1: tests/none.py::test_x"]
    assert list(untrue([row("docs/none.md by reading: it is said")])) == ["1.1.1: docs/none.md"]
    assert list(untrue([row("we are careful")])) == ["1.1.1: no ground is named"]
    assert list(untrue([row("half, see tests/none.py", "open")])) == ["1.1.1: tests/none.py"]


@lru_cache(maxsize=1)
def claims() -> tuple[Row, ...]:
    with (ROOT / "docs" / "asvs.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def row(evidence: str, status: str = "met") -> Row:
    return {"id": "1.1.1", "level": "1", "status": status, "what": "", "evidence": evidence}


def untrue(rows: Iterable[Row]) -> Iterator[str]:
    """What is named and does not exist, and rows that are met by nothing."""
    for each in rows:
        evidence = each["evidence"]
        tests, read = _TEST.findall(evidence), _READING.findall(evidence)
        if each["status"] == "met" and not (tests or read):
            yield f"{each['id']}: no ground is named"
        missing = [f"{file}::{name}" for file, name in tests if name not in stories_of(file)]
        tested = {file for file, _ in tests}
        named = dict.fromkeys((*read, *_PATH.findall(evidence)))
        missing += [path for path in named if path not in tested and not (ROOT / path).exists()]
        yield from (f"{each['id']}: {name}" for name in missing)


@lru_cache(maxsize=256)
def stories_of(file: str) -> frozenset[str]:
    path = ROOT / file
    return (
        frozenset(re.findall(r"^def (test_\w+)\(", path.read_text(encoding="utf-8"), re.M))
        if path.exists()
        else frozenset()
    )


def of_each_chapter(rows: Iterable[Row]) -> tuple[int, ...]:
    counted = Counter(int(each["id"].partition(".")[0]) for each in rows)
    return tuple(counted[number] for number in range(1, len(CHAPTERS) + 1))


def figures(rows: Iterable[Row]) -> list[tuple[int, ...]]:
    """For each chapter: its number, and how many rows of levels 1 and 2 are met, not applicable, open."""
    low = [each for each in rows if each["level"] in "12"]
    columns = [of_each_chapter(each for each in low if each["status"] == status) for status in STATUSES]
    return list(zip(range(1, len(CHAPTERS) + 1), *columns, strict=True))
