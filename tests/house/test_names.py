"""One word for each thing: a class name stands once, nothing is called by what it is not."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "peoplesprocess"
PYTHON = sorted(PACKAGE.rglob("*.py"))
DRAWERS = re.compile(r"^(utils?|helpers?|common|misc|manager|base_?classes)$")
GERUNDS = re.compile(r"ing$")
NOT_GERUNDS = {"ranking", "templating"}
"""A noun of voting theory, and Flask's own name for the module that sets Jinja up."""


def test_a_class_name_stands_once_in_the_house() -> None:
    found = defaultdict(list)
    for path in PYTHON:
        for name in classes(path.read_text()):
            found[name].append(str(path.relative_to(PACKAGE)))
    assert {name: places for name, places in found.items() if len(places) > 1} == {}


def test_two_classes_of_one_name_are_seen() -> None:
    """Planted fault: private classes and nested ones count too."""
    assert classes("class Line: ...\nclass _Line:\n    class Inner: ...") == ["Line", "_Line", "Inner"]


def test_no_module_is_a_drawer_or_a_gerund() -> None:
    modules = {path.stem for path in PYTHON} | {path.name for path in PACKAGE.iterdir() if path.is_dir()}
    assert {name for name in modules if DRAWERS.match(name)} == set()
    assert {name for name in modules if GERUNDS.search(name)} - NOT_GERUNDS == set()


def test_blueprints_and_pages_have_flasks_names() -> None:
    odd = [
        f"{path.relative_to(PACKAGE)}: {match[0]}"
        for path in PYTHON
        for match in re.finditer(r"^(?!bp\b)\w+ = Blueprint\(", path.read_text(), re.M)
    ]
    assert odd == []


def test_a_forms_input_is_a_cached_property() -> None:
    """`Form.validate` makes it once, so that what it refuses stands beside its field."""
    found = {str(path.relative_to(PACKAGE)): kinds for path in PYTHON if (kinds := inputs(path.read_text()))}
    assert sum(map(len, found.values())) > 40
    assert {path: kinds for path, kinds in found.items() if kinds != ["cached_property"] * len(kinds)} == {}


def test_an_input_that_is_a_plain_method_is_seen() -> None:
    """Planted fault."""
    assert inputs("class A(Form):\n    def input(self): ...") == [""]
    assert inputs("class A(Form):\n    @property\n    def input(self): ...") == ["property"]


def inputs(source: str) -> list[str]:
    """How each `input` of a class is decorated."""
    return [
        ", ".join(ast.unparse(each) for each in method.decorator_list)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ClassDef)
        for method in node.body
        if isinstance(method, ast.FunctionDef) and method.name == "input"
    ]


def classes(source: str) -> list[str]:
    return [node.name for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ClassDef)]
