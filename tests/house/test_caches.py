"""What a process remembers has an end: every cache that lives as long as the process has a size."""

from __future__ import annotations

import ast
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "peoplesprocess"


def test_every_cache_of_the_process_is_bounded() -> None:
    found = [
        f"{path.relative_to(PACKAGE)}:{line}"
        for path in PACKAGE.rglob("*.py")
        for line in unbounded(path.read_text())
    ]
    assert found == []


def test_a_cache_without_end_is_seen() -> None:
    """Planted fault: a dictionary that functions fill, functools.cache, a cache of any size."""
    assert unbounded("_known: dict[str, int] = {}\ndef f(x):\n    _known[x] = 1\n") == [3]
    assert unbounded("from functools import cache\n@cache\ndef f(x): ...") == [3]
    assert unbounded("@lru_cache(maxsize=None)\ndef f(x): ...") == [2]
    assert unbounded("@lru_cache(maxsize=9)\ndef f(x): ...\nTABLE = {1: 2}\n") == []


def unbounded(source: str) -> list[int]:
    tree = ast.parse(source)
    names = {
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        and isinstance(node.value, ast.Dict | ast.List | ast.Set)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    }
    return [line for function in functions(tree) for line in (*filled(function, names), *endless(function))]


def functions(tree: ast.Module) -> list[ast.FunctionDef]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]


def filled(function: ast.FunctionDef, names: set[str]) -> list[int]:
    return [
        node.lineno
        for node in ast.walk(function)
        if isinstance(node, ast.Subscript)
        and isinstance(node.ctx, ast.Store)
        and isinstance(node.value, ast.Name)
        and node.value.id in names
    ]


def endless(function: ast.FunctionDef) -> list[int]:
    said = [ast.unparse(decorator) for decorator in function.decorator_list]
    return [
        function.lineno for text in said if text in ("cache", "functools.cache") or "maxsize=None" in text
    ]
