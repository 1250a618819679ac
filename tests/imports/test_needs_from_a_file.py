"""Needs from a file on a page: looked at first, brought in by one button, some hundreds at a time."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine, func, select

from peoplesprocess.db.session import reading
from peoplesprocess.imports import routes_needs
from peoplesprocess.models import Need
from peoplesprocess.spreadsheets.reader import read_spreadsheet
from tests.browser import Browser, Page
from tests.factories import Make
from tests.imports.kobo import export, need, xlsx

ANSWERS = [need(number) for number in (1, 2, 3)]


class Reader:
    """Somebody at the page for needs from a file."""

    def __init__(self, browser: Browser, settlement: Any) -> None:
        self.browser, self.url = browser, f"/s/{settlement.code}/needs/import"

    def look(self, data: bytes) -> Page:
        """Send a file and see what it brings in."""
        fields = {**self.browser.filled(self.url), "file": (io.BytesIO(data), "file.csv")}
        return self.browser.post(self.url, fields, content_type="multipart/form-data")

    def press(self, page: Page, **more: str) -> Page:
        """Press the button of the page."""
        return self.browser.post(f"{self.url}/make", {**page.values, **more})


@pytest.fixture
def place(make: Make) -> Any:
    """A settlement of 96 households."""
    return make.settlement(households=96)


@pytest.fixture
def malini(browser: Callable[..., Browser], place: Any) -> Reader:
    """Its facilitator."""
    return Reader(browser("facilitator", place), place)


def count(engine: Engine, place: Any) -> int:
    with reading(engine) as db:
        return db.scalar(select(func.count()).select_from(Need).where(Need.settlement_id == place.id)) or 0


def test_a_file_is_looked_at_and_brought_in_once(malini: Reader, engine: Engine, place: Any) -> None:
    page = malini.look(export(ANSWERS, language="fr"))
    assert page.status == 200 and "3 needs are new" in page.text
    assert count(engine, place) == 0
    done = malini.press(page)
    assert done.status == 303 and done.location.startswith(f"/s/{place.code}/needs"), done.text
    assert count(engine, place) == 3
    assert malini.press(page).location == done.location
    again = malini.look(export(ANSWERS, language="ar", kind="xlsx"))
    assert "3 needs are here already" in again.text and "Add the new needs" not in again.text
    assert count(engine, place) == 3


def test_refused_rows_hold_the_others_back_until_somebody_leaves_them_out(
    malini: Reader, engine: Engine, place: Any
) -> None:
    page = malini.look(export([*ANSWERS, need(4, households=500), need(5, today="1970-01-01")]))
    assert "Row 5, “need/households”: This is more than all 96 households" in page.text
    assert "Row 6, “today”: 1 Jan 1970: the clock of this telephone was wrong" in page.text
    held = malini.press(page)
    assert held.status == 422 and "leave them out" in held.problems[0]
    assert count(engine, place) == 0
    assert malini.press(page, good_rows="yes").status == 303
    assert count(engine, place) == 3


def test_a_column_that_nobody_knows_is_told_on_the_page(malini: Reader, engine: Engine, place: Any) -> None:
    page = malini.look(export(ANSWERS).replace(b'"need/title"', b'"What hurts"'))
    assert "What hurts" in page.text and "Row 1, “title”: No column contains this" in page.text
    assert malini.press(page).status == 422
    looked = malini.press(page, column_0="title", look="1")
    assert looked.status == 200 and "3 needs are new" in looked.text
    assert malini.press(looked).status == 303
    assert count(engine, place) == 3


def test_many_needs_come_in_part_by_part(
    malini: Reader, engine: Engine, place: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routes_needs, "BATCH_SIZE", 2)
    page = malini.press(malini.look(export(ANSWERS)))
    assert page.status == 200 and "2 needs were added" in page.text
    assert count(engine, place) == 2
    assert malini.press(page).status == 303
    assert count(engine, place) == 3


def test_a_representative_brings_in_needs_of_the_own_group_only(
    browser: Callable[..., Browser], engine: Engine, place: Any
) -> None:
    youth = Reader(browser("group_representative", place, "youth"), place)
    page = youth.look(export([*ANSWERS, need(4, group_code="women")]))
    assert "3 needs are new" in page.text and "your own group only" in page.text
    assert youth.press(page, good_rows="yes").status == 303
    assert count(engine, place) == 3


def test_the_template_is_read_in_every_language(malini: Reader, engine: Engine, place: Any) -> None:
    said = {"en": "Youth", "fr": "Jeunes", "ar": "الشباب"}
    for language, group in said.items():
        sent = malini.browser.client.get(f"{malini.url}/template.xlsx", headers={"Accept-Language": language})
        sheet, words = read_spreadsheet(sent.data)
        headings, tags = (cells for _, cells in sheet.rows)
        assert tags[0] == "#need" and all(each.startswith("#") for each in tags)
        assert any(group in cells for _, cells in words.rows), (language, words.rows[:3])
        row = dict.fromkeys(range(len(headings)), "")
        row |= {0: f"Lamps {language}", 2: group, 4: "school", 6: "4", 8: "2", 9: "all", 13: "service"}
        page = malini.look(xlsx({"Needs": [headings, tags, [*row.values()]]}))
        assert page.values.get("rows") and not page.problems, page.text
        assert malini.press(page).status == 303
    assert count(engine, place) == 3
    assert malini.browser.client.get(f"{malini.url}/template.csv").data.startswith(b"\xef\xbb\xbf")


def test_the_list_of_needs_leads_there(malini: Reader, place: Any) -> None:
    page = malini.browser.get(f"/s/{place.code}/needs")
    assert any(link.endswith("/needs/import") for link in page.links)
    assert malini.browser.get(malini.url).status == 200


def test_rows_that_came_back_broken_are_asked_for_again_without_a_link(malini: Reader) -> None:
    page = malini.look(export(ANSWERS))
    broken = malini.press(page, rows="")
    assert broken.status == 422
    assert broken.problems == ["Some rows were lost on the way. Send the file again."]


def test_a_file_of_refused_rows_alone_asks_nothing_that_is_not_on_the_page(malini: Reader) -> None:
    held = malini.press(malini.look(export([need(4, households=500)])))
    assert held.status == 422 and "Correct the refused rows" in held.problems[0]


def test_choices_are_known_without_the_marks_that_nobody_types(
    malini: Reader, engine: Engine, place: Any
) -> None:
    """Arabic is typed without vowel signs, often with another alef or heh; French without accents."""
    typed = [
        need(1, severity="خطير جدا: حياة الناس مهددة", response_type="شيء يبنى", season="طــوال السنه"),
        need(2, season="Toute l'annee", sector="ecole"),
    ]
    page = malini.look(export(typed))
    assert "2 needs are new" in page.text, page.text
    malini.press(page)
    assert count(engine, place) == 2
