"""Reading XLSX as text, part by part and within limits; errors name the cells that are not plain values."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from posixpath import join, normpath
from typing import NoReturn
from xml.parsers import expat

from peoplesprocess.core.messages import N_
from peoplesprocess.spreadsheets.received_sheets import (
    TEMPLATE,
    ReceivedSheet,
    SheetLimits,
    UnreadableSpreadsheet,
    column_letters,
)
from peoplesprocess.spreadsheets.xlsx_texts import CellTexts

_AT_ONCE = 65_536
_FIRST_DAY = datetime(1899, 12, 30)
"""Day 0 of spreadsheets; correct for days after February 1900."""
_DAY_AFTER = 2_900_000
_MOST_EMPTY = 50
"""How many times the allowed rows a sheet may have if the others are empty."""
_LAST_COLUMN = 16_383
"""The last column that any spreadsheet program has."""
_CELL = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_DAY_FORMAT = re.compile(r"[dmyhs]", re.IGNORECASE)
_QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
_DAYS = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
"""The built-in number formats for days and times."""
_NOT_READ = N_("This file cannot be read as a spreadsheet. Save it again as XLSX, or as CSV in UTF-8.")
_TOO_MUCH = N_("This file unpacks to far more than its rows can need. Copy its cells into the template.")
_BECAME_A_DATE = N_(
    "Cell %(cell)s of sheet %(sheet)s became a date. Format the column as text, and write it again."
)
_DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, EOFError, expat.ExpatError),
    # Missing parts of the package, and cells that are not the numbers they should be.
    *(KeyError, IndexError, ValueError),
    # zipfile's errors for an unknown compression method, and for a password.
    *(NotImplementedError, RuntimeError),
)
_OLE = b"\xd0\xcf\x11\xe0"
Attributes = Mapping[str, str]


def read_xlsx(data: bytes, limits: SheetLimits = TEMPLATE) -> list[ReceivedSheet]:
    """Return the sheets of an XLSX file. Errors: UnreadableSpreadsheet."""
    if data.startswith(_OLE):
        raise UnreadableSpreadsheet(
            N_("This file is an old XLS file, or has a password. Save it as XLSX without a password.")
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            return _XlsxPackage(file, limits, len(data)).sheets()
    except _DAMAGED:
        raise UnreadableSpreadsheet(_NOT_READ) from None


class _XlsxPackage:
    """The parts of a file, unpacked up to a common limit whatever sizes they declare."""

    def __init__(self, file: zipfile.ZipFile, limits: SheetLimits, size: int) -> None:
        names = file.namelist()
        if any(name.lower().endswith("vbaproject.bin") for name in names):
            raise UnreadableSpreadsheet(N_("This file has macros. Save it as XLSX, which has none."))
        if any("externallinks/" in name.lower() for name in names):
            raise UnreadableSpreadsheet(
                N_("This file takes values from other files. Copy its cells and paste them as values only.")
            )
        self._file, self.limits = file, limits
        self._left = limits.unpacked + limits.ratio * size
        # A cell has two or three elements; very many empty elements would only take time.
        self._elements = limits.rows * limits.columns * 3 // 2
        self._names = set(names)

    def sheets(self) -> list[ReceivedSheet]:
        """Return all sheets."""
        targets: dict[str, str] = {}
        named: list[tuple[str, str]] = []

        def relation(tag: str, values: Attributes) -> None:
            if tag == "Relationship":
                targets[values["Id"]] = normpath(join("xl", values["Target"])).replace("xl//", "").lstrip("/")

        def sheet(tag: str, values: Attributes) -> None:
            if tag == "sheet":
                named.append((values["name"], values["r:id"]))

        self.parse("xl/_rels/workbook.xml.rels", relation)
        self.parse("xl/workbook.xml", sheet)
        if len(named) > self.limits.sheets:
            raise UnreadableSpreadsheet(
                N_("This file has more than %(most)s sheets. Send only the sheets of the template."),
                most=self.limits.sheets,
            )
        texts, days = self._shared_texts(), self._day_styles()
        return [_XlsxSheetReader(self, name, texts, days).read(targets[key]) for name, key in named]

    def _shared_texts(self) -> list[str]:
        texts: list[str] = []
        reader = CellTexts()

        def ended(tag: str) -> None:
            reader.ended(tag)
            if len(texts) > self.limits.rows * self.limits.columns:
                raise UnreadableSpreadsheet(_TOO_MUCH)
            if tag == "si":
                texts.append(reader.taken())

        if "xl/sharedStrings.xml" in self._names:
            self.parse("xl/sharedStrings.xml", lambda tag, _: reader.begun(tag), ended, reader.characters)
        return texts

    def _day_styles(self) -> frozenset[int]:
        """Return the indexes of styles that show a number as a day or time."""
        own: set[str] = set()
        styles: list[str] = []
        inside = [False]

        def begun(tag: str, values: Attributes) -> None:
            if tag == "numFmt" and _DAY_FORMAT.search(_QUOTED.sub("", values["formatCode"])):
                own.add(values["numFmtId"])
            elif tag == "cellXfs":
                inside[0] = True
            elif tag == "xf" and inside[0]:
                styles.append(values.get("numFmtId", "0"))

        def ended(tag: str) -> None:
            if tag == "cellXfs":
                inside[0] = False

        if "xl/styles.xml" in self._names:
            self.parse("xl/styles.xml", begun, ended)
        return frozenset(
            number for number, format in enumerate(styles) if format in own or int(format) in _DAYS
        )

    def parse(
        self,
        name: str,
        begun: Callable[[str, Attributes], None],
        ended: Callable[[str], None] | None = None,
        characters: Callable[[str], None] | None = None,
    ) -> None:
        """Parse one part of the file. Errors: UnreadableSpreadsheet if all parts together are too large."""

        def element(tag: str, values: Attributes) -> None:
            self._elements -= 1
            if self._elements < 0:
                raise UnreadableSpreadsheet(_TOO_MUCH)
            begun(tag.rpartition(":")[2], values)

        parser = expat.ParserCreate()
        parser.StartElementHandler = element
        if ended is not None:
            parser.EndElementHandler = lambda tag: ended(tag.rpartition(":")[2])
        if characters is not None:
            parser.CharacterDataHandler = characters
        parser.StartDoctypeDeclHandler = _no_doctype
        with self._file.open(name) as part:
            while chunk := part.read(_AT_ONCE):
                self._left -= len(chunk)
                if self._left < 0:
                    raise UnreadableSpreadsheet(_TOO_MUCH)
                parser.Parse(chunk, False)
            parser.Parse(b"", True)


def _no_doctype(*told: object) -> None:
    raise ValueError("no spreadsheet declares a document type")


class _XlsxSheetReader:
    """A reader of the rows of one sheet."""

    def __init__(self, package: _XlsxPackage, name: str, texts: list[str], days: frozenset[int]) -> None:
        self._package, self._name, self._shared, self._days = package, name, texts, days
        self._limits = package.limits
        self._rows: list[tuple[int, tuple[str, ...]]] = []
        self._cells: dict[int, str] = {}
        self._row = self._column = self._met = 0
        self._kind = self._style = self._value = ""
        self._in_value = False
        self._texts = CellTexts()

    def read(self, part: str) -> ReceivedSheet:
        """Return the sheet."""
        self._package.parse(part, self._begun, self._ended, self._characters)
        return ReceivedSheet(self._name, tuple(self._rows))

    def _begun(self, tag: str, values: Attributes) -> None:
        self._texts.begun(tag)
        match tag:
            case "row":
                self._met += 1
                if self._met > self._limits.rows * _MOST_EMPTY:
                    raise UnreadableSpreadsheet(_TOO_MUCH)
                self._row = int(values.get("r", self._row + 1))
                self._cells, self._column = {}, -1
            case "c":
                place = _CELL.fullmatch(values.get("r", ""))
                self._column = _column(place[1]) if place else self._column + 1
                if self._column > _LAST_COLUMN:
                    raise UnreadableSpreadsheet(_TOO_MUCH)
                self._kind, self._style, self._value = values.get("t", "n"), values.get("s", "0"), ""
            case "v":
                self._in_value = True
            case "f" if not self._limits.as_shown:
                self._refuse(
                    N_("Cell %(cell)s of sheet %(sheet)s is a formula. Copy it and paste only its value.")
                )
            case "mergeCell" if not self._limits.as_shown:
                raise UnreadableSpreadsheet(
                    N_("Cells %(cells)s of sheet %(sheet)s are merged. Split them, and fill in each cell."),
                    cells=values.get("ref", ""),
                    sheet=self._name,
                )

    def _ended(self, tag: str) -> None:
        self._texts.ended(tag)
        match tag:
            case "v":
                self._in_value = False
            case "c":
                text = self._text()
                if text and 0 <= self._column < self._limits.columns:
                    self._cells[self._column] = text
            case "row" if self._cells:
                if len(self._rows) > self._limits.rows:
                    raise UnreadableSpreadsheet(
                        N_("This sheet has more than %(most)s rows. Send it in parts."),
                        most=self._limits.rows,
                    )
                cells = tuple(self._cells.get(column, "") for column in range(max(self._cells) + 1))
                self._rows.append((self._row, cells))

    def _characters(self, text: str) -> None:
        self._texts.characters(text)
        if self._in_value:
            self._value += text

    def _text(self) -> str:
        inline = self._texts.taken()
        match self._kind:
            case "inlineStr":
                return inline.strip()
            case "s":
                return self._shared[int(self._value)].strip() if self._value else ""
            case "str" | "b":
                return self._value.strip()
            case "e":
                self._refuse(N_("Cell %(cell)s of sheet %(sheet)s shows an error. Write what belongs there."))
            case "d":
                return self._day(self._value)
        if not self._value:
            return ""
        number = float(self._value)
        if int(self._style) in self._days:
            return self._day(number)
        return str(int(number)) if number.is_integer() else repr(number)

    def _day(self, value: float | str) -> str:
        """Return a day, with its time if it has one, in ISO 8601."""
        if isinstance(value, str):
            return value if self._limits.days_as_text else self._refuse(_BECAME_A_DATE)
        if self._limits.days_as_text and 0 <= value < _DAY_AFTER:
            return (_FIRST_DAY + timedelta(seconds=round(value * 86_400))).isoformat()
        return self._refuse(_BECAME_A_DATE)

    def _refuse(self, text: str) -> NoReturn:
        cell = f"{column_letters(self._column)}{self._row}"
        raise UnreadableSpreadsheet(text, cell=cell, sheet=self._name)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - 64
    return number - 1
