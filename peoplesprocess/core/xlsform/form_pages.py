"""A form page by page: which questions share a page, and how answers are split into pages and joined."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import cast

from peoplesprocess.core.xlsform.evaluation import Answers, PathStep
from peoplesprocess.core.xlsform.expressions import Expression
from peoplesprocess.core.xlsform.form import ANSWERED, Node, Question, QuestionGroup, Words, XlsForm

MOST_ON_PAGE = 15
"""The most questions on a page, so that it loads quickly and little is lost with it."""

Kept = Mapping[str, str]
"""The answers on a page, by the keys of its questions."""
Place = tuple[int, int]
"""A page by its number, and the number of the repeat's instance, 0 if it does not repeat."""


@dataclass(frozen=True, slots=True)
class PlacedQuestion:
    """A question on a page: the path to its answer, and the conditions of all groups around it."""

    question: Question
    steps: tuple[PathStep, ...]
    conditions: tuple[Expression, ...]
    heading: Words = field(default_factory=dict)
    """The label of the group that begins with this question, inside a repeat."""

    @property
    def key(self) -> str:
        """The names on the path to it and its own, which are unique in the form."""
        return "/".join((*(step.name for step in self.steps), self.question.name))


@dataclass(frozen=True, slots=True)
class FormPage:
    """Questions that share a page; a page with a `repeat` is answered once for each instance."""

    number: int
    label: Words
    questions: tuple[PlacedQuestion, ...]
    repeat: QuestionGroup | None = None
    conditions: tuple[Expression, ...] = ()
    """The conditions of the repeat and all groups around it."""

    @property
    def steps(self) -> tuple[PathStep, ...]:
        """The path to a repeat, with the repeat as the last step."""
        own = self.questions[0].steps
        return own[: next((at for at, step in enumerate(own, 1) if step.repeats), len(own))]


def pages_of(form: XlsForm) -> tuple[FormPage, ...]:
    """Return the pages of a form that is filled in on pages: each group has its own, and each repeat."""
    found = _pages(form.children, (), (), {})
    return tuple(replace(page, number=number) for number, page in enumerate(found, start=1))


def is_asked(question: Question) -> bool:
    """Return whether pages ask the question: not if it is computed or only shown."""
    return question.kind in ANSWERED and question.calculation is None and not question.read_only


def joined_from_pages(pages: Iterable[FormPage], kept: Mapping[Place, Kept]) -> dict[str, object]:
    """Return answers stored page by page as the answers of the whole form."""
    answers: dict[str, object] = {}
    for page in pages:
        times = sorted(time for number, time in kept if number == page.number)
        for time in times:
            inside = _instance(answers, page.steps) if page.repeat else answers
            steps = len(page.steps) if page.repeat else 0
            for placed in page.questions:
                if answer := kept[page.number, time].get(placed.key, ""):
                    _group(inside, placed.steps[steps:])[placed.question.name] = answer
    return answers


def split_by_page(pages: Iterable[FormPage], answers: Answers) -> dict[Place, dict[str, str]]:
    """Return the answers of a whole form page by page, as they are stored while it is filled in."""
    kept: dict[Place, dict[str, str]] = {}
    for page in pages:
        steps = len(page.steps) if page.repeat else 0
        instances = _instances(answers, page.steps) if page.repeat else [answers]
        for time, inside in enumerate(instances, start=1 if page.repeat else 0):
            on_page = {
                placed.key: answer
                for placed in page.questions
                if (answer := answer_at(inside, placed.steps[steps:], placed.question.name))
            }
            if on_page or page.repeat:
                kept[page.number, time] = on_page
    return kept


def answer_at(answers: object, steps: Iterable[PathStep], name: str) -> str:
    """Return the answer to a question at the end of a path, "" if there is none."""
    for step in steps:
        answers = answers.get(step.name) if isinstance(answers, Mapping) else None
    found = answers.get(name) if isinstance(answers, Mapping) else None
    return found if isinstance(found, str) else ""


def _pages(
    children: tuple[Node, ...], steps: tuple[PathStep, ...], conditions: tuple[Expression, ...], label: Words
) -> Iterator[FormPage]:
    together: list[PlacedQuestion] = []
    for child in children:
        around = (*conditions, child.relevant) if child.relevant is not None else conditions
        if isinstance(child, Question):
            together.append(PlacedQuestion(child, steps, around))
            continue
        yield from _cut(together, label)
        together = []
        inside = (*steps, PathStep(child.name, child.repeats))
        if child.repeats:
            asked = tuple(filter(_is_seen, _flat(child.children, inside, around, {})))
            if asked:
                yield FormPage(0, child.label, asked, child, around)
        else:
            yield from _pages(child.children, inside, around, child.label or label)
    yield from _cut(together, label)


def _cut(together: Iterable[PlacedQuestion], label: Words) -> Iterator[FormPage]:
    """Yield pages of the questions that are shown; computed ones are on no page."""
    seen = [placed for placed in together if _is_seen(placed)]
    for first in range(0, len(seen), MOST_ON_PAGE):
        yield FormPage(0, label, tuple(seen[first : first + MOST_ON_PAGE]))


def _flat(
    children: tuple[Node, ...],
    steps: tuple[PathStep, ...],
    conditions: tuple[Expression, ...],
    heading: Words,
) -> Iterator[PlacedQuestion]:
    for child in children:
        around = (*conditions, child.relevant) if child.relevant is not None else conditions
        if isinstance(child, Question):
            yield PlacedQuestion(child, steps, around, heading)
        else:
            inside = (*steps, PathStep(child.name, child.repeats))
            yield from _flat(child.children, inside, around, child.label)
        heading = {}


def _is_seen(placed: PlacedQuestion) -> bool:
    question = placed.question
    return is_asked(question) or question.kind == "note" or (question.read_only and bool(question.label))


def _group(answers: dict[str, object], steps: Iterable[PathStep]) -> dict[str, object]:
    for step in steps:
        answers = cast("dict[str, object]", answers.setdefault(step.name, {}))
    return answers


def _instance(answers: dict[str, object], steps: tuple[PathStep, ...]) -> dict[str, object]:
    """Return a new instance of the repeat at the end of the path."""
    listed = cast("list[object]", _group(answers, steps[:-1]).setdefault(steps[-1].name, []))
    made: dict[str, object] = {}
    listed.append(made)
    return made


def _instances(answers: object, steps: tuple[PathStep, ...]) -> list[object]:
    for step in steps:
        answers = answers.get(step.name) if isinstance(answers, Mapping) else None
    return answers if isinstance(answers, list) else []
