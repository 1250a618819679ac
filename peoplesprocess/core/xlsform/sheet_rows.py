"""The rows of an XLSForm's sheets, with the meaning of their headings, and all faults on the way."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from peoplesprocess.core.messages import N_, Message
from peoplesprocess.core.xlsform.expressions import BadExpression, Expression, Literal, parse
from peoplesprocess.core.xlsform.form import FormFault, Rows, Sheets, Words
from peoplesprocess.core.xlsform.headings import TRANSLATED, SheetHeading, heading

MOST_FAULTS = 40
"""The most faults reported of one file; authors correct the first of them first."""
_YES = frozenset({"yes", "true", "true()", "y"})
_CALL = re.compile(r"[a-z-]\(")
_NO = frozenset({"no", "false", "false()", "n", "0"})


@dataclass(slots=True)
class SheetFindings:
    """The findings of reading: what is wrong, and what pages leave out."""

    faults: list[FormFault] = field(default_factory=list)
    notices: list[FormFault] = field(default_factory=list)

    def fault(self, sheet: str, row: int, column: str, text: str, /, **values: object) -> None:
        """Record something that is wrong."""
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(FormFault(sheet, row, column, Message(text, values)))

    def notice(self, sheet: str, row: int, column: str, text: str, /, **values: object) -> None:
        """Record something that pages leave out."""
        self.notices.append(FormFault(sheet, row, column, Message(text, values)))

    def for_phones(self, sheet: str, row: int, column: str, text: str, /, **values: object) -> None:
        """Record something because of which only telephones can fill in the form."""
        self.notices.append(FormFault(sheet, row, column, Message(text, values), phones_only=True))


@dataclass(slots=True)
class XlsFormRow:
    """One row: its cells by the meaning of their headings."""

    sheet: str
    row: int
    found: SheetFindings
    cells: Mapping[SheetHeading, tuple[str, str]]
    """The heading as written, and the text of the cell."""
    expressions: list[tuple[str, Expression]] = field(default_factory=list)
    """The expressions that were read in the row, each with its heading."""

    def text(self, name: str) -> str:
        """Return the text under a heading, "" if there is none."""
        return self.cells.get(SheetHeading(name), ("", ""))[1]

    def written(self, name: str) -> str:
        """Return the heading as written in the sheet."""
        return self.cells.get(SheetHeading(name), (name, ""))[0]

    def words(self, name: str) -> Words:
        """Return the text under a heading in every language."""
        return {each.language: text for each, (_, text) in self.cells.items() if each.name == name and text}

    def expression(self, name: str, *, filters_choices: bool = False) -> Expression | None:
        """Return the expression under a heading, None if there is none or it cannot be read."""
        text = self.text(name)
        if not text:
            return None
        try:
            read = parse(text, filters_choices=filters_choices)
        except BadExpression as bad:
            self.fault(name, N_("%(expression)s – %(why)s"), expression=text[:80], why=bad.sentence)
            return None
        self.expressions.append((name, read))
        return read

    def condition(self, name: str) -> Expression | None:
        """Return a cell with yes, no or an expression as an expression, None for no."""
        text = self.text(name).strip().lower()
        if not text or text in _NO:
            return None
        return parse("true()") if text in _YES else self.expression(name)

    def fault(self, name: str, text: str, /, **values: object) -> None:
        """Record a fault of the row, under a heading or "" for none."""
        self.found.fault(self.sheet, self.row, self.written(name) if name else "", text, **values)

    def default(self) -> Expression | None:
        """Return the default of a question: an expression if it is one, else the text as it is."""
        text = self.text("default")
        if not text or "${" in text or _has_call(text):
            return self.expression("default")
        return Expression(Literal(text))

    def notice(self, name: str, text: str, /, **values: object) -> None:
        """Record something in the row that pages leave out."""
        self.found.notice(self.sheet, self.row, self.written(name) if name else "", text, **values)

    def for_phones(self, name: str, text: str, /, **values: object) -> None:
        """Record something in the row because of which only telephones can fill in the form."""
        self.found.for_phones(self.sheet, self.row, self.written(name) if name else "", text, **values)


def rows_of(sheets: Sheets, sheet: str, found: SheetFindings) -> Iterator[XlsFormRow]:
    """Yield the rows of a sheet that are not empty."""
    known: dict[str, SheetHeading] = {}
    for number, row in enumerate(sheets.get(sheet, []), start=2):
        cells = {}
        for written, text in row.items():
            if written not in known:
                known[written] = heading(sheet, written)
            if text.strip():
                cells[known[written]] = (written, text.strip())
        if cells:
            yield XlsFormRow(sheet, number, found, cells)


def _has_call(text: str) -> bool:
    """Return whether a line of the text calls a function, in time linear in its length."""
    for line in text.split("\n"):
        call = _CALL.search(line)
        if call is not None and line.rfind(")") > call.start():
            return True
    return False


def headings_of(rows: Rows) -> list[str]:
    """Return every heading of a sheet, in the order in which they first appear."""
    return list(dict.fromkeys(written for row in rows for written in row))


def check_headings(sheets: Sheets, sheet: str, needed: tuple[str, ...], found: SheetFindings) -> bool:
    """Record headings that are missing or mean the same; return whether the sheet can be read."""
    meant: dict[SheetHeading, str] = {}
    for written in headings_of(sheets.get(sheet, [])):
        means = heading(sheet, written)
        if means in meant and (means.name in TRANSLATED or means.name in needed or "::" not in written):
            found.fault(
                sheet,
                1,
                written,
                N_("This heading says the same as “%(other)s”. Keep one of them."),
                other=meant[means],
            )
        meant.setdefault(means, written)
    names = {means.name for means in meant}
    for name in needed:
        if name not in names:
            found.fault(
                sheet, 1, "", N_("The column “%(column)s” is missing. Add it to the first row."), column=name
            )
    return all(name in names for name in needed)
