"""The rules of the house that a machine can check on the files themselves."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from flask import Flask

from peoplesprocess.app import UnguardedRoute, create_app, require_permissions
from peoplesprocess.config import Config

PACKAGE = Path(__file__).parents[2] / "peoplesprocess"
PYTHON = sorted(PACKAGE.rglob("*.py"))
TEMPLATES = sorted(PACKAGE.rglob("*.html"))
STYLES = sorted(PACKAGE.rglob("*.css"))
MOST_LINES, MOST_LINES_A_FUNCTION, LONGEST_LINE = 300, 40, 120


def test_no_file_is_too_long_to_be_read_at_once() -> None:
    long = {str(path.relative_to(PACKAGE)): length(path) for path in PYTHON if length(path) > MOST_LINES}
    assert long == {}


def test_no_function_is_too_long_to_be_read_aloud() -> None:
    long = [
        f"{path.relative_to(PACKAGE)}:{node.name}"
        for path in PYTHON
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > MOST_LINES_A_FUNCTION
    ]
    assert long == []


def test_every_public_function_of_the_core_says_what_it_returns() -> None:
    silent = [
        f"{path.name}:{node.name}"
        for path in (PACKAGE / "core").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert silent == []


def test_templates_trust_no_data_and_bring_no_script_or_inline_style() -> None:
    forbidden = re.compile(r"\|\s*safe\b|<script|\sstyle=|javascript:|\son\w+=")
    found = [
        f"{path.relative_to(PACKAGE)}: {match[0]}"
        for path in TEMPLATES
        for match in forbidden.finditer(path.read_text())
    ]
    assert found == []


def test_rooms_have_one_sentence_and_no_code_at_their_door() -> None:
    for door in PACKAGE.glob("*/__init__.py"):
        body = ast.parse(door.read_text()).body
        if door.parent.name == "models":
            continue
        assert len(body) == 1 and ast.get_docstring(ast.parse(door.read_text())), door


def test_the_application_refuses_a_route_without_a_permission(app: Flask) -> None:
    planted = Flask("planted")
    planted.add_url_rule("/open", "open", lambda: "")
    planted.view_functions.pop("static", None)
    with pytest.raises(UnguardedRoute, match="open"):
        require_permissions(planted)
    require_permissions(app)


def test_a_database_without_its_safe_settings_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from peoplesprocess.db import engine

    monkeypatch.setattr(engine, "_prepare", lambda connection, record: None)
    with pytest.raises(engine.UnsafeDatabase):
        create_app(Config(f"sqlite:///{tmp_path / 'unsafe.db'}", tmp_path, b"secret"))


def test_no_line_of_a_template_or_stylesheet_is_too_long_to_be_reviewed() -> None:
    long = [
        f"{path.relative_to(PACKAGE)}:{number}"
        for path in [*TEMPLATES, *STYLES]
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if len(line) > LONGEST_LINE
    ]
    assert long == []


def test_no_template_imports_what_it_does_not_use() -> None:
    unused = {
        str(path.relative_to(PACKAGE)): names
        for path in TEMPLATES
        if (names := unused_imports(path.read_text()))
    }
    assert unused == {}


def test_an_import_that_is_not_used_is_seen() -> None:
    source = '{% from "macros/parts.html" import go, wide as table with context %}{{ go("/") }}'
    assert unused_imports(source) == ["table"]


def unused_imports(source: str) -> list[str]:
    """Return the macros that a template imports and does not name again."""
    statements = r'{%-? from "[^"]+" import ([^%]*?)(?: with(?:out)? context)?\s*-?%}'
    imported = [name.split()[-1] for listed in re.findall(statements, source) for name in listed.split(",")]
    return [name for name in imported if len(re.findall(rf"\b{name}\b", source)) < 2]


def length(path: Path) -> int:
    return len(path.read_text().splitlines())
