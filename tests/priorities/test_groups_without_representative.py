"""A round waits for representatives: which groups have none, who invites them, and what still is typed in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine

from tests.browser import Browser
from tests.factories import Make
from tests.statements import statements_of

pytestmark = pytest.mark.one_database

People = Callable[..., Browser]
HEARD = {"women": 14, "displaced": 6, "youth": 9}
NOBODY = "These groups have no representative with an account yet"


@pytest.fixture
def town(community: Any) -> Any:
    """A settlement with an open round; the youth have no sheet that it waits for."""
    made = community(HEARD)
    made.open()
    return made


def as_whoever(browser: People, username: str) -> Browser:
    visitor = browser()
    visitor.sign_in_as(username)
    return visitor


def told(page: Any) -> str:
    """The groups that a page says to have nobody."""
    text = str(page.text)
    return text.partition(NOBODY + ": ")[2].partition(".")[0]


def test_the_round_names_the_groups_without_a_representative_until_somebody_is(
    town: Any, browser: People, make: Make
) -> None:
    bo, url = as_whoever(browser, town.bo), f"{town.url}/1"
    assert told(bo.get(url)) == "Women, Displaced people"
    town.enter("youth", 5, {1: 5})
    assert told(bo.get(url)) == "Women, Youth, Displaced people"
    assert told(bo.get(town.url)) == "Women, Youth, Displaced people"
    make.account("group_representative", town.place, "women")
    assert told(bo.get(url)) == "Youth, Displaced people"
    for group, people in (("women", 14), ("displaced", 4)):
        town.enter(group, people, {1: 5})
    for group in HEARD:
        town.attest(group)
    assert NOBODY not in bo.get(url).text


def test_whoever_may_invite_is_led_there_and_others_read_who_does(town: Any, browser: People) -> None:
    bo, efua = as_whoever(browser, town.bo), browser("programme_manager", town.place)
    assert "The programme manager invites them" in bo.get(f"{town.url}/1").text
    page = efua.get(f"{town.url}/1")
    assert "The programme manager invites them" not in page.text
    there = next(link for link in page.links if "people/invite" in link and "group=women" in link)
    form = efua.filled(there)
    assert (form["role"], form["settlement"], form["group"]) == (
        ["group_representative"],
        [town.place.code],
        ["women"],
    )


def test_the_next_sheet_stays_offered_until_each_is_typed_in(town: Any, browser: People) -> None:
    bo = as_whoever(browser, town.bo)
    for group, people in (("women", 14), ("displaced", 4), ("youth", 5)):
        page = bo.get(f"{town.url}/1")
        assert "Type in the sheet of this group: " in page.text
        assert any(link.endswith(f"/1/sheets/{group}") for link in page.links)
        town.enter(group, people, {1: 5})
    page = bo.get(f"{town.url}/1")
    assert "Type in the sheet of this group: " not in page.text
    assert "The sheets wait for the groups' representatives." in page.text


def test_the_first_page_says_no_more_than_that_the_round_is_not_counted(town: Any, browser: People) -> None:
    bo = as_whoever(browser, town.bo)
    for group, people in (("women", 14), ("displaced", 4), ("youth", 5)):
        assert "1 round is open: the groups choose and confirm" in bo.get("/").text
        town.enter(group, people, {1: 5})
        town.attest(group)
    assert "1 round is open: the groups choose and confirm" in bo.get("/").text
    town.close()
    assert "1 round is open" not in bo.get("/").text


def test_the_groups_are_asked_for_in_one_statement(town: Any, browser: People, engine: Engine) -> None:
    assert statements_of(engine, as_whoever(browser, town.bo), f"{town.url}/1") <= 6
