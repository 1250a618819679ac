"""Files of needs that are no good: a sentence with row and column, soon, and nothing written."""

from __future__ import annotations

import io
import json
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine
from xlsxwriter import Workbook

from peoplesprocess.spreadsheets.reader import read_spreadsheet
from peoplesprocess.spreadsheets.received_sheets import ON_PAGE, UnreadableSpreadsheet
from tests.factories import Make
from tests.imports.kobo import Spelling, export, need, table, xlsx

pytestmark = pytest.mark.one_database

SHEET = "xl/worksheets/sheet1.xml"
GOOD = [need(1), need(2)]


def changed(data: bytes, name: str, content: bytes) -> bytes:
    """A workbook with one part put in the place of another, or added."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for each in old.namelist():
            if each != name:
                new.writestr(each, old.read(each))
        new.writestr(name, content)
    return file.getvalue()


def bomb(row: bytes) -> bytes:
    """A workbook whose sheet unpacks to 300 MB."""
    head = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    return changed(export(GOOD, kind="xlsx"), SHEET, head + row * (300_000_000 // len(row)))


def formula() -> bytes:
    file = io.BytesIO()
    book = Workbook(file)
    page = book.add_worksheet("Needs")
    for number, row in enumerate(table(GOOD, Spelling())):
        page.write_row(number, 0, row)
    page.write_formula(2, 4, "=HYPERLINK(1)")
    book.close()
    return file.getvalue()


def turned(**said: object) -> bytes:
    return export([need(1), need(2, **said)])


UNREADABLE: dict[str, tuple[Callable[[], bytes], str]] = {
    "a zip bomb of text": (lambda: bomb(b"<row><c><v>0</v></c></row>"), "more than 2000 rows"),
    "a zip bomb of empty rows": (lambda: bomb(b"<row/>"), "unpacks to far more"),
    "a zip bomb of one text": (lambda: bomb(b"x" * 1000), "unpacks to far more"),
    "a zip bomb of nothing": (lambda: bomb(b"<c/>"), "unpacks to far more"),
    "macros": (lambda: changed(export(GOOD, kind="xlsx"), "xl/vbaProject.bin", b"x"), "has macros"),
    "links": (
        lambda: changed(export(GOOD, kind="xlsx"), "xl/externalLinks/externalLink1.xml", b"<x/>"),
        "takes values from other files",
    ),
    "a formula": (formula, "Cell E3 of sheet Needs is a formula"),
    "nothing": (lambda: b"", "is empty"),
    "latin": (
        lambda: export([need(1), need(2, title="Éclairage")], encoding="latin-1"),
        "Row 3 of this CSV file is not in UTF-8",
    ),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40, "not in UTF-8"),
    "half a workbook": (lambda: export(GOOD, kind="xlsx")[:2000], "cannot be read"),
    "a document type": (
        lambda: changed(export(GOOD, kind="xlsx"), SHEET, b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet/>'),
        "cannot be read",
    ),
}
REFUSED: dict[str, tuple[Callable[[], bytes], list[tuple[object, str, str]]]] = {
    "1970": (lambda: turned(today="1970-01-01"), [(3, "today", "clock of this telephone was wrong")]),
    "next year": (lambda: turned(today="2099-01-18"), [(3, "today", "has not come yet")]),
    "no day": (lambda: turned(today="31-31-2025"), [(3, "today", "Write the day in this cell like this")]),
    "another choice": (
        lambda: turned(sector="castles"),
        [(3, "need/sector", "“castles” is not one of the choices. Write one of these: Water supply, ")],
    ),
    "a year of the Hijra": (
        lambda: turned(today="1446-07-18"),
        [(3, "today", "Write the day in the Gregorian calendar, like 2026-11-23.")],
    ),
    "other choices": (
        lambda: turned(affected=["kings"]),
        [(3, "need/affected", "“kings” is not one of the choices")],
    ),
    "another group": (
        lambda: turned(group_code="returnees"),
        [(3, "need/group_code", "Choose one from the list")],
    ),
    "no number": (lambda: turned(households="many"), [(3, "need/households", "whole number")]),
    "no title": (lambda: turned(title=""), [(3, "need/title", "Write what people need")]),
    "a control sign": (lambda: turned(title="a\x07b"), [(3, "need/title", "cannot be saved")]),
    "a long text": (lambda: turned(title="x" * 500), [(3, "need/title", "Keep it to 120")]),
    "a mail address": (lambda: turned(cause="write to ali@example.org"), [(3, "need/cause", "Leave it out")]),
    "one id for two": (lambda: export([need(1), need(1, severity=3)]), [(3, "_uuid", "came in before")]),
    "a heading twice": (
        lambda: export(GOOD).replace(b'"need/sector"', b'"need/title"'),
        [(1, "need/title", "have headings for the same thing")],
    ),
    "a deleted question": (
        lambda: export(GOOD).replace(b'"need/severity"', b'"need/gone"'),
        [(1, "severity", "add the column")],
    ),
    "tags alone": (lambda: b"#need;#sector;#affected\nLamps;school;4", [(1, "#need", "only HXL tags")]),
    "headings alone": (lambda: export([], hxl=True), [(1, "", "No needs are listed below the headings")]),
    "blank lines": (lambda: b"\xef\xbb\xbf\n\n;;;\n", [(1, "", "is empty")]),
    "no needs": (
        lambda: xlsx({"A": [["a", "b"], [1, 2]]}),
        [
            (1, name, "")
            for name in ("title", "group_code", "sector", "households", "severity", "season", "response_type")
        ],
    ),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_file_that_cannot_be_read_says_why_soon_and_in_little_memory(name: str) -> None:
    make, sentence = UNREADABLE[name]
    data = make()
    begun = time.process_time()
    with pytest.raises(UnreadableSpreadsheet) as refused:
        read_spreadsheet(data, ON_PAGE)
    assert time.process_time() - begun < 2
    assert sentence in refused.value.sentence.text % refused.value.sentence.values
    tracemalloc.start()
    with pytest.raises(UnreadableSpreadsheet):
        read_spreadsheet(data, ON_PAGE)
    assert tracemalloc.get_traced_memory()[1] < 64_000_000
    tracemalloc.stop()


@pytest.mark.parametrize("name", REFUSED)
def test_a_refusal_names_row_and_column_and_judges_the_rest(
    app: Flask, make: Make, engine: Engine, tmp_path: Any, name: str
) -> None:
    settlement = make.settlement(households=96)
    make.facilitator(settlement)
    data, expected = REFUSED[name]
    file = tmp_path / "file"
    file.write_bytes(data())
    order = ["import", "kobo", str(file), "--settlement", settlement.code, "--json"]
    result = app.test_cli_runner().invoke(args=order, catch_exceptions=False)
    told = json.loads(result.stdout)
    assert result.exit_code == 2 and told["new"] == 0
    assert [(each["row"], each["column"]) for each in told["refused"]] == [place[:2] for place in expected]
    for each, (_, _, sentence) in zip(told["refused"], expected, strict=True):
        assert sentence in each["why"] and each["why"].endswith((".", "?")), each
    judged = app.test_cli_runner().invoke(args=[*order, "--dry-run"])
    good = 1 if expected[0][0] == 3 else 0
    assert json.loads(judged.stdout)["new"] == good


@pytest.mark.parametrize("heading", ["x" + " " * 40_000 + "y", "x/" * 20_000, "a_b-" * 10_000])
def test_a_heading_without_end_is_one_that_nobody_knows_and_is_read_soon(
    app: Flask, make: Make, tmp_path: Any, heading: str
) -> None:
    settlement = make.settlement(households=96)
    make.facilitator(settlement)
    file = tmp_path / "needs.csv"
    file.write_text(f"title,{heading}\nA pump,1\n")
    begun = time.process_time()
    result = app.test_cli_runner().invoke(
        args=["import", "needs", str(file), "--settlement", settlement.code, "--dry-run"]
    )
    assert time.process_time() - begun < 5
    assert result.exit_code == 2
    assert "Traceback" not in result.output
