"""A row that is locked is read anew: what the session held before the lock may be old by then."""

from __future__ import annotations

import ast
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "peoplesprocess"


def test_whoever_locks_a_row_reads_it_anew() -> None:
    found = [
        f"{path.relative_to(PACKAGE)}:{line}"
        for path in sorted(PACKAGE.rglob("*.py"))
        for line in stale_locks(path.read_text())
    ]
    assert found == []


def test_a_lock_that_keeps_the_old_row_is_seen() -> None:
    """Planted faults: both ways to lock a row of a model, without reading it anew."""
    assert stale_locks("db.get_one(Row, 1, with_for_update=True)") == [1]
    assert stale_locks("db.get(Row, 1, with_for_update={'nowait': True}, populate_existing=False)") == [1]
    assert stale_locks("x = db.scalar(\n  select(Row).where(Row.id == 1).with_for_update()\n)") == [2]
    assert stale_locks("db.refresh(row, with_for_update=True)") == []
    assert stale_locks("db.get_one(Row, 1, with_for_update=True, populate_existing=True)") == []
    assert stale_locks("select(Row).with_for_update().execution_options(populate_existing=True)") == []
    assert stale_locks("select(_head.c.sequence).where(_head.c.id == 1).with_for_update()") == []


def stale_locks(source: str) -> list[int]:
    """The lines that lock a row of a model and would be handed the one that the session holds already."""
    tree = ast.parse(source)
    fresh = {
        id(node)
        for option in ast.walk(tree)
        if isinstance(option, ast.Call) and is_called(option, "execution_options") and renews(option)
        for node in ast.walk(option.func)
    }
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [call.lineno for call in calls if locks(call) and not renews(call) and id(call) not in fresh]


def locks(call: ast.Call) -> bool:
    if is_called(call, "get") or is_called(call, "get_one"):
        return any(word.arg == "with_for_update" for word in call.keywords)
    # Columns of a table are no rows of a model: nothing of them is held.
    return is_called(call, "with_for_update") and ".c." not in ast.unparse(call.func)


def renews(call: ast.Call) -> bool:
    return any(
        word.arg == "populate_existing" and ast.unparse(word.value) == "True" for word in call.keywords
    )


def is_called(call: ast.Call, name: str) -> bool:
    return isinstance(call.func, ast.Attribute) and call.func.attr == name
