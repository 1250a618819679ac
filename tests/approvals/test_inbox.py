"""The authority's inbox: what waits for it, where, and for how long."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium

from tests.browser import Browser
from tests.factories import Make
from tests.house.test_screens_and_paper import LARGE_TEXT, SITE, SMALL, TOO_WIDE, looking
from tests.statements import statements_of

pytestmark = pytest.mark.one_database

People = Callable[..., Browser]


def test_the_longest_wait_stands_first_and_late_is_marked(make: Make, more: Any, browser: People) -> None:
    programme = make.programme(currency="IQD")
    soon, late = more(programme, days=6), more(programme, days=15)
    soon.answer(1, "endorse")
    page = browser("local_authority", soon.place).get("/inbox")
    assert page.text.index(late.place.name) < page.text.index(soon.place.name)
    assert f"{late.place.name} 4 for 15 days late 14 days" in page.text
    assert f"{soon.place.name} 3 for 6 days 14 days" in page.text


def test_what_is_answered_waits_no_longer(nawroz: Any, browser: People) -> None:
    for line in range(1, 5):
        nawroz.answer(line, "endorse")
    assert "Nothing waits for you." in browser("local_authority", nawroz.place).get("/inbox").text


def test_each_level_sees_what_is_its_turn(nawroz: Any, browser: People, level: Any) -> None:
    governorate = browser()
    governorate.sign_in_as(level(nawroz.place, "IQ/DUHOK"))
    assert "Nothing waits for you." in governorate.get("/inbox").text
    nawroz.answer(4, "forward", days=2)
    assert f"{nawroz.place.name} 1 for 2 days" in governorate.get("/inbox").text
    assert f"{nawroz.place.name} 3 for 6 days" in browser("local_authority", nawroz.place).get("/inbox").text
    nawroz.answer(4, "forward", area="IQ/DUHOK")
    assert "Nothing waits for you." in governorate.get("/inbox").text


def test_places_without_a_no_objection_are_named(make: Make, browser: People) -> None:
    place = make.settlement()
    mayor = browser("local_authority", place)
    assert f"/s/{place.code}/no-objection" in mayor.get("/inbox").links
    mayor.send(f"/s/{place.code}/no-objection", given_on="2023-01-02")
    assert f"/s/{place.code}/no-objection" not in mayor.get("/inbox").links


def test_another_area_is_not_seen(nawroz: Any, more: Any, browser: People) -> None:
    elsewhere = more()
    page = browser("local_authority", elsewhere.place).get("/inbox")
    assert nawroz.place.name not in page.text


def test_who_is_no_authority_has_no_inbox(nawroz: Any, browser: People) -> None:
    for role in ("facilitator", "programme_manager"):
        assert browser(role, nawroz.place).get("/inbox").status == 404


def test_the_inbox_takes_as_many_statements_for_ten_places_as_for_one(
    make: Make, more: Any, browser: People
) -> None:
    programme = make.programme(currency="IQD")
    mayor = browser("local_authority", more(programme).place)
    one = statements_of(make.engine, mayor, "/inbox")
    for _ in range(5):
        more(programme)
    assert one == statements_of(make.engine, mayor, "/inbox") <= 6


@pytest.mark.browser
@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_the_inbox_is_no_wider_than_a_small_phone_with_large_text(
    app: Flask, chromium: Chromium, make: Make, more: Any, language: str
) -> None:
    late = more(days=115)
    page = looking(app, chromium, make.account("local_authority", late.place), language)
    page.set_viewport_size(SMALL)
    page.goto(f"{SITE}/inbox")
    assert page.locator(".wide tbody tr").count() == 1
    assert page.evaluate(TOO_WIDE) == []
    page.evaluate(LARGE_TEXT)
    assert page.evaluate(TOO_WIDE) == []
    page.context.close()
