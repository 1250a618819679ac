"""The sheet `scoring` read into lines, with all its faults; docs/scoring.md explains its columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter

from peoplesprocess.core.messages import N_
from peoplesprocess.core.scoring import scoring_rule_cells
from peoplesprocess.core.scoring.line_checks import check_line
from peoplesprocess.core.scoring.questions import asked_questions
from peoplesprocess.core.scoring.score_lines import ADDED, FIGURES, KINDS, ScoringSheetLine
from peoplesprocess.core.xlsform.form import Sheets, XlsForm
from peoplesprocess.core.xlsform.sheet_rows import SheetFindings, XlsFormRow, check_headings, rows_of

MOST_LINES = 300
_NAME = re.compile(r"[^\W\d][\w.-]*")
_OF_EVERY_KIND = frozenset({"name", "label", "hint", "kind", "of"})
_OF_FIGURES = frozenset({"each", "title", "where", "unit", "digits", "bands"})
_OF_KIND: Mapping[str, frozenset[str]] = {
    "product": frozenset({"by"}),
    "quotient": frozenset({"by"}),
    "share": frozenset({"most"}),
    "weighted": frozenset({"weight"}),
    "rank": frozenset({"order"}),
    "issue": frozenset({"order", "when", "becomes", "sector"}),
    "require": frozenset({"by", "when"}),
}
_COLUMNS = _OF_EVERY_KIND.union(_OF_FIGURES, *_OF_KIND.values())


def read_lines(sheets: Sheets, form: XlsForm, found: SheetFindings) -> tuple[ScoringSheetLine, ...]:
    """Return the rows of the sheet in order; what is wrong with them is added to `found`."""
    if not any(any(row.values()) for row in sheets.get("scoring", [])):
        return ()
    if not check_headings(sheets, "scoring", ("name", "kind", "of"), found):
        return ()
    return _ScoringSheetReader(form, found).lines(sheets)


def in_order(lines: tuple[ScoringSheetLine, ...]) -> tuple[ScoringSheetLine, ...]:
    """Return the lines so that each follows those that it depends on. Errors: graphlib.CycleError."""
    by_name = {line.name: line for line in lines}
    uses = {line.name: [name for name in (*line.of, *line.by) if name in by_name] for line in lines}
    return tuple(by_name[name] for name in TopologicalSorter(uses).static_order())


@dataclass(slots=True)
class _ScoringSheetReader:
    form: XlsForm
    found: SheetFindings
    rows: dict[str, XlsFormRow] = field(default_factory=dict)

    def lines(self, sheets: Sheets) -> tuple[ScoringSheetLine, ...]:
        """Return every line that could be read."""
        lines = tuple(self._read(sheets))
        questions, by_name = asked_questions(self.form), {line.name: line for line in lines}
        for line in lines:
            check_line(line, self.rows[line.name], questions, by_name)
        try:
            in_order(lines)
        except CycleError as error:
            names = error.args[1]
            self.rows[names[0]].fault(
                "of", N_("These rows are made of each other: %(names)s."), names=", ".join(names[:-1])
            )
        return lines

    def _read(self, sheets: Sheets) -> Iterator[ScoringSheetLine]:
        for row in rows_of(sheets, "scoring", self.found):
            if len(self.rows) >= MOST_LINES:
                row.fault("", N_("There are more than %(most)s rows. Take some out."), most=MOST_LINES)
                return
            name = row.text("name")
            if self._is_named(row, name) and _is_of_a_kind(row):
                self.rows[name] = row
                yield _line(row)

    def _is_named(self, row: XlsFormRow, name: str) -> bool:
        if not _NAME.fullmatch(name):
            row.fault("name", N_("The name is missing. Write one without blanks, for example water_source."))
            return False
        if name in self.rows or name in self.form.paths:
            row.fault("name", N_("“%(name)s” is the name of something else. Choose another name."), name=name)
            return False
        return True


def _is_of_a_kind(row: XlsFormRow) -> bool:
    kinds = tuple(sorted(KINDS))
    kind = scoring_rule_cells.one_of(row, "kind", kinds)
    if not kind:
        if not row.text("kind"):
            row.fault("kind", N_("The kind is missing. Write one of: %(words)s."), words=", ".join(kinds))
        return False
    if not row.words("label"):
        row.fault("label", N_("The label is missing. Write what people read."))
    used = (
        _OF_EVERY_KIND | _OF_KIND.get(kind, frozenset()) | (_OF_FIGURES if kind in FIGURES else frozenset())
    )
    for heading, (written, _) in row.cells.items():
        if heading.name in _COLUMNS and heading.name not in used:
            row.fault(
                written,
                N_("A row of the kind %(kind)s has nothing in this column. Empty the cell."),
                kind=kind,
            )
    return True


def _line(row: XlsFormRow) -> ScoringSheetLine:
    kind = row.text("kind").lower()
    return ScoringSheetLine(
        row.text("name"),
        row.row,
        kind,
        row.words("label"),
        row.words("hint"),
        of=tuple(row.text("of").split()),
        by=tuple(row.text("by").split()),
        each=row.text("each"),
        title=row.text("title"),
        where=row.expression("where"),
        weights=scoring_rule_cells.weights(row),
        most=scoring_rule_cells.most(row),
        is_percent=scoring_rule_cells.one_of(row, "unit", ("percent",)) == "percent",
        digits=scoring_rule_cells.digits(row, 0 if kind in ADDED else 1),
        bands=scoring_rule_cells.bands(row),
        lowest_first=scoring_rule_cells.one_of(row, "order", ("highest", "lowest"), "highest") == "lowest",
        when=scoring_rule_cells.when(row),
        becomes=scoring_rule_cells.one_of(row, "becomes", ("need", "action")),
        sector=row.text("sector"),
    )
