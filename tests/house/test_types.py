"""Types end nowhere: `Any` stands only where WTForms, JSON or SQLAlchemy force it, each with its reason."""

from __future__ import annotations

import ast
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "peoplesprocess"
MOST = 60
FORCED: dict[str, tuple[int, str]] = {}
"""How often each file may say `Any`, and what forces it."""


def test_any_stands_only_where_something_forces_it() -> None:
    found = {str(path.relative_to(PACKAGE)): mentions(path.read_text()) for path in PACKAGE.rglob("*.py")}
    found = {path: count for path, count in found.items() if count}
    assert found == {path: count for path, (count, _) in FORCED.items()}
    assert sum(found.values()) <= MOST


def test_every_way_to_say_any_is_seen() -> None:
    """Planted fault: in annotations, in generics, in strings of `cast`, and as an attribute of typing."""
    assert mentions("x: Any\ndef f(a: dict[str, Any]) -> 'list[Any]': return cast(Any, a)") == 4
    assert mentions("import typing\ny: typing.Any") == 1
    assert mentions("from typing import Any") == 0


def mentions(source: str) -> int:
    count = 0
    for node in ast.walk(ast.parse(source)):
        if (
            (isinstance(node, ast.Name) and node.id == "Any")
            or (isinstance(node, ast.Attribute) and node.attr == "Any")
            or (isinstance(node, ast.Constant) and isinstance(node.value, str) and "Any]" in node.value)
        ):
            count += 1
    return count
