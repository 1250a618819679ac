"""A test asks for the time when it runs: asked while its file is loaded it is yesterday past midnight.

And a day to come is counted from today: one that is written down is over some day, and the test fails.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.place_days import today

TESTS = Path(__file__).parents[1]
CLOCKS = {"now", "today", "utcnow", "days_apart", "time", "time_ns"}
"""What tells the time, by its last name; `time(9)` names an hour."""

GENERATION = timedelta(days=365 * 20)


def test_no_file_of_tests_asks_for_the_time_while_it_is_loaded() -> None:
    files = list(TESTS.rglob("*.py"))
    assert len(files) > 200
    found = [f"{path.name}:{line}" for path in files for line in asked_at_import(path.read_text())]
    assert found == [], "make a function of it, as in tests/place_days.py"


@pytest.mark.parametrize(
    "planted",
    [
        "TODAY = today()",
        "NOW = datetime.now(UTC)",
        "class A:\n    day = date.today()",
        "@parametrize('day', [today()])\ndef test(day): ...",
        "def test(day=today()): ...",
        "DAYS = [place_days.today(zone) for zone in ZONES]",
        "START = time.time()",
    ],
)
def test_every_way_to_ask_while_loading_is_seen(planted: str) -> None:
    assert len(list(asked_at_import(planted))) == 1


@pytest.mark.parametrize(
    "fine", ["def day():\n    return today()", "LATER = lambda: today()", "NINE = time(9)", "now = 3"]
)
def test_what_is_asked_while_a_test_runs_is_fine(fine: str) -> None:
    assert list(asked_at_import(fine)) == []


def test_no_test_writes_down_a_day_that_comes() -> None:
    rules = TESTS / "core"
    files = [path for path in TESTS.rglob("*.py") if rules not in path.parents]
    found = [f"{path.name}:{line}" for path in files for line in days_to_come(path.read_text(), today())]
    assert found == [], "count it from tests/place_days.today()"


@pytest.mark.parametrize(
    ("day", "many"),
    [("2026, 12, 1", 1), ("2026, 12, 1, 9, tzinfo=UTC", 1), ("2026, 11, 30", 0), ("2060, 1, 1", 0), ("y", 0)],
)
def test_a_day_that_comes_is_seen(day: str, many: int) -> None:
    planted = f"JUNE = datetime.{'date' if day.count(',') < 3 else 'datetime'}({day})"
    assert len(list(days_to_come(planted, date(2026, 11, 30)))) == many


def days_to_come(source: str, from_day: date) -> Iterator[int]:
    """The lines that write down a day after `from_day`, but for those of other generations.

    Rules are left out: who asks them says which day it is.
    """
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and _name(node.func) in ("date", "datetime"):
            numbers = [part.value for part in node.args[:3] if isinstance(part, ast.Constant)]
            whole = [number for number in numbers if isinstance(number, int)]
            if len(whole) == 3 and from_day < date(*whole) < from_day + GENERATION:
                yield node.lineno


def asked_at_import(source: str) -> Iterator[int]:
    """The lines that ask for the time and that Python runs when it loads a file."""
    for node in _run_at_import(ast.parse(source)):
        if isinstance(node, ast.Call) and _name(node.func) in CLOCKS:
            names_an_hour = _name(node.func) == "time" and (node.args or node.keywords)
            if not names_an_hour:
                yield node.lineno


def _run_at_import(node: ast.AST) -> Iterator[ast.AST]:
    yield node
    for part in _parts_run_at_import(node):
        yield from _run_at_import(part)


def _parts_run_at_import(node: ast.AST) -> Iterator[ast.AST]:
    """What Python runs of a node: of a function its decorators and defaults, and not its body."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        yield from (*node.decorator_list, *node.args.defaults)
        yield from (default for default in node.args.kw_defaults if default is not None)
    elif not isinstance(node, ast.Lambda):
        yield from ast.iter_child_nodes(node)


def _name(called: ast.expr) -> str:
    if isinstance(called, ast.Attribute):
        return called.attr
    return called.id if isinstance(called, ast.Name) else ""
