"""Responses as sheets: a column for each question, HXL tags where a form has them, a sheet for a repeat."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

from peoplesprocess.assessments.response_queries import StandingResponse
from peoplesprocess.assessments.shown_answers import ReadForm
from peoplesprocess.core.messages import N_
from peoplesprocess.core.xlsform.evaluation import PathStep
from peoplesprocess.core.xlsform.form import Question, walk
from peoplesprocess.core.xlsform.judgement import answer_of, times_of
from peoplesprocess.core.xlsform.pages import FormPage, PlacedQuestion, answer_at, is_asked
from peoplesprocess.spreadsheets.cells import Cell, Sheet
from peoplesprocess.web.i18n import UNSEEN

_OWN = (
    N_("Number"),
    N_("About"),
    N_("Day"),
    N_("Version of the form"),
)
_PLAIN = re.compile(r"-?\d{1,15}(\.\d{1,10})?")
_OWN_TAGS = ("#meta+id", "#loc+name", "#date+reported", "#meta+form")


def sheets(read: ReadForm, title: str, rows: Sequence[StandingResponse]) -> list[Sheet]:
    """Return the responses as one sheet, and what repeats as a sheet for each repeat."""
    once = [(page, placed) for page in read.pages if page.repeat is None for placed in _asked(page)]
    said = read.translator._
    own = [said(heading) for heading in _OWN]
    computed = _computed(read)
    headings = [
        *own,
        *(read.label(placed) for _, placed in once),
        *(question.name for question, _ in computed),
    ]
    tags = [*_OWN_TAGS, *(placed.question.hxl for _, placed in once), *(each.hxl for each, _ in computed)]
    main = Sheet(title, headings, _tagged(tags, _main(read, once, computed, rows)))
    return [main, *(_repeated(read, page, rows) for page in read.pages if page.repeat is not None)]


def _main(
    read: ReadForm,
    once: Sequence[tuple[FormPage, PlacedQuestion]],
    computed: Sequence[tuple[Question, Sequence[PathStep]]],
    rows: Iterable[StandingResponse],
) -> Iterator[Sequence[Cell]]:
    for row in rows:
        yield [
            *(row.number, row.about, row.answered_on, row.form_version),
            *(_cell(read, placed, answer_of(page, placed, row.answers, 0)) for page, placed in once),
            *(_number(answer_at(row.answers, steps, each.name)) for each, steps in computed),
        ]


def _repeated(read: ReadForm, page: FormPage, rows: Iterable[StandingResponse]) -> Sheet:
    asked = list(_asked(page))
    label = read.form.said(page.label, read.translator.code) or asked[0].steps[-1].name
    headings = [read.translator._(_OWN[0]), *map(read.label, asked)]
    tags = [_OWN_TAGS[0], *(placed.question.hxl for placed in asked)]
    lines = (
        [row.number, *(_cell(read, placed, answer_of(page, placed, row.answers, at)) for placed in asked)]
        for row in rows
        for at in range(times_of(page, row.answers))
    )
    return Sheet(label, headings, _tagged(tags, lines))


def _tagged(tags: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[Sequence[Cell]]:
    """The rows, below one of tags if the form has any."""
    if any(tag not in ("", *_OWN_TAGS) for tag in tags):
        yield tags
    yield from rows


def _asked(page: FormPage) -> Iterator[PlacedQuestion]:
    return (placed for placed in page.questions if is_asked(placed.question))


def _computed(read: ReadForm) -> list[tuple[Question, Sequence[PathStep]]]:
    """What the form computes outside of repeats, each with the groups around it."""
    return [
        (node, steps)
        for node, steps in walk(read.form.children)
        if isinstance(node, Question) and node.calculation is not None
        if not any(step.repeats for step in steps)
    ]


def _cell(read: ReadForm, placed: PlacedQuestion, answer: str) -> Cell:
    question = placed.question
    if question.kind in ("integer", "decimal", "range"):
        return _number(answer)
    if question.kind == "date":
        try:
            return date.fromisoformat(answer)
        except ValueError:
            return answer
    return ", ".join(read.words(question, answer)).translate(UNSEEN)


def _number(answer: str) -> Cell:
    """An answer as the number that it is, else as it stands."""
    if not answer:
        return None
    if not _PLAIN.fullmatch(answer):
        return answer
    return Decimal(answer) if "." in answer else int(answer)
