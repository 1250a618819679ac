"""Spreadsheets as people fill them in, and a manager who sends them."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import pytest
from xlsxwriter import Workbook

from peoplesprocess.imports.template_columns import HEADINGS, PEOPLE, SETTLEMENTS
from tests.browser import Browser, Page
from tests.factories import Make

Row = Sequence[object]


def xlsx(settlements: Iterable[Row] = (), people: Iterable[Row] = (), edit: Any = None) -> bytes:
    """The template with rows; `edit` gets the workbook's sheets before it is closed."""
    file = io.BytesIO()
    book = Workbook(file, {"strings_to_formulas": False})
    pages = {}
    for key, rows in ((SETTLEMENTS, settlements), (PEOPLE, people)):
        pages[key] = book.add_worksheet(key.title())
        pages[key].write_row(0, 0, list(map(str, HEADINGS[key].values())))
        for number, row in enumerate(rows, start=1):
            pages[key].write_row(number, 0, row)
    if edit:
        edit(book, pages)
    book.close()
    return file.getvalue()


def settlement(code: str, **cells: object) -> Row:
    """A row of the template's first sheet."""
    usual = {
        "code": code,
        "name": f"Goth {code}",
        "area": "PK/SD/DADU",
        "area_name": "Dadu",
        "authority": "Taluka office",
        "envelope": 7_500_000,
        "households": 120,
    }
    return [{**usual, **cells}.get(key, "") for key in HEADINGS[SETTLEMENTS]]


def person(username: str, role: str = "Facilitator", settlement: str = "", **cells: object) -> Row:
    """A row of the template's second sheet."""
    usual = {"name": f"Name {username}", "username": username, "role": role, "settlement": settlement}
    return [{**usual, **cells}.get(key, "") for key in HEADINGS[PEOPLE]]


class Manager:
    """A programme manager at the page for importing."""

    def __init__(self, browser: Browser, url: str) -> None:
        self.browser, self.url = browser, url

    def look(self, data: bytes, name: str = "file.xlsx") -> Page:
        """Send a file and see what it would make."""
        fields = {**self.browser.filled(self.url), "spreadsheet": (io.BytesIO(data), name)}
        return self.browser.post(self.url, fields, content_type="multipart/form-data")

    def send(self, data: bytes) -> Page:
        """Send a file, press the button, and see the slips."""
        page = self.look(data)
        assert page.status == 200, page.problems
        return self.browser.post(f"{self.url}/make", page.values)


@pytest.fixture
def programme(make: Make) -> Any:
    """A programme without a settlement."""
    return make.programme()


@pytest.fixture
def efua(make: Make, browser: Callable[..., Browser], programme: Any) -> Manager:
    """Its manager."""
    return Manager(browser("programme_manager", programme), f"/p/{programme.code}/import")
