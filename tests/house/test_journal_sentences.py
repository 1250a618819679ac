"""Every act of the journal has a plain sentence: no name of an act in the code is without words."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import cache
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from peoplesprocess.core.act_categories import KINDS
from peoplesprocess.core.journal_sentences import OTHER_ACT, SENTENCES, JournalNames, sentence_of
from peoplesprocess.db.session import reading
from peoplesprocess.models import JournalEntry
from peoplesprocess.web.i18n import SHIPPED, translator

PACKAGE = Path(__file__).parents[2] / "peoplesprocess"
NAME = re.compile(r"[a-z_]+(\.[a-z_-]+)+")
WRITERS = {"note": 0, "note_in": 1, "append": 3, "write": 3}
"""What writes the journal, with the place of the act's name among its values."""
HANDED_ON = {"act.py", "db/journal.py"}
"""Where a name comes in as a value and is only handed on."""
LEAST = 80
"""As many kinds of acts as there are at least: a search that finds none would find no fault."""


def test_every_act_in_the_code_has_a_sentence() -> None:
    found = {
        name
        for path in sorted(PACKAGE.rglob("*.py"))
        if str(path.relative_to(PACKAGE)) not in HANDED_ON
        for name in acts_in(ast.parse(path.read_text()))
    }
    assert len(found) >= LEAST
    assert found - set(SENTENCES) == set()


def test_an_act_without_words_is_seen() -> None:
    """Planted faults: a name at its place, one of two, one in a variable, and one given to a helper."""
    assert set(acts_in(ast.parse('act.note("goat.sell", "goat 1")'))) == {"goat.sell"}
    assert set(acts_in(ast.parse('act.note_in(c, "a.b" if x else "a.c", "goat")'))) == {"a.b", "a.c"}
    assert set(acts_in(ast.parse('def f():\n what = "a.b" if x else "a.c"\n act.note(what, "g")'))) == {
        "a.b",
        "a.c",
    }
    helper = 'def _note(act, what, n):\n act.note(what, "g")\n\ndef f(act):\n _note(act, "goat.buy", 1)'
    assert set(acts_in(ast.parse(helper))) == {"goat.buy"}
    assert set(acts_in(ast.parse('ACT = "goat.eat"\nact.note(ACT, "g")'))) == {"goat.eat"}
    assert set(acts_in(ast.parse('from x import OPENED\nact.note(OPENED, "g")'))) == {"ballots.open"}
    assert set(acts_in(ast.parse('act.note(from_nowhere, "g")'))) == {"?from_nowhere"}


def test_an_act_has_one_kind() -> None:
    listed = [name for kind in KINDS.values() for name in kind.sentences]
    assert len(listed) == len(set(listed))


def test_every_entry_of_the_demonstration_is_told_in_every_language(
    demonstration: Callable[[], AbstractContextManager[Flask]],
) -> None:
    with demonstration() as app, reading(app.extensions["engine"]) as db:
        rows = db.execute(select(JournalEntry.act, JournalEntry.subject, JournalEntry.detail)).all()
    accounts = {row.subject.removeprefix("account "): "Bo" for row in rows}
    names = JournalNames({}, {}, accounts)
    assert len(rows) > 100
    for row in rows:
        sentence = sentence_of(row.act, row.subject, row.detail, names)
        assert sentence.text != OTHER_ACT, row.act
        assert "–" not in [str(value) for value in sentence.values.values()], (row.act, row.subject)
        assert all("%(" not in translator(code).say(sentence) for code in SHIPPED)


def acts_in(module: ast.Module) -> Iterator[str]:
    """The names of acts that a module writes: at their place, or in what is assigned or handed on to it."""
    for call in calls_in(module):
        writer = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        if writer in WRITERS:
            for given in values_at(call, WRITERS[writer], ("act", "what")):
                yield from names_in(given, module)


def calls_in(node: ast.AST) -> list[ast.Call]:
    return [found for found in ast.walk(node) if isinstance(found, ast.Call)]


def values_at(call: ast.Call, position: int, keywords: tuple[str, ...]) -> list[ast.expr]:
    named = [each.value for each in call.keywords if each.arg in keywords]
    return [*call.args[position : position + 1], *named]


def names_in(given: ast.expr, module: ast.Module) -> Iterator[str]:
    found = list(constants(given) if not isinstance(given, ast.Name) else assigned(given, module))
    if not found and isinstance(given, ast.Name):
        found = [
            constant for text in sources() for constant in re.findall(rf'^{given.id} = "(.+)"', text, re.M)
        ]
    yield from found or [f"?{ast.unparse(given)}"]


@cache
def sources() -> tuple[str, ...]:
    return tuple(path.read_text() for path in sorted(PACKAGE.rglob("*.py")))


def assigned(given: ast.Name, module: ast.Module) -> Iterator[str]:
    for node in ast.walk(module):
        match node:
            case ast.Assign(targets=[ast.Name(id=given.id)], value=value):
                yield from constants(value)
            case ast.FunctionDef() if (at := place_of(node, given.id)) is not None:
                for call in calls_in(module):
                    if isinstance(call.func, ast.Name) and call.func.id == node.name:
                        for handed in values_at(call, at, (given.id,)):
                            yield from constants(handed)


def place_of(function: ast.FunctionDef, name: str) -> int | None:
    return next((at for at, each in enumerate(function.args.args) if each.arg == name), None)


def constants(value: ast.expr) -> Iterator[str]:
    for node in ast.walk(value):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and NAME.fullmatch(node.value):
            yield node.value
