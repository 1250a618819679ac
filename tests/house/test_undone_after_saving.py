"""Where a form leads says whether its act can be undone: the list of such forms is whole."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterator
from types import FunctionType, ModuleType

import pytest
from flask import Flask

from peoplesprocess.undo.routes import MARKS
from peoplesprocess.undo.undoable_acts import UNDOABLE
from peoplesprocess.web.waiting_pages import MARKED_FORMS

pytestmark = pytest.mark.one_database

UNMARKED = "1"
"""What the address says of a form that has no mark of its own."""


def test_every_marked_form_whose_act_can_be_undone_offers_it(app: Flask) -> None:
    views = {endpoint: app.view_functions[endpoint] for endpoint in MARKED_FORMS}
    assert len(views) > 15
    undoable = {endpoint for endpoint, view in views.items() if acts_of(view) & set(UNDOABLE)}
    assert undoable == set(MARKS) - {UNMARKED}
    assert UNMARKED in MARKS, "most forms have no mark of their own"


def test_the_acts_of_a_form_are_found_through_what_it_calls(app: Flask) -> None:
    assert "spending.record" in acts_of(app.view_functions["works.lines.record"])
    assert "tranche.arrive" in acts_of(app.view_functions["works.bank.confirm_arrival"])
    assert not acts_of(app.view_functions["works.bank.confirm_arrival"]) & set(UNDOABLE)


@pytest.mark.parametrize("endpoint", ["works.listing", "programmes.home"])
def test_a_page_that_does_nothing_does_nothing_undoable(app: Flask, endpoint: str) -> None:
    assert not acts_of(app.view_functions[endpoint]) & set(UNDOABLE)


def acts_of(view: Callable[..., object]) -> set[str]:
    """The words in what a view calls, however far: those that its acts note are among them."""
    seen: set[FunctionType] = set()
    return set(_words(inspect.unwrap(view), seen))


def _words(function: object, seen: set[FunctionType]) -> Iterator[str]:
    if not isinstance(function, FunctionType) or function in seen:
        return
    if not function.__module__.startswith("peoplesprocess"):
        return
    seen.add(function)
    for node in ast.walk(ast.parse(textwrap.dedent(inspect.getsource(function)))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.Name):
            yield from _words(function.__globals__.get(node.id), seen)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            module = function.__globals__.get(node.value.id)
            if isinstance(module, ModuleType):
                yield from _words(getattr(module, node.attr, None), seen)
