"""The evaluation of an expression at its position among the answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction

from peoplesprocess.core.xlsform.expression_values import Value, bounded, number
from peoplesprocess.core.xlsform.expressions import (
    OPERATORS,
    ChoiceFilterColumn,
    Expression,
    FunctionCall,
    Literal,
    Node,
    QuestionReference,
)
from peoplesprocess.core.xlsform.functions import FUNCTIONS

Answers = Mapping[str, object]
"""Texts by the names of questions; under the name of a group its answers, under that of a repeat a list."""
Position = tuple[tuple[str, int], ...]
"""The repeats around a question, from the outside in, each with the index of the instance, from 0."""


@dataclass(frozen=True, slots=True)
class PathStep:
    """A group or a repeat on the path to a question."""

    name: str
    repeats: bool


@dataclass(frozen=True, slots=True)
class QuestionPath:
    """The path from the form to a question or a repeat."""

    steps: tuple[PathStep, ...]
    name: str
    repeats: bool = False
    """Whether it leads to a repeat itself."""


@dataclass(frozen=True, slots=True)
class ExpressionScope:
    """The scope of an expression: the answers, the instances of repeats around it, and the moment."""

    paths: Mapping[str, QuestionPath]
    answers: Answers
    now: datetime
    position: Position = ()
    here: str = ""
    """The answer to the question itself."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """The columns of a choice, in a filter of choices."""

    def answered(self, name: str, at: Position | None = None) -> tuple[str, ...]:
        """Return every answer to a question in reach.

        In each repeat that surrounds the expression it is that of the same instance, in other repeats those
        of all.
        """
        path = self.paths.get(name)
        if path is None:
            return ()
        places = dict(self.position if at is None else at)
        found = list(_below(self.answers, path.steps, places))
        if path.repeats:
            instances = [each.get(path.name) for each in found]
            return tuple("1" for each in instances if isinstance(each, list) for _ in each)
        return tuple(str(each.get(path.name, "") or "") for each in found)


def evaluate(expression: Expression, scope: ExpressionScope) -> Value:
    """Return the value of an expression."""
    return _value(expression.node, scope)


def _value(node: Node, scope: ExpressionScope) -> Value:
    match node:
        case Literal(value):
            return value
        case QuestionReference(""):
            return scope.here
        case QuestionReference(name):
            return scope.answered(name)
        case ChoiceFilterColumn(name):
            return scope.columns.get(name, "")
        case FunctionCall(name) if name in OPERATORS:
            return _chained(node, scope)
        case FunctionCall(name, arguments):
            return _called(name, arguments, scope)


def _chained(node: Node, scope: ExpressionScope) -> Value:
    """Return the value of chained operators, the leftmost first, in a loop: long chains need no stack."""
    chain: list[FunctionCall] = []
    while isinstance(node, FunctionCall) and node.name in OPERATORS:
        chain.append(node)
        node = node.arguments[0]
    value = _value(node, scope)
    for call in reversed(chain):
        value = bounded(FUNCTIONS[call.name].compute([value, _value(call.arguments[1], scope)]))
    return value


def _called(name: str, arguments: Sequence[Node], scope: ExpressionScope) -> Value:
    match name:
        case "today":
            return scope.now.date().isoformat()
        case "now":
            return scope.now.isoformat()
        case "position":
            return Fraction(scope.position[-1][1] + 1 if scope.position else 1)
        case "indexed-repeat":
            return _indexed(arguments, scope)
    return bounded(FUNCTIONS[name].compute([_value(each, scope) for each in arguments]))


def _indexed(arguments: Sequence[Node], scope: ExpressionScope) -> Value:
    question, repeat, place = arguments
    if not (isinstance(question, QuestionReference) and isinstance(repeat, QuestionReference)):
        return ""
    wanted = number(_value(place, scope))
    index = int(wanted) - 1 if 0 < wanted < 10**6 else -1
    return scope.answered(question.name, (*scope.position, (repeat.name, index)))


def _below(answers: object, steps: Sequence[PathStep], places: Mapping[str, int]) -> Iterator[Answers]:
    if not isinstance(answers, Mapping):
        return
    if not steps:
        yield answers
        return
    first, rest = steps[0], steps[1:]
    inner = answers.get(first.name)
    if not first.repeats:
        yield from _below(inner if inner is not None else {}, rest, places)
        return
    instances = inner if isinstance(inner, list) else []
    if first.name in places:
        place = places[first.name]
        instances = instances[place : place + 1] if place >= 0 else []
    for each in instances:
        yield from _below(each, rest, places)
