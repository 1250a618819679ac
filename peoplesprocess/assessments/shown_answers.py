"""Answers as their reader sees them: section by section, each question with the words of its answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from peoplesprocess.assessments.answer_fields import YES
from peoplesprocess.core.messages import N_
from peoplesprocess.core.xlsform.answer_judgement import (
    answer_of,
    answer_words,
    filled_words,
    scope_at,
    times_of,
)
from peoplesprocess.core.xlsform.evaluation import Answers
from peoplesprocess.core.xlsform.form import Question, XlsForm, restored, walk
from peoplesprocess.core.xlsform.form_pages import FormPage, PlacedQuestion, is_asked, pages_of
from peoplesprocess.core.xlsform.reader import read_form
from peoplesprocess.web.i18n import Translator

_BLANKS = re.compile(r"[ \t\r\n]+")
"""Blanks that may break a line in a form's file, without the non-breaking one of French punctuation."""


class ShownAnswer(NamedTuple):
    """A question and the words of its answer, empty if unanswered."""

    label: str
    words: Sequence[str]


class ShownSection(NamedTuple):
    """A page of a form: its heading, and its answers, once for each instance of a repeat."""

    label: str
    repeats: bool
    times: Sequence[Sequence[ShownAnswer]]


class ComparedAnswer(NamedTuple):
    """A question, with the words of its answer in two responses."""

    label: str
    first: Sequence[str]
    second: Sequence[str]

    @property
    def is_same(self) -> bool:
        """Whether both answers are the same."""
        return list(self.first) == list(self.second)


class FormForReader(NamedTuple):
    """A form with its pages, in a reader's language at a moment."""

    form: XlsForm
    pages: tuple[FormPage, ...]
    translator: Translator
    now: datetime

    def sections(self, answers: Answers) -> list[ShownSection]:
        """Return the answered sections, without unanswered questions."""
        shown = [*(self._section(page, answers) for page in self.pages), self._of_telephones(answers)]
        return [each for each in shown if any(each.times)]

    def times(self, page: FormPage, answers: Answers) -> list[Sequence[ShownAnswer]]:
        """Return the answers on a page, once for each instance of a repeat."""
        asked = [placed for placed in page.questions if is_asked(placed.question)]
        return [list(self._answered(page, asked, answers, at)) for at in range(times_of(page, answers))]

    def side_by_side(self, other: FormForReader, first: Answers, second: Answers) -> list[ComparedAnswer]:
        """Return the answers of two responses to each question of this form, and the numbers of repeats.

        `other` is the form of the first response, perhaps in an earlier version.
        """
        found = []
        earlier = {placed.key: (page, placed) for page in other.pages for placed in page.questions}
        for page in self.pages:
            if page.repeat is not None:
                label = self.form.words_in(page.label, self.translator.code) or page.repeat.name
                then = next((each for each in other.pages if each.steps == page.steps), None)
                before = times_of(then, first) if then is not None and then.repeat is not None else 0
                counts = [self.translator.number(each) for each in (before, times_of(page, second))]
                found.append(ComparedAnswer(label, counts[:1], counts[1:]))
                continue
            for placed in page.questions:
                was = earlier.get(placed.key)
                old = other.words(was[1].question, answer_of(*was, first, 0)) if was else []
                new = self.words(placed.question, answer_of(page, placed, second, 0))
                if old or new:
                    found.append(ComparedAnswer(self.label(placed), old, new))
        return found

    @property
    def repeated_parts(self) -> list[tuple[FormPage, str]]:
        """The pages that are filled in several times, with their names."""
        code = self.translator.code
        repeated = [page for page in self.pages if page.repeat is not None]
        return [(page, self.form.words_in(page.label, code) or page.steps[-1].name) for page in repeated]

    def outline(self) -> list[tuple[str, list[str]]]:
        """Return the questions of the form, page by page."""
        return [
            (
                self.form.words_in(page.label, self.translator.code),
                [self.label(each) for each in page.questions],
            )
            for page in self.pages
        ]

    def label(self, placed: PlacedQuestion) -> str:
        """Return the label of a question outside of any response."""
        said = self.form.words_in(placed.question.label, self.translator.code) or placed.question.name
        return _BLANKS.sub(" ", said).strip()

    def words(self, question: Question, answer: str) -> list[str]:
        """Return the words of an answer in the reader's notation."""
        words = answer_words(self.form, question, answer, self.translator.code)
        return [self._written(question.kind, each) for each in words]

    def _of_telephones(self, answers: Answers) -> ShownSection:
        """Return the answers that only telephones ask for: photos by name, repeats within repeats."""
        on_pages = {
            placed.key
            for page in self.pages
            for placed in page.questions
            if sum(step.repeats for step in placed.steps) < 2
        }
        found = []
        for node, steps in walk(self.form.children):
            if not isinstance(node, Question) or node.calculation is not None:
                continue
            if node.kind in ("meta", "note") or "/".join((*(s.name for s in steps), node.name)) in on_pages:
                continue
            if texts := list(_texts(answers, [*(step.name for step in steps), node.name])):
                label = self.form.words_in(node.label, self.translator.code) or node.name
                found.append(ShownAnswer(label, [word for text in texts for word in self.words(node, text)]))
        return ShownSection(self.translator._(N_("From the telephone")), False, [found] if found else [])

    def _section(self, page: FormPage, answers: Answers) -> ShownSection:
        label = self.form.words_in(page.label, self.translator.code)
        return ShownSection(label, page.repeat is not None, list(filter(None, self.times(page, answers))))

    def _answered(
        self, page: FormPage, asked: Iterable[PlacedQuestion], answers: Answers, index: int
    ) -> Iterable[ShownAnswer]:
        scope = scope_at(self.form, page, answers, self.now, index)
        for placed in asked:
            if answer := answer_of(page, placed, answers, index):
                label = filled_words(self.form, placed.question.label, self.translator.code, scope)
                yield ShownAnswer(label or placed.question.name, self.words(placed.question, answer))

    def _written(self, kind: str, answer: str) -> str:
        """Return an answer that is neither a choice nor free text, in the reader's notation."""
        match kind:
            case "decimal" | "range":
                return answer.replace(".", self.translator.decimal_sign)
            case "date":
                return self._day(answer)
            case "datetime":
                return f"{self._day(answer[:10])} {answer[11:16]}"
            case "geopoint":
                return ", ".join(answer.split()[:2])
            case "acknowledge":
                return self.translator._(N_("Yes")) if answer == YES else answer
        return answer

    def _day(self, written: str) -> str:
        try:
            return self.translator.date(date.fromisoformat(written[:10]))
        except ValueError:
            return written


def _texts(answers: object, way: Sequence[str]) -> Iterator[str]:
    """Yield every answer at the end of a path of names, from all instances of repeats on it."""
    for each in answers if isinstance(answers, list) else [answers]:
        if way and isinstance(each, Mapping):
            yield from _texts(each.get(way[0]), way[1:])
        elif not way and isinstance(each, str) and each:
            yield each


def read_stored(sheets: dict[str, object], translator: Translator, now: datetime) -> FormForReader:
    """Return a stored form for a reader."""
    form = read_form(restored(sheets))
    return FormForReader(form, pages_of(form), translator, now)
