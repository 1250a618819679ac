"""XLSX as texts, read part by part with limits of size; what is no plain value is named with its cell."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from posixpath import join, normpath
from xml.parsers import expat

from peoplesprocess.core.messages import N_
from peoplesprocess.spreadsheets.received import (
    USUAL,
    Bounds,
    ReceivedSheet,
    UnreadableSpreadsheet,
    column_letters,
)

MOST_UNPACKED = 30_000_000
"""So many bytes are unpacked of one file: far more than its rows need."""
_AT_ONCE = 65_536
_CELL = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_DAY_FORMAT = re.compile(r"[dmyhs]", re.IGNORECASE)
_QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
_DAYS = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
"""The numbers of formats for days and times that every program knows."""
_NOT_READ = N_("This file cannot be read as a spreadsheet. Save it again as XLSX, or as CSV in UTF-8.")
_DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, EOFError, expat.ExpatError),
    # Of the package's parts and cells: a part is missing, a number is none.
    *(KeyError, IndexError, ValueError),
    # What zipfile raises for a way of packing that it does not know, and for a password.
    *(NotImplementedError, RuntimeError),
)
_LAST_DAY = 2_958_465
"""The last day of the year 9999, as sheets count days."""
_OLE = b"\xd0\xcf\x11\xe0"
Attributes = Mapping[str, str]


def read_xlsx(data: bytes, bounds: Bounds = USUAL) -> list[ReceivedSheet]:
    """Return the sheets of an XLSX file. Errors: UnreadableSpreadsheet."""
    if data.startswith(_OLE):
        raise UnreadableSpreadsheet(
            N_("This file is an old XLS file, or has a password. Save it as XLSX without a password.")
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            return _Package(file, bounds).sheets()
    except _DAMAGED:
        raise UnreadableSpreadsheet(_NOT_READ) from None


class _Package:
    """The parts of a file. All together are unpacked up to a limit, whatever they say of their size."""

    def __init__(self, file: zipfile.ZipFile, bounds: Bounds) -> None:
        names = file.namelist()
        if any(name.lower().endswith("vbaproject.bin") for name in names):
            raise UnreadableSpreadsheet(N_("This file has macros. Save it as XLSX, which has none."))
        self.bounds = bounds
        if any("externallinks/" in name.lower() for name in names):
            raise UnreadableSpreadsheet(
                N_("This file draws on other files. Copy its cells and paste them as values only.")
            )
        self._file, self._left = file, MOST_UNPACKED
        self._names = set(names)

    def sheets(self) -> list[ReceivedSheet]:
        """Return every sheet."""
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
        if len(named) > self.bounds.sheets:
            raise UnreadableSpreadsheet(
                N_("This file has more than %(most)s sheets. Send the sheets of the template alone."),
                most=self.bounds.sheets,
            )
        texts, days = self._shared_texts(), self._day_styles()
        return [_SheetReader(self, name, texts, days).read(targets[key]) for name, key in named]

    def _shared_texts(self) -> list[str]:
        texts: list[str] = []
        reader = _Texts()

        def ended(tag: str) -> None:
            reader.ended(tag)
            if tag == "si":
                texts.append(reader.taken())

        if "xl/sharedStrings.xml" in self._names:
            self.parse("xl/sharedStrings.xml", lambda tag, _: reader.begun(tag), ended, reader.characters)
        return texts

    def _day_styles(self) -> frozenset[int]:
        """The numbers of styles that show a number as a day."""
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
        """Read one part of the file. Errors: UnreadableSpreadsheet if all together are too large."""
        parser = expat.ParserCreate()
        parser.StartElementHandler = lambda tag, values: begun(tag.rpartition(":")[2], values)
        if ended is not None:
            parser.EndElementHandler = lambda tag: ended(tag.rpartition(":")[2])
        if characters is not None:
            parser.CharacterDataHandler = characters
        parser.StartDoctypeDeclHandler = _no_doctype
        with self._file.open(name) as part:
            while chunk := part.read(_AT_ONCE):
                self._left -= len(chunk)
                if self._left < 0:
                    raise UnreadableSpreadsheet(
                        N_(
                            "This file unpacks to far more than its rows can need. Copy its cells into the "
                            "template."
                        )
                    )
                parser.Parse(chunk, False)
            parser.Parse(b"", True)


def _no_doctype(*told: object) -> None:
    raise ValueError("no spreadsheet declares a document type")


class _Texts:
    """Collects the text of `t` elements, but not how it is spoken."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._in_text = self._in_phonetics = False

    def begun(self, tag: str) -> None:
        self._in_text = tag == "t" or self._in_text
        self._in_phonetics = tag == "rPh" or self._in_phonetics

    def ended(self, tag: str) -> None:
        self._in_text = tag != "t" and self._in_text
        self._in_phonetics = tag != "rPh" and self._in_phonetics

    def characters(self, text: str) -> None:
        if self._in_text and not self._in_phonetics:
            self._parts.append(text)

    def taken(self) -> str:
        """Return what was collected, and begin anew."""
        text = "".join(self._parts)
        self._parts.clear()
        return text


class _SheetReader:
    """Reads the rows of one sheet."""

    def __init__(self, package: _Package, name: str, texts: list[str], days: frozenset[int]) -> None:
        self._package, self._name, self._shared, self._days = package, name, texts, days
        self._bounds = package.bounds
        self._rows: list[tuple[int, tuple[str, ...]]] = []
        self._cells: dict[int, str] = {}
        self._row = self._column = 0
        self._kind = self._style = self._value = ""
        self._in_value = False
        self._texts = _Texts()

    def read(self, part: str) -> ReceivedSheet:
        """Return the sheet."""
        self._package.parse(part, self._begun, self._ended, self._characters)
        return ReceivedSheet(self._name, tuple(self._rows))

    def _begun(self, tag: str, values: Attributes) -> None:
        self._texts.begun(tag)
        match tag:
            case "row":
                self._row = int(values.get("r", self._row + 1))
                self._cells, self._column = {}, -1
            case "c":
                place = _CELL.fullmatch(values.get("r", ""))
                self._column = _column(place[1]) if place else self._column + 1
                self._kind, self._style, self._value = values.get("t", "n"), values.get("s", "0"), ""
            case "v":
                self._in_value = True
            case "f" if not self._bounds.as_shown:
                self._refuse(
                    N_("Cell %(cell)s of sheet %(sheet)s is a formula. Copy it and paste its value only.")
                )
            case "mergeCell" if not self._bounds.as_shown:
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
                if text and 0 <= self._column < self._bounds.columns:
                    self._cells[self._column] = text
            case "row" if self._cells:
                if len(self._rows) > self._bounds.rows:
                    raise UnreadableSpreadsheet(
                        N_("This sheet has more than %(most)s rows. Send it in parts."),
                        most=self._bounds.rows,
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
            case "d" if self._bounds.as_shown:
                return self._value.strip()
            case "d":
                self._refuse_day()
        if not self._value:
            return ""
        number = float(self._value)
        if int(self._style) in self._days:
            if self._bounds.as_shown:
                return _shown_day(number)
            self._refuse_day()
        return str(int(number)) if number.is_integer() else repr(number)

    def _refuse_day(self) -> None:
        self._refuse(
            N_(
                "Cell %(cell)s of sheet %(sheet)s became a date. Format the column as text, and write it "
                "again."
            )
        )

    def _refuse(self, text: str) -> None:
        cell = f"{column_letters(self._column)}{self._row}"
        raise UnreadableSpreadsheet(text, cell=cell, sheet=self._name)


def _shown_day(number: float) -> str:
    """A day as its sheet counts it, in days since the end of 1899, with the time of day if there is one."""
    moment = datetime(1899, 12, 30) + timedelta(days=min(max(number, 0), _LAST_DAY))
    return moment.date().isoformat() if number.is_integer() else moment.isoformat(timespec="seconds")


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - 64
    return number - 1
