"""Whoever sees a settlement takes its lists along as spreadsheets: typed, whole, and in their language."""

from __future__ import annotations

import csv
import io
import re
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

import peoplesprocess
from peoplesprocess.db import paged_query
from peoplesprocess.models import Programme
from peoplesprocess.spreadsheets.cells import PercentCell, Sheet, scaled
from peoplesprocess.spreadsheets.xlsx_writer import write_xlsx
from tests.browser import Browser
from tests.factories import MARKET_DAY, Make

People = Callable[..., Browser]
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def workbook(data: bytes) -> dict[str, list[list[str]]]:
    """The sheets of an XLSX file by name, each cell as it is stored."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        names = [sheet.get("name", "") for sheet in tree(file, "xl/workbook.xml").iter(f"{MAIN}sheet")]
        return {
            name: [
                ["".join(cell.itertext()) for cell in row]
                for row in tree(file, f"xl/worksheets/sheet{number}.xml").iter(f"{MAIN}row")
            ]
            for number, name in enumerate(names, start=1)
        }


def tree(file: zipfile.ZipFile, name: str) -> Any:
    return ElementTree.fromstring(file.read(name))


def table(browser: Browser, url: str, delimiter: str = ",") -> list[dict[str, str]]:
    response = browser.client.get(url)
    assert response.status_code == 200, url
    text = response.data.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=delimiter))


def test_every_list_of_a_settlement_leads_to_its_spreadsheet(make: Make, browser: People) -> None:
    goth = make.settlement()
    make.need(goth, "Clean water", "women", "youth")
    make.meeting(goth, women=12, men=3)
    bo = browser("facilitator", goth)
    for page, name in (("needs", "needs"), ("meetings", "meetings")):
        links = bo.get(f"/s/{goth.code}/{page}").links
        assert f"/s/{goth.code}/export/{name}.xlsx" in links
        assert f"/s/{goth.code}/export/{name}.csv" in links
    assert f"/s/{goth.code}/export" in bo.get(f"/s/{goth.code}").links
    assert f"/s/{goth.code}/export.xlsx" in bo.get(f"/s/{goth.code}/export").links
    [need] = table(bo, f"/s/{goth.code}/export/needs.csv")
    assert (need["Number"], need["Need"], need["Raised by"]) == ("1", "Clean water", "Women, Youth")
    [meeting] = table(bo, f"/s/{goth.code}/export/meetings.csv")
    assert (meeting["People"], meeting["Women: 25–59 years"], meeting["Day"]) == ("15", "12", "2026-03-01")


def test_a_work_with_its_money_is_in_the_workbook_of_all(make: Make, browser: People) -> None:
    goth = make.settlement(planned=True)
    make.contract(goth)
    efua = browser("programme_manager", goth)
    response = efua.client.get(f"/s/{goth.code}/export.xlsx")
    assert response.headers["Content-Disposition"] == f'attachment; filename="{goth.code}.xlsx"'
    sheets = workbook(response.data)
    assert list(sheets) == [
        *(
            "Needs",
            "Needs for other offices",
            "Meetings",
            "Small groups",
            "Savings",
            "Priorities",
            "Action plan",
            "Estimates",
        ),
        *("Safeguards", "Conditions", "Promises", "Objections"),
        *("Contracts", "Bills of quantities", "Instalments", "Money received", "Cash books"),
        *("What the community gave", "Muster rolls", "Quotations", "The store"),
        *("The bank and the cash book", "Visits", "Tests at visits", "Defects", "What groups say"),
        "Repair fund",
    ]
    [headings, row] = sheets["Contracts"]
    told = dict(zip(headings, row, strict=False))
    given = float(told["From the community"]) + float(told["Grant"])
    assert float(told["Contract sum"]) == given > 1_000
    assert told["Signed by"] == "The community, The agency, The local authority, as witness"
    assert len(sheets["Instalments"]) > 2
    assert {row[0] for row in sheets["Bills of quantities"][1:]} == {"1"}
    assert len(sheets["Action plan"]) == 3


def test_the_contracts_come_with_their_bills_and_instalments(make: Make, browser: People) -> None:
    goth = make.settlement(planned=True)
    make.contract(goth)
    response = browser("finance_officer", goth).client.get(f"/s/{goth.code}/export/contracts.xlsx")
    assert list(workbook(response.data)) == ["Contracts", "Bills of quantities", "Instalments"]


def test_words_that_begin_like_a_formula_stay_words(make: Make, browser: People) -> None:
    goth = make.settlement()
    make.need(goth, '=HYPERLINK("http://example.org")')
    bo = browser("facilitator", goth)
    data = bo.client.get(f"/s/{goth.code}/export/needs.xlsx").data
    assert workbook(data)["Needs"][1][1] == '=HYPERLINK("http://example.org")'
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        sheet = file.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in sheet
        assert not [name for name in file.namelist() if "rels" in name and "sheet1" in name]
    [need] = table(bo, f"/s/{goth.code}/export/needs.csv")
    assert need["Need"].startswith("'=")


def test_arabic_sheets_run_from_right_to_left_and_french_files_have_commas(
    make: Make, browser: People
) -> None:
    goth = make.settlement(planned=True)
    make.contract(goth)
    bo = browser("facilitator", goth)
    bo.client.set_cookie("l", "ar")
    with zipfile.ZipFile(io.BytesIO(bo.client.get(f"/s/{goth.code}/export/plan.xlsx").data)) as file:
        sheet = file.read("xl/worksheets/sheet1.xml").decode()
    assert 'rightToLeft="1"' in sheet
    assert 'state="frozen"' in sheet
    bo.client.set_cookie("l", "fr")
    rows = table(bo, f"/s/{goth.code}/export/contracts.csv", ";")
    assert rows[0]["Numéro"] == "1"
    assert any(",00" in (value or "") for value in rows[0].values())


def test_every_file_has_the_signs_of_its_reader(make: Make, browser: People) -> None:
    """A programme's settlements too, which are written faster than other sheets."""
    goth = make.settlement(planned=True)
    make.contract(goth)
    with make.act() as act:
        programme = act.db.get_one(Programme, goth.programme_id).code
    efua = browser("programme_manager", goth)
    [english] = table(efua, f"/p/{programme}.csv")
    efua.client.set_cookie("l", "fr")
    [french] = table(efua, f"/p/{programme}.csv", ";")
    granted = english["Granted"]
    assert re.fullmatch(r"\d+\.\d\d", granted) and granted.replace(".", ",") in french.values()
    assert english["Built, in %"] == "0.0" and "0,0" in french.values()
    writers = [
        path.name
        for path in Path(peoplesprocess.__file__).parent.rglob("*.py")
        if "csv.writer(" in path.read_text() and "between_cells" not in path.read_text()
    ]
    assert writers == []


def test_a_programmes_settlements_are_a_workbook_too(make: Make, browser: People) -> None:
    goth = make.settlement(planned=True)
    make.contract(goth)
    with make.act() as act:
        programme = act.db.get_one(Programme, goth.programme_id).code
    efua = browser("programme_manager", goth)
    assert f"/p/{programme}.xlsx" in efua.get(f"/p/{programme}").links
    [headings, row] = workbook(efua.client.get(f"/p/{programme}.xlsx").data)["Settlements"]
    told = dict(zip(headings, row, strict=False))
    assert (told["Code"], told["Currency"], told["Built, in %"]) == (goth.code, "PKR", "0")
    assert float(told["Granted"]) > 1_000
    assert browser("facilitator", goth).get(f"/p/{programme}.xlsx").status == 404


def test_nobody_takes_along_what_they_do_not_see(make: Make, browser: People) -> None:
    goth, other = make.settlement(), make.settlement()
    make.need(goth)
    stranger, neighbour = browser(), browser("facilitator", other)
    for address in ("export", "export.xlsx", "export/needs.xlsx", "export/needs.csv"):
        assert stranger.get(f"/s/{goth.code}/{address}").status in (302, 303)
        assert neighbour.get(f"/s/{goth.code}/{address}").status == 404
    for unknown in ("export/nothing.xlsx", "export/nothing.csv"):
        assert browser("facilitator", goth).get(f"/s/{goth.code}/{unknown}").status == 404


def test_no_name_of_anybody_and_no_minutes_are_in_the_workbook(make: Make, browser: People) -> None:
    goth = make.settlement(planned=True)
    make.contract(goth)
    make.meeting(goth, women=12)
    make.need(goth)
    text = str(workbook(browser("programme_manager", goth).client.get(f"/s/{goth.code}/export.xlsx").data))
    assert "Clean water" in text
    assert "Person " not in text
    assert "School yard" not in text


def test_rows_are_read_page_by_page_and_none_is_lost_or_twice(
    make: Make, browser: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paged_query, "BATCH_SIZE", 2)
    goth = make.settlement()
    for number in range(1, 6):
        make.need(goth, f"Need {number}")
    rows = table(browser("facilitator", goth), f"/s/{goth.code}/export/needs.csv")
    assert [row["Need"] for row in rows] == [f"Need {number}" for number in range(1, 6)]


def test_ten_thousand_rows_take_little_memory() -> None:
    def rows() -> Iterator[tuple[Any, ...]]:
        for number in range(10_000):
            yield (
                number,
                "Clean water for the upper lane, at the school",
                scaled(number, 2),
                PercentCell(1250),
            )

    file = io.BytesIO()
    write_xlsx([Sheet("Warm", ["1"], [])], io.BytesIO(), MARKET_DAY, right_to_left=False)
    tracemalloc.start()
    write_xlsx([Sheet("Needs", ["1", "2", "3", "4"], rows())], file, MARKET_DAY, right_to_left=False)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5_000_000
    assert len(workbook(file.getvalue())["Needs"]) == 10_001
