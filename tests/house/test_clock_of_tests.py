"""A test asks for the time when it runs: asked while its file is loaded it is yesterday past midnight."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
CLOCKS = {"now", "today", "utcnow", "days_apart", "time", "time_ns"}
"""What tells the time, by its last name; `time(9)` names an hour."""


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
