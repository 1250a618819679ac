"""Files that are no good come back with a sentence that says where, and what to do."""

from __future__ import annotations

import io
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from peoplesprocess.imports.template_columns import HEADINGS, PEOPLE
from peoplesprocess.spreadsheets.reader import read_spreadsheet
from peoplesprocess.spreadsheets.received_sheets import UnreadableSpreadsheet
from tests.imports.conftest import Manager, person, settlement, xlsx

pytestmark = pytest.mark.one_database

ONE = [settlement("north")]
SHEET = "xl/worksheets/sheet1.xml"


def formula(book: Any, pages: Any) -> None:
    pages["settlements"].write_formula(1, 6, "=1+1")


def merged(book: Any, pages: Any) -> None:
    pages["settlements"].merge_range("B5:C5", "Both")


def headings_twice(book: Any, pages: Any) -> None:
    pages["people"].write_row(1, 0, list(map(str, HEADINGS[PEOPLE].values())))


def a_date(book: Any, pages: Any) -> None:
    pages["settlements"].write_number(1, 7, 46_000, book.add_format({"num_format": "dd/mm/yyyy"}))


def last_years(book: Any, pages: Any) -> None:
    pages["people"].write_row(0, 0, ["Name", "Login", "Role", "Short name of the settlement", "Group", ""])


def other_headings(book: Any, pages: Any) -> None:
    pages["people"].write_row(0, 0, ["a", "b", "c", "d", "e", "f"])


def of_another_programme(book: Any, pages: Any) -> None:
    areas = book.add_worksheet("Areas")
    areas.write_row(0, 0, list(map(str, HEADINGS["areas"].values())))
    areas.write_row(1, 0, ["somewhere-else", "PK", "Pakistan", "Office"])


def many_rows(book: Any, pages: Any) -> None:
    for number in range(2, 20_001):
        pages["settlements"].write_row(number, 0, settlement(f"goth-{number}"))


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (formula, "Cell G2 of sheet Settlements is a formula. Copy it and paste only its value."),
        (merged, "Cells B5:C5 of sheet Settlements are merged. Split them, and fill in each cell."),
        (headings_twice, "Row 2 has headings again. Keep only the first row of headings."),
        (
            a_date,
            "Cell H2 of sheet Settlements became a date. Format the column as text, and write it again.",
        ),
        (last_years, "Sheet People does not have the column “User name”. Download the newest template."),
        (last_years, "Sheet People has a column “Login” that is not in the template. Leave it out."),
        (other_headings, "The first row of sheet People is not the same as in the template."),
        (
            of_another_programme,
            "This file was made for another programme. Download the template of this programme.",
        ),
        (many_rows, "This sheet has more than 2,000 rows. Send it in parts."),
    ],
)
def test_what_is_wrong_is_said_with_its_place_and_a_way_out(
    efua: Manager, edit: Callable[[Any, Any], None], said: str
) -> None:
    people = [person("bo", settlement="north")]
    page = efua.look(xlsx(ONE, people, edit))
    assert page.status == 422
    assert any(said in problem for problem in page.problems), page.problems


def repacked(data: bytes, **parts: bytes) -> bytes:
    """An XLSX file with some of its parts replaced or added; `__` stands for a stroke, `_` for a point."""
    more = {name.replace("__", "/").replace("_", "."): content for name, content in parts.items()}
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in more:
                new.writestr(name, old.read(name))
        for name, content in more.items():
            new.writestr(name, content)
    return file.getvalue()


ENTITIES = b"<!DOCTYPE a [<!ENTITY b 'c'>]><worksheet><sheetData/></worksheet>"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (lambda: repacked(xlsx(ONE), xl__vbaProject_bin=b"x"), "has macros"),
        (
            lambda: repacked(xlsx(ONE), xl__externalLinks__externalLink1_xml=b"<a/>"),
            "takes values from other files",
        ),
        (lambda: repacked(xlsx(ONE), xl__worksheets__sheet1_xml=ENTITIES), "cannot be read as a spreadsheet"),
        (lambda: repacked(xlsx(ONE), xl__workbook_xml=b"<workbook"), "cannot be read as a spreadsheet"),
        (lambda: xlsx(ONE)[:-200], "cannot be read as a spreadsheet"),
        (lambda: b"PK\x03\x04" + b"\0" * 100, "cannot be read as a spreadsheet"),
        (lambda: b"\xd0\xcf\x11\xe0" + b"\0" * 1000, "old XLS file"),
        (lambda: b"%PDF-1.7\n\0\0\0", "not a spreadsheet"),
        (lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "not in UTF-8"),
        (lambda: b"x" * 2_000_001, "larger than 2 MB"),
    ],
)
def test_what_is_no_spreadsheet_of_ours_is_told_apart(data: Callable[[], bytes], said: str) -> None:
    with pytest.raises(UnreadableSpreadsheet) as refused:
        read_spreadsheet(data())
    assert said in refused.value.sentence.text


def test_a_file_that_unpacks_to_far_more_than_rows_need_is_put_down_early() -> None:
    blanks = b"<worksheet><sheetData><row><c><is><t>" + b" " * 40_000_000
    bomb = repacked(xlsx(ONE), xl__worksheets__sheet1_xml=blanks)
    assert len(bomb) < 2_000_000
    tracemalloc.start()
    begun = time.process_time()
    with pytest.raises(UnreadableSpreadsheet, match="unpacks to far more"):
        read_spreadsheet(bomb)
    peak, took = tracemalloc.get_traced_memory()[1], time.process_time() - begun
    tracemalloc.stop()
    assert peak < 64_000_000
    assert took < 2


def test_other_programs_files_are_read_too() -> None:
    """Shared texts in runs, cells without addresses, texts with how they are spoken."""
    shared = (
        b"<sst xmlns='x'><si><r><t>Na</t></r><r><t>me</t></r><rPh><t>nonsense</t></rPh></si>"
        b"<si><t>Bo</t></si></sst>"
    )
    sheet = (
        b"<worksheet><sheetData><row><c t='s'><v>0</v></c><c t='str'><v>Code</v></c></row>"
        b"<row r='3'><c r='A3' t='s'><v>1</v></c><c r='C3'><v>12.0</v></c><c r='D3'><v>1.5</v></c></row>"
        b"</sheetData></worksheet>"
    )
    parts = {"xl__worksheets__sheet1_xml": sheet, "xl__worksheets__sheet2_xml": b"<worksheet/>"}
    data = repacked(xlsx(ONE), xl__sharedStrings_xml=shared, **parts)
    assert read_spreadsheet(data)[0].rows == ((1, ("Name", "Code")), (3, ("Bo", "", "12", "1.5")))


def test_rows_that_come_back_broken_are_asked_for_again(efua: Manager) -> None:
    page = efua.look(xlsx(ONE))
    for rows in ("", "nonsense", "eJwDAAAAAAE="):
        answer = efua.browser.post(f"{efua.url}/make", {**page.values, "rows": rows})
        assert answer.status == 422
        assert "Send the file again." in answer.text
