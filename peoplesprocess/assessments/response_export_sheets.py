"""Responses as sheets: a column for each question, HXL tags if the form has any, a sheet for each repeat."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from peoplesprocess.assessments.response_queries import ResponseForSheet
from peoplesprocess.assessments.shown_answers import FormForReader
from peoplesprocess.core.messages import N_
from peoplesprocess.core.scoring.response_scorer import score
from peoplesprocess.core.scoring.score_figures import ResponseScores
from peoplesprocess.core.xlsform.answer_judgement import answer_of, times_of
from peoplesprocess.core.xlsform.evaluation import PathStep
from peoplesprocess.core.xlsform.form import Node, Question, walk
from peoplesprocess.core.xlsform.form_pages import FormPage, PlacedQuestion, answer_at, is_asked
from peoplesprocess.spreadsheets.cells import Cell, Sheet
from peoplesprocess.web.i18n import UNSEEN

_PLAIN = re.compile(r"-?\d{1,15}(\.\d{1,10})?")
_NUMBER, _ABOUT, _DAY, _VERSION = N_("Number"), N_("About"), N_("Day"), N_("Version of the form")
_OWN_TAGS = frozenset({"", "#meta+id", "#loc+name", "#date+reported", "#meta+form"})
"""Tags that do not show whether the form itself has tags."""


class AnswerColumn(NamedTuple):
    """A column of a sheet: its heading and tag, and its cell for a response and an instance of a repeat."""

    heading: str
    tag: str
    cell: Callable[[ResponseForSheet, int], Cell]


def sheets(read: FormForReader, title: str, version: str, rows: Sequence[ResponseForSheet]) -> list[Sheet]:
    """Return one sheet of responses, and one sheet for each repeat.

    `read` is the form in use, in `version`. Questions of earlier versions only are in columns at the end.
    """
    own = [
        AnswerColumn(read.translator._(_NUMBER), "#meta+id", lambda row, at: row.number),
        AnswerColumn(read.translator._(_ABOUT), "#loc+name", lambda row, at: row.about),
        AnswerColumn(read.translator._(_DAY), "#date+reported", lambda row, at: row.answered_on),
        AnswerColumn(read.translator._(_VERSION), "#meta+form", lambda row, at: row.form_version),
    ]
    once = [page for page in read.pages if page.repeat is None]
    columns = [*own, *(column for page in once for column in _asked(read, page))]
    columns += _computed(read.form.children, ())
    columns += [*_scored(read, version), *_asked_before(read, rows)]
    lines = ([column.cell(row, 0) for column in columns] for row in rows)
    further = [_repeated(read, page, label, own[0], rows) for page, label in read.repeated_parts]
    return [_sheet(title, columns, lines), *further]


def _repeated(
    read: FormForReader, page: FormPage, name: str, number: AnswerColumn, rows: Iterable[ResponseForSheet]
) -> Sheet:
    columns = [number, *_asked(read, page)]
    if page.repeat is not None:
        columns += _computed(page.repeat.children, page.steps)
    lines = (
        [column.cell(row, at) for column in columns]
        for row in rows
        for at in range(times_of(page, row.answers))
    )
    return _sheet(name, columns, lines)


def _sheet(name: str, columns: Sequence[AnswerColumn], lines: Iterable[Sequence[Cell]]) -> Sheet:
    return Sheet(name, [column.heading for column in columns], _tagged(columns, lines))


def _tagged(columns: Sequence[AnswerColumn], lines: Iterable[Sequence[Cell]]) -> Iterator[Sequence[Cell]]:
    """Yield the lines, after one of tags if the form has any."""
    tags = [column.tag for column in columns]
    if not _OWN_TAGS.issuperset(tags):
        yield tags
    yield from lines


def _asked(read: FormForReader, page: FormPage) -> Iterator[AnswerColumn]:
    for placed in page.questions:
        if is_asked(placed.question):
            yield AnswerColumn(read.label(placed), placed.question.hxl, _answer(read, page, placed))


def _answer(
    read: FormForReader, page: FormPage, placed: PlacedQuestion
) -> Callable[[ResponseForSheet, int], Cell]:
    return lambda row, at: _cell(read, placed.question, answer_of(page, placed, row.answers, at))


def _computed(children: tuple[Node, ...], around: tuple[PathStep, ...]) -> Iterator[AnswerColumn]:
    """Yield a column for each value that the form computes at this level of repeats."""
    for node, steps in walk(children):
        is_computed = isinstance(node, Question) and node.calculation is not None
        if isinstance(node, Question) and is_computed and not any(step.repeats for step in steps):
            yield AnswerColumn(node.name, node.hxl, _value(around, steps, node.name))


def _value(
    around: tuple[PathStep, ...], steps: tuple[PathStep, ...], name: str
) -> Callable[[ResponseForSheet, int], Cell]:
    def cell(row: ResponseForSheet, at: int) -> Cell:
        """Return the computed value."""
        inside: object = row.answers
        for step in around:
            inside = inside.get(step.name) if isinstance(inside, Mapping) else None
        if around:
            inside = inside[at] if isinstance(inside, list) and at < len(inside) else None
        return _number(answer_at(inside, steps, name))

    return cell


def _scored(read: FormForReader, version: str) -> Iterator[AnswerColumn]:
    """Yield the figures of the whole response; those of earlier versions are only on the response's page."""
    scores = _ScoresOfRow(read, version)
    for line in read.form.scoring:
        if not line.each and line.kind not in ("rank", "issue", "require"):
            label = read.form.words_in(line.label, read.translator.code) or line.name
            yield AnswerColumn(label, "#indicator+num", _figure(scores, line.name))


class _ScoresOfRow:
    """The scores of the row that is being written, computed once for all of its columns."""

    def __init__(self, read: FormForReader, version: str) -> None:
        self._read, self._version = read, version
        self._number, self._scores = 0, ResponseScores()

    def of(self, row: ResponseForSheet) -> ResponseScores:
        """Return the scores of a response, empty if it was filled in with another version."""
        if row.form_version != self._version:
            return ResponseScores()
        if row.number != self._number:
            read = self._read
            self._number = row.number
            self._scores = score(read.form, row.answers, read.translator.code, read.now)
        return self._scores


def _figure(scores: _ScoresOfRow, name: str) -> Callable[[ResponseForSheet, int], Cell]:
    def cell(row: ResponseForSheet, at: int) -> Cell:
        """Return the figure, rounded as on pages."""
        found = scores.of(row).of(name)
        return found[0].value.rounded if found and found[0].value is not None else None

    return cell


def _asked_before(read: FormForReader, rows: Iterable[ResponseForSheet]) -> Iterator[AnswerColumn]:
    """Yield columns for answers without one, by path: of earlier versions, or asked only on telephones."""
    pages = {placed.key for page in read.pages for placed in page.questions}
    told = {
        "/".join((*(step.name for step in steps), node.name))
        for node, steps in walk(read.form.children)
        # Metadata that a telephone adds is not an answer.
        if isinstance(node, Question) and (node.calculation is not None or node.kind == "meta")
    }
    before = sorted({key for row in rows for key in _leaves(row.answers, "")} - pages - told)
    for key in before:
        yield AnswerColumn(key, "", _former(key))


def _former(key: str) -> Callable[[ResponseForSheet, int], Cell]:
    return lambda row, at: dict(_leaves(row.answers, "")).get(key)


def _leaves(answers: Mapping[str, object], way: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in answers.items():
        if isinstance(value, Mapping):
            found |= _leaves(value, f"{way}{name}/")
        elif isinstance(value, str):
            found[way + name] = value
    return found


def _cell(read: FormForReader, question: Question, answer: str) -> Cell:
    if question.kind in ("integer", "decimal", "range"):
        return _number(answer)
    if question.kind == "date":
        try:
            return date.fromisoformat(answer)
        except ValueError:
            return answer
    return ", ".join(read.words(question, answer)).translate(UNSEEN)


def _number(answer: str) -> Cell:
    """Return an answer as a number if it is one, else as text."""
    if not answer:
        return None
    if not _PLAIN.fullmatch(answer):
        return answer
    return Decimal(answer) if "." in answer else int(answer)
