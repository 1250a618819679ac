"""What was seen in pictures of the pages, measured: nothing stands crooked, cut or away from its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from playwright.sync_api import Browser

from tests.house.test_screens_and_paper import SITE, SMALL, TOO_WIDE, looking, printed_pages

pytestmark = pytest.mark.browser

CROOKED = """
() => [...document.querySelectorAll("[type=radio]")].filter(one => one.checkVisibility()).filter(one => {
    const box = one.getBoundingClientRect(), words = document.createRange();
    words.selectNodeContents(one.nextElementSibling || one.nextSibling);
    const line = words.getClientRects()[0];
    return Math.abs((box.top + box.bottom - line.top - line.bottom) / 2) > 2.5;
}).map(one => one.value)
"""
LINES_OF_COUNTS = """
() => [...document.querySelectorAll("tr:has(.k)")]
    .map(row => new Set([...row.querySelectorAll(".k")].map(cell => cell.offsetTop)).size)
"""
SIDES_OF_NUMBERS = """
() => [...new Set([...document.querySelectorAll(".n, .money dd")]
    .map(one => getComputedStyle(one).textAlign))]
"""

PLACES_OF_WORDS = """
words => {
    const range = document.createRange(), text = words.firstChild, left = at => {
        range.setStart(text, at);
        range.setEnd(text, at + 1);
        return range.getBoundingClientRect().left;
    };
    const button = words.closest("label").querySelector("input").getBoundingClientRect();
    return [left(text.data.indexOf("6")), left(text.data.lastIndexOf("rebuilt")), button.left];
}
"""
CUT_DAYS = """
() => [...document.querySelectorAll("td [type=date]")].filter(one => {
    const given = one.offsetWidth;
    one.style.inlineSize = "auto";
    return one.offsetWidth > given;
}).map(one => one.name)
"""
FIELDS_BESIDE = """
() => [...document.querySelectorAll("form tbody tr")].flatMap(row => Object.values(Object.groupBy(
    row.querySelectorAll("input, select"), one => one.getBoundingClientRect().bottom
)).map(beside => beside.length))
"""
BROKEN_SHARES = """
() => [...document.querySelectorAll("td.n")].filter(one => one.innerText.includes("%")).filter(one => {
    const words = document.createRange();
    words.selectNodeContents(one);
    return new Set([...words.getClientRects()].map(line => line.top)).size > 1;
}).map(one => one.innerText)
"""
ERRORS_BESIDE = """
() => [...document.querySelectorAll("td :is(input, select)")].filter(one => {
    one.insertAdjacentHTML("afterend", "<strong>Write it.</strong>");
    return one.nextElementSibling.getBoundingClientRect().top < one.getBoundingClientRect().bottom - 1;
}).map(one => one.name)
"""


@pytest.fixture(scope="module")
def told(demonstration: Callable[[], AbstractContextManager[Flask]]) -> Iterator[Flask]:
    """The demonstration."""
    with demonstration() as app:
        yield app


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_choice_stands_beside_the_middle_of_its_first_line(
    told: Flask, chromium: Browser, language: str
) -> None:
    page = looking(told, chromium, "malini", language)
    page.set_viewport_size(SMALL)
    for address in ("needs/record", "priorities/open"):
        page.goto(f"{SITE}/s/samagipura/{address}")
        assert page.evaluate(CROOKED) == [], address
    page.context.close()


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_the_counts_of_all_groups_stand_on_one_line_of_a_phone(
    told: Flask, chromium: Browser, language: str
) -> None:
    page = looking(told, chromium, "bo", language)
    page.set_viewport_size(SMALL)
    page.goto(f"{SITE}/s/goth-sukhpur/priorities/1")
    assert set(page.evaluate(LINES_OF_COUNTS)) == {1}
    page.context.close()


def test_digits_stand_below_one_another_also_from_right_to_left(told: Flask, chromium: Browser) -> None:
    page = looking(told, chromium, "efua", "ar")
    for address in ("works/1", "contracts/1"):
        page.goto(f"{SITE}/s/goth-sukhpur/{address}")
        assert page.evaluate(SIDES_OF_NUMBERS) == ["right"], address
    page.context.close()


def test_no_field_of_several_contributions_is_out_of_sight_at_a_desk(told: Flask, chromium: Browser) -> None:
    page = looking(told, chromium, "officer.samagipura", "ar")
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{SITE}/s/samagipura/works/1/contributions/several")
    assert page.evaluate(TOO_WIDE) == []
    page.context.close()


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_two_fields_of_a_contribution_stand_side_by_side_on_a_phone(
    told: Flask, chromium: Browser, language: str
) -> None:
    page = looking(told, chromium, "officer.samagipura", language)
    page.set_viewport_size(SMALL)
    page.goto(f"{SITE}/s/samagipura/works/1/contributions/several")
    assert page.evaluate(FIELDS_BESIDE) == [2, 2, 2, 2] * 5
    assert page.evaluate("document.documentElement.scrollHeight") < 3_000
    page.context.close()


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_a_share_on_paper_keeps_its_sign_beside_it(told: Flask, chromium: Browser, language: str) -> None:
    page = looking(told, chromium, "efua", language)
    page.set_viewport_size({"width": 680, "height": 1000})
    page.emulate_media(media="print")
    page.goto(f"{SITE}/p/recovery")
    assert page.locator("td.n", has_text="%").count() > 1
    assert page.evaluate(BROKEN_SHARES) == []
    page.context.close()


def test_inviting_several_people_names_the_settlement_once(told: Flask, chromium: Browser) -> None:
    page = looking(told, chromium, "efua", "en")
    page.set_viewport_size(SMALL)
    page.goto(f"{SITE}/p/recovery/people/invite/several/goth-sukhpur")
    assert page.locator("main").inner_text().count("Goth Sukhpur") == 1
    assert page.evaluate("document.documentElement.scrollHeight") < 2_800
    page.context.close()


def test_what_waits_does_not_run_into_the_number_of_its_work(told: Flask, chromium: Browser) -> None:
    page = looking(told, chromium, "finance", "en")
    page.goto(f"{SITE}/s/samagipura")
    assert "Work 1: 1 request for money" in page.locator("main").inner_text()
    page.context.close()


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_a_contract_in_one_language_is_two_pages(told: Flask, chromium: Browser, language: str) -> None:
    page = looking(told, chromium, "efua", language)
    page.goto(f"{SITE}/s/goth-sukhpur/contracts/1/paper")
    assert printed_pages(page, "A4") == 2
    page.context.close()


@pytest.mark.parametrize("width", [320, 1280])
def test_a_line_shows_its_whole_day_and_what_is_wrong_below_the_field(
    told: Flask, chromium: Browser, width: int
) -> None:
    page = looking(told, chromium, "berivan", "en")
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{SITE}/s/hay-al-nawroz/small-groups/record/several")
    assert page.evaluate(CUT_DAYS) == []
    assert page.evaluate(ERRORS_BESIDE) == []
    page.context.close()


def test_a_choice_in_another_script_keeps_its_order_and_its_side(told: Flask, chromium: Browser) -> None:
    """In Arabic "6 shared toilets rebuilt" read "shared toilets rebuilt 6"."""
    page = looking(told, chromium, "malini", "ar")
    page.set_viewport_size(SMALL)
    page.goto(f"{SITE}/s/samagipura/contracts/draft?line=2")
    words = page.locator(".choice bdi", has_text="6 shared toilets rebuilt")
    six, rebuilt, button = words.evaluate(PLACES_OF_WORDS)
    assert six < rebuilt < button
    page.context.close()


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_the_way_to_sign_out_stands_at_the_end_of_its_line(
    told: Flask, chromium: Browser, language: str
) -> None:
    """In French the name of the application is long: on a phone "Se déconnecter" stood crooked below it."""
    page = looking(told, chromium, "malini", language)
    page.set_viewport_size(SMALL)
    page.goto(f"{SITE}/s/samagipura")
    header, leave = (page.locator(each).bounding_box() for each in ("header", ".leave"))
    assert header and leave
    gap = leave["x"] - header["x"]
    if language != "ar":
        gap = header["width"] - leave["width"] - gap
    assert gap == pytest.approx(16, abs=1.5)
    page.context.close()
