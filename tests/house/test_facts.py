"""A shared fact has one home: rooms ask `facts` which decision is in force or which contract is signed."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "peoplesprocess"
ROOMS = sorted(door.parent for door in PACKAGE.glob("*/routes.py"))
SHARED = {
    "Decision",
    "Election",
    "Merge",
    "PlanSubmission",
    "Result",
    "Seat",
    "Signature",
    "TrancheRefusal",
    "TrancheRelease",
    "TrancheRequest",
}
"""Rows that say what is so; rooms make them and read them nowhere but in facts."""
VERSIONED = {"Plan", "Visit"}
"""Rows of which one is the newest; which one it is, facts say."""
STILL_READ = {
    "board/events.py": {"TrancheRefusal", "TrancheRelease", "TrancheRequest"},
    "closure/queries.py": {"TrancheRelease"},
    "contracts/queries.py": {"Result", "Signature"},
    "exports/tranche_sheet.py": {"TrancheRelease"},
    "exports/queries.py": {"Merge", "Result"},
    "needs/need_detail.py": {"Merge"},
    "results/queries.py": {"Result"},
    "works/queries.py": {"TrancheRefusal", "TrancheRelease", "TrancheRequest"},
    "works/visit_queries.py": {"Visit"},
}
"""What modules of rooms still read: records listed one by one with their days, and sums. None decides what
is in force, signed, open or newest."""


def test_rooms_do_not_read_by_themselves_what_facts_say() -> None:
    found = {
        str(path.relative_to(PACKAGE)): names
        for room in ROOMS
        for path in sorted(room.rglob("*.py"))
        if (names := read_by(path.read_text()))
    }
    assert found == STILL_READ


def test_a_room_that_reads_by_itself_is_seen() -> None:
    """Planted faults: columns, whole rows, aliases, tables, and the newest by order or by maximum."""
    models = "from peoplesprocess.models import Decision, Plan, Result, Visit\n"
    assert read_by(models + "select(Decision.verdict)") == {"Decision"}
    assert read_by(models + "select(Decision)") == {"Decision"}
    assert read_by(models + "other = aliased(Result)\nselect(other.figures)") == {"Result"}
    assert read_by(models + "t = Decision.__table__\nselect(t.c.id)") == {"Decision"}
    assert read_by("from peoplesprocess import models\nmodels.Decision.id") == {"Decision"}
    assert read_by("from peoplesprocess.models.plans import Decision as D\nD.id") == {"Decision"}
    assert read_by(models + "query.order_by(Plan.number.desc())") == {"Plan"}
    assert read_by(models + "a, b = aliased(Visit), 1\nquery.order_by(a.number.desc())") == {"Visit"}
    assert read_by(models + "t = Plan.__table__.alias()\nquery.order_by(t.c.number.desc())") == {"Plan"}
    assert read_by(models + "select(func.max(Plan.number))") == {"Plan"}


def test_a_room_that_makes_rows_is_left_alone() -> None:
    models = "from peoplesprocess.models import Decision, Plan, TrancheRequest\n"
    assert read_by(models + "def act(x: Decision | None) -> Decision: return Decision(line=1)") == set()
    assert read_by(models + "strike_record(act, Decision, known.id, reason)") == set()
    assert read_by(models + "strike_record(act, Plan, Decision.id, reason)") == {"Decision"}
    assert read_by(models + "act.next_number(TrancheRequest.number, TrancheRequest.tranche_id, x)") == set()
    assert read_by(models + "select(Plan.number).order_by(Plan.number)") == set()


def read_by(source: str) -> set[str]:
    """The models that a module reads though facts say what it needs."""
    tree = ast.parse(source)
    known = _names(tree)
    harmless = {id(node) for part in _harmless(tree) for node in ast.walk(part)}
    read = {
        model
        for node in ast.walk(tree)
        if id(node) not in harmless and (model := _model(node, known)) in SHARED
    }
    newest = {model for node in ast.walk(tree) for model in _newest(node, known)}
    return {*read, *newest}


def _names(tree: ast.Module) -> dict[str, str]:
    """The model behind each name of a module: imported, an alias of one, or its table."""
    known: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("peoplesprocess.models"):
            known |= {each.asname or each.name: each.name for each in node.names}
    for target, value in _assigned(tree):
        # What is made of a model's columns is no name for the model.
        if isinstance(target, ast.Name) and _is_alias(value):
            models = {_model(part, known) for part in ast.walk(value)} & (SHARED | VERSIONED)
            known[target.id] = next(iter(models), "")
    return known


def _assigned(tree: ast.Module) -> Iterator[tuple[ast.expr, ast.expr]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.NamedExpr):
            yield node.target, node.value
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                    yield from zip(target.elts, node.value.elts, strict=False)
                else:
                    yield target, node.value


def _is_alias(value: ast.expr) -> bool:
    """Whether an expression is `aliased(Model)`, `Model.__table__`, its `.alias(...)` or its `.c`."""
    match value:
        case ast.Call(func=ast.Name(id="aliased")):
            return True
        case ast.Call(func=ast.Attribute(attr="alias", value=inner)) | ast.Attribute(attr="c", value=inner):
            return _is_alias(inner)
        case ast.Attribute(attr="__table__"):
            return True
    return False


def _model(node: ast.AST, known: dict[str, str]) -> str:
    match node:
        case ast.Name(id=name):
            return known.get(name, "")
        case ast.Attribute(value=ast.Name(id="models"), attr=name):
            return name
    return ""


def _harmless(tree: ast.Module) -> Iterator[ast.AST]:
    """Where a model may be named: to make or strike a row, in types, and to ask for the next number."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id="strike_record"), args=[_, table, *_]):
                yield table
            case ast.Call(func=ast.Attribute(attr="next_number") | ast.Name(id="next_number")):
                yield node
            case ast.Call(func=ast.Name() | ast.Attribute(value=ast.Name(id="models"))):
                yield node.func
            case ast.arg(annotation=ast.expr() as annotation) | ast.AnnAssign(annotation=annotation):
                yield annotation
            case ast.FunctionDef(returns=ast.expr() as returns):
                yield returns


def _newest(node: ast.AST, known: dict[str, str]) -> set[str]:
    """The models of which an expression takes the one with the highest number."""
    match node:
        case ast.Call(func=ast.Attribute(attr="desc", value=ast.Attribute(attr="number", value=owner))):
            columns = [owner]
        case ast.Call(func=ast.Attribute(attr="max"), args=[ast.Attribute(attr="number", value=owner)]):
            columns = [owner]
        case _:
            columns = []
    found = {_model(part, known) for column in columns for part in ast.walk(column)}
    return found & VERSIONED
