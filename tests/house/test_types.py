"""Types end nowhere: `Any` stands only where WTForms, JSON or SQLAlchemy force it, each with its reason."""

from __future__ import annotations

import ast
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "peoplesprocess"
MOST = 60
FORCED: dict[str, tuple[int, str]] = {
    "app.py": (1, "Werkzeug's options"),
    "db/engine.py": (2, "JSON, and the driver's own connection"),
    "db/typed_query.py": (7, "SQLAlchemy's tuples of selected columns"),
    "db/column_types.py": (3, "JSON, and SQLAlchemy's type decorators"),
    "db/writer_queue.py": (2, "what SQLite's connection may make its cursors by"),
    "models/base.py": (4, "SQLAlchemy's type map and JSON columns"),
    "web/fields.py": (19, "WTForms types no field's data, options or coerced value"),
    "web/file_field.py": (1, "WTForms types no list of what was sent"),
    "web/form_view.py": (1, "a template's values"),
    "web/form.py": (3, "WTForms' options; a row's values by name"),
    "web/quantity_and_money_fields.py": (2, "WTForms' options of a field"),
    "web/page_response.py": (1, "a template's values"),
    "web/qr_codes.py": (1, "segno has no types"),
    "web/request_state.py": (3, "flask.g has no type"),
    "web/styleguide.py": (1, "a template's values"),
    "web/templating.py": (4, "Jinja's options and Flask's url values"),
    "web/validators.py": (2, "WTForms' validators"),
}
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
