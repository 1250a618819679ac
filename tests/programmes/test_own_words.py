"""People's own words stay as they are in every language, also where they are spelt like words of ours."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import pytest

from peoplesprocess.core import choice_lists
from tests.browser import Browser
from tests.factories import Make

People = Callable[..., Browser]
OWN = {"code": "own-1", "letter": "Z", "name": "Women", "stands_for": "own-1"}
OURS = "Femmes"


@pytest.fixture
def place(make: Make) -> Any:
    """A settlement called "School" in an area called "Health", with a group "Women" written by hand."""
    programme = make.programme(groups=[*(asdict(group) for group in choice_lists.GROUPS), OWN])
    made = make.settlement(
        programme, area="PK/SD/HEALTH", name="School", groups=["women", "own-1"], required_groups=[]
    )
    made.programme = programme
    return made


def choices(html: str, name: str) -> dict[str, str]:
    """What a reader is offered in a list of the page, by key."""
    found = re.search(rf'<select id="{name}".*?</select>', html, re.S)
    if found:
        return dict(re.findall(r'<option value="([^"]+)"[^>]*>([^<]*?)\s*(?=<)', found[0]))
    ticked = rf'name="{name}" value="([^"]+)"[^>]*>\s*<span>(?:<bdi>)?([^<]*?)\s*</'
    return dict(re.findall(ticked, html))


def test_places_and_groups_to_invite_to_keep_their_names(browser: People, place: Any) -> None:
    url, efua = f"/p/{place.programme.code}/people/invite", browser("programme_manager", place)
    page = efua.get(f"{url}?role=group_representative&language=fr")
    assert choices(page.html, "settlement") == {place.code: f"School ({place.code})"}
    groups = choices(page.html, "group")
    assert (groups["women"], groups["own-1"]) == (OURS, "Women")
    page = efua.get(f"{url}?role=local_authority&language=fr")
    assert choices(page.html, "area") == {"PK/SD/HEALTH": "Health (PK/SD/HEALTH)"}
    assert "Facilitateur ou facilitatrice" in efua.get(f"{url}?language=fr").text


def test_groups_of_a_new_settlement_keep_their_names(browser: People, place: Any) -> None:
    page = browser("programme_manager", place).get(f"/p/{place.programme.code}/settlements/new?language=fr")
    groups = choices(page.html, "groups")
    assert (groups["women"], groups["own-1"]) == (OURS, "Women")


def test_groups_that_raise_a_need_keep_their_names(browser: People, place: Any) -> None:
    page = browser("facilitator", place).get(f"/s/{place.code}/needs/record?language=fr")
    assert choices(page.html, "group_code") == {"women": OURS, "own-1": "Women"}
    assert choices(page.html, "sector")["school"] == "École"


def test_a_group_is_named_in_its_own_words_to_those_who_speak_for_it(
    browser: People, make: Make, place: Any
) -> None:
    amina = browser("group_representative", place, "own-1")
    assert "(Women)" in amina.get("/account?language=fr").text
    people = browser("programme_manager", place).get(f"/p/{place.programme.code}/people?language=fr")
    assert "(Women)" in people.text
    browser("group_representative", place, "women")
    assert f"({OURS})" in browser("administrator").get(f"/p/{place.programme.code}/people?language=fr").text


def test_a_step_is_named_in_the_words_of_who_changed_it(browser: People, make: Make) -> None:
    programme = make.programme()
    efua = browser("programme_manager", programme)
    assert efua.send(f"/p/{programme.code}/steps", name_map="School").status == 200
    place = make.settlement(programme, planned=False)
    assert efua.get(f"/p/{programme.code}/steps?language=fr").values["name_map"] == ["School"]
    page = browser("facilitator", place).get(f"/s/{place.code}?language=fr")
    assert "<span>School</span>" in page.html


def test_a_badge_shows_a_letter_of_the_readers_script_and_the_programmes_own_letter(
    make: Make, browser: People, place: Any
) -> None:
    make.need(place, "Water", "women", "own-1")
    letters = re.compile(r'<b class="g g\d" aria-hidden="true">([^<]+)</b>')
    visitor, address = browser("facilitator", place), f"/s/{place.code}/needs/1"
    shown = [letters.findall(visitor.get(f"{address}?language={code}").html) for code in ("en", "fr", "ar")]
    assert [set(found) for found in shown] == [{"W", "Z"}, {"W", "Z"}, {"ن", "Z"}]
