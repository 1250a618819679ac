"""Writing sheets as an XLSX file: typed cells, no formulas, frozen headings, right to left if needed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from typing import IO, TYPE_CHECKING

from peoplesprocess.spreadsheets.cells import LONGEST_TEXT, Cell, CellChoicesRange, PercentCell, Sheet
from peoplesprocess.spreadsheets.received_sheets import column_letters

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

_LONGEST_NAME = 31
_LAST_LISTED = 2_000
"""The last row in which a column suggests its words."""
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']")
_WIDTH = 16
"""A width in characters, about that of a sum of money."""


def write_xlsx(sheets: Iterable[Sheet], file: IO[bytes], made_at: datetime, *, right_to_left: bool) -> None:
    """Write the sheets one after the other, with one row of each in memory at a time."""
    # The library takes five megabytes, and most workers never write a spreadsheet.
    from xlsxwriter import Workbook

    book = Workbook(file, {"constant_memory": True})
    book.set_properties({"created": made_at.replace(tzinfo=None)})
    formats = _CellFormats(book)
    names: set[str] = set()
    for sheet in sheets:
        page = book.add_worksheet(_free_name(sheet.name, names))
        if right_to_left:
            page.right_to_left()
        page.freeze_panes(1, 0)
        page.set_column(0, len(sheet.headings) - 1, _WIDTH)
        for column, heading in enumerate(sheet.headings):
            page.write_string(0, column, heading, formats.heading)
        for number, row in enumerate(sheet.rows, start=1):
            for column, cell in enumerate(row):
                _write(page, number, column, cell, formats)
        for column, words in sheet.lists.items():
            page.data_validation(1, column, _LAST_LISTED, column, _choice(words))
    book.close()


def _choice(words: CellChoicesRange) -> dict[str, object]:
    """Return a validation that suggests words but accepts others, which may be in another language."""
    letters, last = column_letters(words.column), words.count + 1
    source = f"='{words.sheet}'!${letters}$2:${letters}${last}"
    return {"validate": "list", "source": source, "error_type": "information", "show_error": False}


def xlsform_workbook(sheets: Mapping[str, Sequence[Mapping[str, object]]]) -> bytes:
    """Return the sheets of an XLSForm, each a list of rows by heading, as a workbook."""
    from xlsxwriter import Workbook

    file = BytesIO()
    book = Workbook(file, {"constant_memory": True})
    for name, rows in sheets.items():
        page = book.add_worksheet(name)
        headings = list(dict.fromkeys(heading for row in rows for heading in row))
        for column, heading in enumerate(headings):
            page.write_string(0, column, heading)
        for number, row in enumerate(rows, start=1):
            for column, heading in enumerate(headings):
                if row.get(heading) not in (None, ""):
                    page.write_string(number, column, str(row[heading])[:LONGEST_TEXT])
    book.close()
    return file.getvalue()


class _CellFormats:
    """The formats of cells; those of numbers by their decimal places."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self.heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self.day = book.add_format({"num_format": "yyyy-mm-dd"})
        self.percent = book.add_format({"num_format": "0.0%"})
        self._numbers: dict[int, Format] = {}

    def number(self, digits: int) -> Format:
        """Return the format of numbers with `digits` decimal places."""
        if digits not in self._numbers:
            shown = f"#,##0.{'0' * digits}" if digits else "#,##0"
            self._numbers[digits] = self._book.add_format({"num_format": shown})
        return self._numbers[digits]


def _write(page: Worksheet, row: int, column: int, cell: Cell, formats: _CellFormats) -> None:
    match cell:
        case str():
            # Not `write`, which would look for formulas, numbers and addresses in people's words.
            page.write_string(row, column, cell[:LONGEST_TEXT])
        case None:
            pass
        case Decimal():
            page.write_number(row, column, float(cell), formats.number(_digits(cell)))
        case PercentCell():
            page.write_number(row, column, cell.hundredths / 10_000, formats.percent)
        case date():
            page.write_datetime(row, column, datetime.combine(cell, time()), formats.day)
        case _:
            page.write_number(row, column, cell)


def _digits(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def _free_name(name: str, taken: set[str]) -> str:
    """Return a name that spreadsheets allow: short, without some characters, and not `taken`."""
    short = _NOT_IN_NAMES.sub(" ", name)[:_LONGEST_NAME].strip() or "1"
    number = 1
    while short.casefold() in taken:
        number += 1
        short = f"{short[: _LONGEST_NAME - 4]} {number}"
    taken.add(short.casefold())
    return short
