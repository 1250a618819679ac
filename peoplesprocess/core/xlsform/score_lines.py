"""The sheet `scoring`, which pages and reports compute by: docs/scoring.md says what its columns mean."""

from __future__ import annotations

import re
from collections.abc import Iterator

from peoplesprocess.core.messages import N_
from peoplesprocess.core.xlsform.cells import Cells, Found, check_headings, rows_of
from peoplesprocess.core.xlsform.expressions import Expression, parse
from peoplesprocess.core.xlsform.form import ScoreLine, Sheets, XlsForm

BECOMES = ("", "need", "action")
UNITS = ("", "percent")
_NAME = re.compile(r"[^\W\d][\w.-]*")
_BAND = re.compile(r"\s*([a-z]+)\s*(?:>=\s*([\d./]+))?\s*")
BANDS = ("red", "amber", "green")


def score_lines(sheets: Sheets, form: XlsForm, found: Found) -> tuple[ScoreLine, ...]:
    """Return the lines of the sheet, in order; a line may use those above it."""
    if not any(sheets.get("scoring", [])):
        return ()
    if not check_headings(sheets, "scoring", ("name", "formula"), found):
        return ()
    return tuple(_lines(sheets, form, found))


def _lines(sheets: Sheets, form: XlsForm, found: Found) -> Iterator[ScoreLine]:
    scores: set[str] = set()
    for row in rows_of(sheets, "scoring", found):
        name, formula = row.text("name"), row.expression("formula")
        if not _NAME.fullmatch(name):
            row.fault("name", N_("The name is missing. Write one without blanks, for example water_source."))
        if name in scores or name in form.paths:
            row.fault("name", N_("“%(name)s” is the name of something else. Name it otherwise."), name=name)
        if not row.text("formula"):
            row.fault("formula", N_("The formula is missing."))
        threshold = row.expression("threshold")
        _check(row, form, scores)
        scores.add(name)
        if formula is not None:
            yield _line(row, name, formula, threshold)


def _line(row: Cells, name: str, formula: Expression, threshold: Expression | None) -> ScoreLine:
    return ScoreLine(
        name,
        row.row,
        formula,
        row.words("label"),
        each=row.text("each"),
        title=row.text("title"),
        ranked=row.condition("rank") is not None,
        threshold=threshold,
        becomes=row.text("becomes"),
        sector=row.text("sector"),
        unit=row.text("unit"),
        refuse=row.words("refuse"),
        bands=_bands(row),
    )


def _bands(row: Cells) -> tuple[tuple[str, str], ...]:
    found = []
    for part in filter(None, row.text("bands").split(";")):
        match = _BAND.fullmatch(part)
        if match is None or match[1] not in BANDS:
            row.fault("bands", N_("Write it like this: green >= 2/3; amber >= 1/3; red"))
            return ()
        found.append((match[1], match[2] or "0"))
    return tuple(found)


def _check(row: Cells, form: XlsForm, scores: set[str]) -> None:
    for column, expression in row.expressions:
        for name in sorted(expression.references - scores - form.paths.keys()):
            row.fault(column, N_("There is no question called “%(name)s”. Check its spelling."), name=name)
        for what in sorted(expression.unsupported):
            row.fault(column, N_("“%(what)s” cannot be computed in scores. Write it otherwise."), what=what)
    for column in ("each", "title"):
        name = row.text(column)
        if name and (name not in form.paths or (column == "each" and not form.paths[name].repeats)):
            row.fault(column, N_("There is no repeat or question called “%(name)s”."), name=name)
    if row.text("becomes") not in BECOMES:
        row.fault("becomes", N_("Write need or action, or leave it empty."))
    if row.text("unit") not in UNITS:
        row.fault("unit", N_("Write percent, or leave it empty."))


ALWAYS = parse("true()")
