"""A test looks for no few characters of what is drawn by chance: they are met by chance too.

Four digits of a digest once stood in the address of the style sheet.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
FEWEST = 8
"""So many characters of a digest or a secret are met by chance in no page."""


def test_no_test_looks_for_a_short_piece_of_what_is_drawn_by_chance() -> None:
    files = list(TESTS.rglob("*.py"))
    assert len(files) > 200
    found = [f"{path.name}:{line}" for path in files for line in short_pieces(path.read_text())]
    assert found == [], f"look for {FEWEST} characters or more"


@pytest.mark.parametrize(
    ("planted", "many"),
    [
        ("assert head.digest[:4] not in html", 1),
        ("assert secret[4:8] in page.html", 1),
        ("assert page.html.count(head.digest[:4]) == 1", 1),
        ("assert head.digest[:16] not in html", 0),
        ("assert any(head.digest[at : at + 8] in html for at in range(9))", 0),
        ("assert html[:4] == head", 0),
        ("assert answer[9:10] in (b'4', b'5')", 0),
    ],
)
def test_a_short_piece_is_seen(planted: str, many: int) -> None:
    assert len(list(short_pieces(planted))) == many


def short_pieces(source: str) -> Iterator[int]:
    """Yield the lines that look for fewer than `FEWEST` characters cut out of a value."""
    for node in ast.walk(ast.parse(source)):
        sought: list[ast.expr] = []
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.In | ast.NotIn):
            # One of a few that are written down is no search.
            sought = [] if isinstance(node.comparators[0], ast.Tuple) else [node.left]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            sought = node.args if node.func.attr == "count" else []
        yield from (each.lineno for each in sought if _length(each) < FEWEST)


def _length(piece: ast.expr) -> int:
    """How many characters a slice between written numbers has; of anything else enough."""
    if not isinstance(piece, ast.Subscript) or not isinstance(piece.slice, ast.Slice):
        return FEWEST
    ends = [piece.slice.lower or ast.Constant(0), piece.slice.upper]
    numbers = [end.value for end in ends if isinstance(end, ast.Constant) and isinstance(end.value, int)]
    return numbers[1] - numbers[0] if len(numbers) == 2 else FEWEST
