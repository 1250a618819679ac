"""Small faults, planted one by one in the counting core: which of them does no test notice?

`python -m bench.mutants equal_shares/solver.py --sample 40 --seed 1` tries faults in copies of this checkout;
in itself nothing is changed. A fault that is not noticed is a test that is missing, or makes no difference.
"""

from __future__ import annotations

import argparse
import ast
import importlib.util
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from queue import SimpleQueue
from typing import Any

PROJECT = Path(__file__).resolve().parent.parent
CORE = Path("peoplesprocess/core/prioritisation")
FIRST = (
    "equal_shares",
    "edges_of_counting",
    "quotas",
    "edges_of_files",
    "ballot_files",
    "public_ballots",
    "reasons",
    "methods",
    "stored_results",
    "prioritisation",
)
QUICK = [f"tests/core/test_{name}.py" for name in (*FIRST, "counting_laws")]
PAGES = [f"tests/priorities/test_{name}.py" for name in ("works", "terms", "protecting_groups")]
"""Tests that go through pages; they come last, as they are slowest."""
OPTIONS = ["-x", "-q", "-p", "mutants_plugin", "-p", "no:randomly", "-p", "no:cacheprovider"]
OPTIONS += ["--database", "sqlite", "-k", "not planted_fault"]
"""Faults that tests plant themselves try the tests, not the core."""
UNMUTATED = {"decorator_list", "annotation", "returns"}

PLUGIN = """
import resource
from hypothesis import Phase, settings
PHASES = [Phase.explicit, Phase.generate]
resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30))
settings.register_profile("mutants", derandomize=True, database=None, deadline=None, phases=PHASES)
settings.load_profile("mutants")
"""
"""The same examples for every fault, none made simpler; a fault that fills the memory ends by itself."""

OTHER_OPERATORS: dict[type[ast.AST], tuple[type[ast.AST], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div,),
    ast.Div: (ast.Mult,),
    ast.FloorDiv: (ast.Mult,),
    ast.And: (ast.Or,),
    ast.Or: (ast.And,),
}
OTHER_NAMES = {"min": "max", "max": "min"}


@dataclass(frozen=True, slots=True)
class Mutant:
    """A file of the core with one fault: its whole text, and the line before and after."""

    file: str
    line: int
    before: str
    after: str
    text: str


def mutants_of(file: str, text: str) -> list[Mutant]:
    """Return all faults that are tried in a file, each text once, from the first line down."""
    found: dict[str, Mutant] = {}
    for node, instead in _faults(ast.parse(text)):
        mutant = _planted(file, text, node, instead)
        found.setdefault(mutant.text, mutant)
    return sorted(found.values(), key=lambda mutant: mutant.line)


def _faults(node: ast.AST) -> Iterator[tuple[Any, str]]:
    """Each node that may be replaced, and by what."""
    for instead in _instead_of(node):
        yield node, instead
    if isinstance(node, (ast.If, ast.IfExp)):
        yield from product([node.test], ["True", "False"])
    if isinstance(node, ast.comprehension):
        yield from product(node.ifs, ["True"])
    for name, value in ast.iter_fields(node):
        if name not in UNMUTATED and not _only_words_or_guards(value):
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST) and not _only_words_or_guards(child):
                    yield from _faults(child)


def _only_words_or_guards(node: Any) -> bool:
    """Whether nothing in here can change what is counted: a sentence, or that `zip` makes sure of lengths."""
    if isinstance(node, ast.keyword):
        return node.arg == "strict" and isinstance(node.value, ast.Constant) and node.value.value is True
    return isinstance(node, ast.JoinedStr)


def _instead_of(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Compare(ops=operators):
            for place, operator in enumerate(operators):
                for other in OTHER_OPERATORS.get(type(operator), ()):
                    changed = deepcopy(node)
                    changed.ops[place] = other()  # type: ignore[call-overload]
                    yield f"({ast.unparse(changed)})"
        case ast.BinOp(op=operator) | ast.BoolOp(op=operator):
            yield from (f"({ast.unparse(each)})" for each in _with_other_operators(node, operator))
        case ast.AugAssign(op=operator):
            yield from (ast.unparse(each) for each in _with_other_operators(node, operator))
            yield "pass"
        case ast.UnaryOp(op=ast.Not() | ast.USub(), operand=operand):
            yield f"({ast.unparse(operand)})"
        case ast.Constant(value=bool(value)):
            yield str(not value)
        case ast.Constant(value=int(value)):
            yield str(value + 1)
        case ast.Name(id=name) if name in OTHER_NAMES:
            yield OTHER_NAMES[name]
        case ast.Expr(value=ast.Call()):
            yield "pass"
        case ast.Break():
            yield "continue"
        case ast.Continue():
            yield "break"


def _with_other_operators(node: Any, operator: ast.AST) -> Iterator[ast.AST]:
    for other in OTHER_OPERATORS.get(type(operator), ()):
        changed = deepcopy(node)
        changed.op = other()
        yield changed


def _planted(file: str, text: str, node: Any, instead: str) -> Mutant:
    """The text with what stands instead of a node; columns are told in bytes of UTF-8."""
    lines = text.split("\n")
    first, last = lines[node.lineno - 1].encode(), lines[node.end_lineno - 1].encode()
    line = first[: node.col_offset].decode() + instead + last[node.end_col_offset :].decode()
    before = " ".join(each.strip() for each in lines[node.lineno - 1 : node.end_lineno])
    changed = "\n".join([*lines[: node.lineno - 1], line, *lines[node.end_lineno :]])
    return Mutant(file, node.lineno, before, line.strip(), changed)


class Copy:
    """A copy of the checkout in which tests run, with the shared figures beside it."""

    def __init__(self, folder: Path) -> None:
        self._root = folder / PROJECT.name
        ignored = shutil.ignore_patterns(".*", "__pycache__", "node_modules")
        shutil.copytree(PROJECT, self._root, ignore=ignored)
        shared = PROJECT.parent / "shared"
        if shared.exists():
            (folder / "shared").symlink_to(shared)
        (folder / "mutants_plugin.py").write_text(PLUGIN)
        others = {str(path.relative_to(PROJECT)) for path in PROJECT.glob("tests/core/test_*.py")}
        self._command = [sys.executable, "-m", "pytest", *OPTIONS, *QUICK, *sorted(others - {*QUICK}), *PAGES]
        self._environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, (self._root, folder)))}

    def check(self, timeout: float) -> None:
        """Make sure that the tests pass without a fault, and that they are about this copy."""
        command = [sys.executable, "-c", "import peoplesprocess; print(peoplesprocess.__file__)"]
        where = subprocess.run(
            command, cwd=self._root, env=self._environment, capture_output=True, text=True, check=True
        )
        if Path(where.stdout.strip()) != self._root / "peoplesprocess" / "__init__.py":
            raise SystemExit(f"tests would not run in the copy, but in {where.stdout}")
        if self._tested(timeout) != "not noticed":
            raise SystemExit("the tests do not pass as they are, or not in time")

    def tried(self, mutant: Mutant, timeout: float) -> str:
        """Return "noticed", "not noticed", or "no end" where the tests took too long."""
        path = self._root / CORE / mutant.file
        original = path.read_text()
        try:
            self._write(path, mutant.text)
            return self._tested(timeout)
        finally:
            self._write(path, original)

    def _write(self, path: Path, text: str) -> None:
        path.write_text(text)
        # Python tells a compiled file to be old by the second and the size alone.
        Path(importlib.util.cache_from_source(str(path))).unlink(missing_ok=True)

    def _tested(self, timeout: float) -> str:
        quiet = subprocess.DEVNULL
        try:
            done = subprocess.run(
                self._command,
                cwd=self._root,
                env=self._environment,
                stdout=quiet,
                stderr=quiet,
                timeout=timeout,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return "no end"
        return "noticed" if done.returncode else "not noticed"


def sampled(mutants: list[Mutant], number: int | None, seed: int) -> list[Mutant]:
    """Return so many of a file's faults, or all of them, in their order."""
    if number is None or number >= len(mutants):
        return mutants
    places = random.Random(f"{seed} {mutants[0].file}").sample(range(len(mutants)), number)
    return [mutants[place] for place in sorted(places)]


def tried_all(mutants: list[Mutant], jobs: int, timeout: float) -> Iterator[tuple[Mutant, str]]:
    """Return what became of each fault, with so many copies at work."""
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(jobs) as pool:
        every = [Copy(Path(folder, str(place))) for place in range(jobs)]
        list(pool.map(lambda copy: copy.check(2 * timeout), every))
        copies: SimpleQueue[Copy] = SimpleQueue()
        for copy in every:
            copies.put(copy)

        def become(mutant: Mutant) -> str:
            copy = copies.get()
            try:
                return copy.tried(mutant, timeout)
            finally:
                copies.put(copy)

        yield from zip(mutants, pool.map(become, mutants), strict=True)


def main() -> None:
    """Plant the faults, say which were not noticed, and how many were."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("files", nargs="+", help=f"paths of files in {CORE}")
    words.add_argument("--sample", type=int, help="so many faults of each file; all without it")
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--jobs", type=int, default=2)
    words.add_argument("--timeout", type=float, default=60, help="seconds; who takes longer is noticed")
    words.add_argument("--list", action="store_true", help="only list the faults")
    chosen = words.parse_args()
    mutants: list[Mutant] = []
    for file in chosen.files:
        found = mutants_of(file, (PROJECT / CORE / file).read_text())
        mutants += sampled(found, chosen.sample, chosen.seed)
    if chosen.list:
        for mutant in mutants:
            print(f"{mutant.file}:{mutant.line}\n  - {mutant.before}\n  + {mutant.after}")
        return
    became: dict[str, Counter[str]] = {file: Counter() for file in chosen.files}
    for mutant, outcome in tried_all(mutants, chosen.jobs, chosen.timeout):
        became[mutant.file][outcome] += 1
        if outcome != "noticed":
            told = f"{outcome}: {mutant.file}:{mutant.line}\n  - {mutant.before}\n  + {mutant.after}"
            print(told, flush=True)
    for file, outcomes in [*became.items(), ("all", sum(became.values(), Counter()))]:
        tried, missed = outcomes.total(), outcomes["not noticed"]
        percent = 100 * (tried - missed) / (tried or 1)
        print(f"{file}: {tried} tried, {tried - missed} noticed, {missed} not noticed, {percent:.1f} %")


if __name__ == "__main__":
    main()
