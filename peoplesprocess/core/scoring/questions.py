"""The questions of a form as scoring sees them: their position, when they apply, what their answers count."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from peoplesprocess.core.xlsform.evaluation import PathStep, QuestionPath
from peoplesprocess.core.xlsform.expression_values import number
from peoplesprocess.core.xlsform.expressions import Expression
from peoplesprocess.core.xlsform.form import ANSWERED, Node, Question, QuestionChoice, QuestionGroup, XlsForm

COUNTED = frozenset({"integer", "decimal", "range", "select_one"})
"""Kinds of questions, answered by numbers or points, that count when a row names the group around them."""


@dataclass(frozen=True, slots=True)
class ConditionalQuestion:
    """A question, its path, and all conditions under which it is asked."""

    question: Question
    path: QuestionPath
    conditions: tuple[Expression, ...]
    choices: Mapping[str, QuestionChoice] = field(default_factory=dict)

    @property
    def repeats(self) -> tuple[str, ...]:
        """The repeats around it, from the outside in."""
        return repeats_of(self.path)

    def points(self, answer: str) -> Fraction | None:
        """Return what an answer counts: its number, or that of its choices; None if it has none.

        A choice counts the value under `score` in its row, or its name if that is a number. A choice with
        neither, such as "unknown", counts as unanswered.
        """
        if not self.choices:
            return _exact(answer)
        found = [_points(self.choices[name]) for name in answer.split() if name in self.choices]
        known = [each for each in found if each is not None]
        return sum(known, Fraction(0)) if known and len(known) == len(found) else None

    def most_points(self) -> Fraction | None:
        """Return the most that an answer can count, None if the form does not say."""
        if not self.choices:
            return _exact(self.question.most)
        known = [each for choice in self.choices.values() if (each := _points(choice)) is not None]
        if not known:
            return None
        positive = [each for each in known if each > 0]
        return sum(positive, Fraction(0)) if self.question.kind == "select_multiple" else max(known)


@dataclass(frozen=True, slots=True)
class FormQuestions:
    """The questions of a form by name, and the names of those in each group and repeat, at any depth."""

    form: XlsForm
    by_name: Mapping[str, ConditionalQuestion]
    inside: Mapping[str, tuple[str, ...]]
    doubtful: frozenset[str]
    """Names shared by more than one question or group."""


def asked_questions(form: XlsForm) -> FormQuestions:
    """Return the questions of a form as scoring sees them."""
    by_name: dict[str, ConditionalQuestion] = {}
    inside: dict[str, list[str]] = {}
    doubtful: set[str] = set()
    for node, steps, conditions in _walk(form.children, (), ()):
        if node.name in by_name or node.name in inside:
            doubtful.add(node.name)
        if isinstance(node, QuestionGroup):
            inside[node.name] = []
            continue
        choices = {choice.name: choice for choice in form.choices.get(node.list_name, ())}
        by_name[node.name] = ConditionalQuestion(node, QuestionPath(steps, node.name), conditions, choices)
        if node.kind in ANSWERED:
            for step in steps:
                inside[step.name].append(node.name)
    return FormQuestions(
        form, by_name, {name: tuple(names) for name, names in inside.items()}, frozenset(doubtful)
    )


def repeats_of(path: QuestionPath) -> tuple[str, ...]:
    """Return the repeats on the path to a question, from the outside in; a repeat's own name comes last."""
    around = tuple(step.name for step in path.steps if step.repeats)
    return (*around, path.name) if path.repeats else around


def _walk(
    children: tuple[Node, ...], steps: tuple[PathStep, ...], conditions: tuple[Expression, ...]
) -> Iterator[tuple[Node, tuple[PathStep, ...], tuple[Expression, ...]]]:
    for child in children:
        here = conditions if child.relevant is None else (*conditions, child.relevant)
        yield child, steps, here
        if isinstance(child, QuestionGroup):
            yield from _walk(child.children, (*steps, PathStep(child.name, child.repeats)), here)


def _points(choice: QuestionChoice) -> Fraction | None:
    return _exact(choice.columns.get("score", "") or choice.name)


def _exact(written: str) -> Fraction | None:
    found = number(written)
    return found if isinstance(found, Fraction) else None
