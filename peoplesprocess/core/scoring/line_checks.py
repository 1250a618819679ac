"""Checks that everything named in a row of the sheet `scoring` exists and fits the row's kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from peoplesprocess.core.messages import N_
from peoplesprocess.core.scoring.questions import COUNTED, FormQuestions, repeats_of
from peoplesprocess.core.scoring.score_lines import FIGURES, ScoreCut, ScoringSheetLine
from peoplesprocess.core.xlsform.question_references import REFERENCE
from peoplesprocess.core.xlsform.sheet_rows import XlsFormRow

ByName = Mapping[str, ScoringSheetLine]
_NOTHING = N_("There is no question, group or row called “%(name)s”. Check its spelling.")
IN_WORDS = frozenset({"what"})
"""Placeholders in the labels of issues and requirements; ${what} is the instance or figure they are about."""


def check_line(line: ScoringSheetLine, row: XlsFormRow, questions: FormQuestions, lines: ByName) -> None:
    """Add everything that is wrong with the names in a line to the row's faults."""
    if not line.of:
        row.fault("of", N_("Write the names of the questions or rows that this is made of."))
    for column, names in (("of", line.of), ("by", line.by)):
        for name in names:
            _check_name(name, column, row, questions, lines)
    _check_place(line, row, questions)
    _check_where(line, row, questions)
    _check_words(line, row)
    check = _CHECKS.get(line.kind)
    if check is not None:
        check(line, row, questions, lines)


def _check_name(name: str, column: str, row: XlsFormRow, questions: FormQuestions, lines: ByName) -> None:
    if name in questions.doubtful:
        row.fault(
            column,
            N_("Several questions or groups are called “%(name)s”. Give them different names."),
            name=name,
        )
    elif name not in questions.by_name and name not in questions.inside and name not in lines:
        row.fault(column, _NOTHING, name=name)


def _check_place(line: ScoringSheetLine, row: XlsFormRow, questions: FormQuestions) -> None:
    paths = questions.form.paths
    if line.each and not (line.each in paths and paths[line.each].repeats):
        row.fault("each", N_("There is no repeat called “%(name)s”."), name=line.each)
    if not line.title:
        return
    if not line.each:
        row.fault("title", N_("Only a row with something under each has a title."))
    elif line.title not in questions.by_name or line.each not in questions.by_name[line.title].repeats:
        row.fault("title", N_("There is no question called “%(name)s” in that repeat."), name=line.title)


def _check_where(line: ScoringSheetLine, row: XlsFormRow, questions: FormQuestions) -> None:
    if line.where is None:
        return
    for name in line.of:
        if name not in questions.by_name and name not in questions.inside:
            row.fault(
                "where", N_("A condition chooses among answers, and “%(name)s” is not an answer."), name=name
            )
    for name in sorted(line.where.references - questions.form.paths.keys()):
        row.fault("where", N_("There is no question called “%(name)s”. Check its spelling."), name=name)
    for what in sorted(line.where.unsupported):
        row.fault("where", N_("“%(what)s” cannot be computed in scores. Write it in another way."), what=what)


def _check_words(line: ScoringSheetLine, row: XlsFormRow) -> None:
    known = IN_WORDS if line.kind in ("issue", "require") else frozenset()
    for words in line.label.values():
        for name in REFERENCE.findall(words):
            if name not in known:
                row.fault("label", N_("“%(name)s” cannot be filled in here."), name=name)


def _check_figure(line: ScoringSheetLine, row: XlsFormRow, questions: FormQuestions, lines: ByName) -> None:
    """Check that a figure is made of answers and other figures, not of ranks."""
    for name in (*line.of, *line.by):
        if name in lines and lines[name].kind not in FIGURES:
            row.fault("of", N_("“%(name)s” is not a figure of this sheet."), name=name)
        elif name in questions.inside and line.kind != "count" and not counted_in(name, questions):
            row.fault("of", N_("In “%(name)s” there is no question that gives a number."), name=name)


def _check_single(line: ScoringSheetLine, row: XlsFormRow, questions: FormQuestions, lines: ByName) -> None:
    """Check that each part of a product or weighted figure has a single answer."""
    _check_figure(line, row, questions, lines)
    around = set(repeats_of(questions.form.paths[line.each])) if line.each in questions.form.paths else set()
    named = (*line.of, *line.by, *(each for each in line.weights if isinstance(each, str)))
    for name in named:
        if name in questions.inside:
            row.fault("of", N_("“%(name)s” is a group. Name its questions one by one."), name=name)
        elif name in questions.by_name and set(questions.by_name[name].repeats) - around:
            row.fault(
                "of",
                N_("“%(name)s” is answered several times. Write its repeat under each, or add it up first."),
                name=name,
            )
        elif name in lines and lines[name].each and lines[name].each not in around:
            row.fault("of", N_("The row “%(name)s” has several values. Add them up first."), name=name)


def _check_quotient(line: ScoringSheetLine, row: XlsFormRow, questions: FormQuestions, lines: ByName) -> None:
    _check_figure(line, row, questions, lines)
    if not line.by:
        row.fault("by", N_("Write the names of what it is divided by."))


def _check_weighted(line: ScoringSheetLine, row: XlsFormRow, questions: FormQuestions, lines: ByName) -> None:
    _check_single(line, row, questions, lines)
    if len(line.weights) != len(line.of):
        row.fault(
            "weight",
            N_("There are not as many weights (%(weights)s) as names (%(names)s). Write one for each."),
            weights=len(line.weights),
            names=len(line.of),
        )
    for name in line.weights:
        if isinstance(name, str) and name not in questions.by_name:
            row.fault("weight", N_("There is no question called “%(name)s”. Check its spelling."), name=name)


def _check_share(line: ScoringSheetLine, row: XlsFormRow, questions: FormQuestions, lines: ByName) -> None:
    _check_figure(line, row, questions, lines)
    for name in line.of:
        if name in lines:
            row.fault("of", N_("A share is made of questions. “%(name)s” is a row."), name=name)
        for each in counted_in(name, questions):
            most = line.most or questions.by_name[each].most_points()
            if most is None or most <= 0:
                row.fault(
                    "most",
                    N_("Nothing says how many points “%(name)s” gives at most. Write it under most."),
                    name=each,
                )


def _check_answered(line: ScoringSheetLine, row: XlsFormRow, questions: FormQuestions, lines: ByName) -> None:
    for name in line.of:
        if name in lines:
            row.fault("of", N_("What is answered are questions. “%(name)s” is a row."), name=name)


def _check_order(line: ScoringSheetLine, row: XlsFormRow, questions: FormQuestions, lines: ByName) -> None:
    for name in line.of:
        if name not in lines or lines[name].kind not in FIGURES:
            row.fault("of", N_("“%(name)s” is not a figure of this sheet."), name=name)


def _check_issue(line: ScoringSheetLine, row: XlsFormRow, questions: FormQuestions, lines: ByName) -> None:
    _check_order(line, row, questions, lines)
    if isinstance(line.when, frozenset):
        for name in line.of:
            if name in lines and not lines[name].bands:
                row.fault("when", N_("The row “%(name)s” has no colours. Write its bands."), name=name)


def _check_require(line: ScoringSheetLine, row: XlsFormRow, questions: FormQuestions, lines: ByName) -> None:
    """Check that a requirement compares a figure, or asks a question for the first places of a rank."""
    kinds = {lines[name].kind for name in line.of if name in lines}
    is_figure = bool(kinds) and kinds <= FIGURES and isinstance(line.when, ScoreCut) and not line.by
    is_order = kinds == {"rank"} and line.when is None and len(line.by) == 1
    if not (is_figure or is_order):
        row.fault(
            "of",
            N_("Name a figure and write a comparison under when, or name a rank and a question under by."),
        )
    elif is_order and line.by[0] not in questions.by_name:
        row.fault("by", N_("There is no question called “%(name)s”. Check its spelling."), name=line.by[0])


def counted_in(name: str, questions: FormQuestions) -> tuple[str, ...]:
    """Return the questions that a name stands for when numbers or points are counted."""
    if name in questions.by_name:
        return (name,)
    inside = questions.inside.get(name, ())
    return tuple(each for each in inside if questions.by_name[each].question.kind in COUNTED)


_CHECKS: Mapping[str, Callable[[ScoringSheetLine, XlsFormRow, FormQuestions, ByName], None]] = {
    **dict.fromkeys(("sum", "mean", "least", "most", "count"), _check_figure),
    "product": _check_single,
    "quotient": _check_quotient,
    "weighted": _check_weighted,
    "share": _check_share,
    "answered": _check_answered,
    "rank": _check_order,
    "issue": _check_issue,
    "require": _check_require,
}
