"""An item that was returned and comes back as it was: every page says the same of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.browser import Browser
from tests.factories import Make
from tests.place_days import today

People = Callable[..., Browser]
NOW, DAY = datetime.now(UTC), today()
TOO_DEAR = "Too dear"


@pytest.fixture
def goth(make: Make, browser: People) -> Any:
    """Item 2 of the plan was returned, and handed over anew as it was. Only reading is left to do."""
    place = make.settlement(households=184, name="Goth Sukhpur")
    make.plan(
        place,
        {1: {"title": "Hand pumps"}, 2: {"title": "Latrine blocks"}},
        submitted=NOW - timedelta(days=9),
    )
    here, carla, bo = f"/s/{place.code}", browser("local_authority", place), browser("facilitator", place)
    carla.send(f"{here}/no-objection", given_on="2026-03-01")
    carla.send(f"{here}/approval/1", verdict="endorse")
    page = carla.send(f"{here}/approval/2", verdict="return", reason=TOO_DEAR)
    assert page.h1 == "Every item is answered"
    assert f": {TOO_DEAR}" in browser().get(f"/board/{place.code}").text
    bo.send(f"{here}/plan/revise")
    make.meeting(place, "assembly", women=100, men=100, households=184)
    bo.send(f"{here}/plan/adopt")
    bo.send(f"{here}/plan/submit")
    return place


def test_the_inbox_says_that_it_waits_since_it_came_back(goth: Any, browser: People) -> None:
    assert f"{goth.name} 1 for 0 days 14 days" in browser("local_authority", goth).get("/inbox").text


def test_the_authoritys_home_says_the_same(goth: Any, browser: People) -> None:
    page = browser("local_authority", goth).get("/")
    assert "1 item of the plan waits for you. Waiting for 0 days." in page.text


def test_the_plan_says_the_same(goth: Any, browser: People) -> None:
    page = browser("facilitator", goth).get(f"/s/{goth.code}/plan")
    assert "1 item waits for the authority" in page.text
    assert "Waits for the authority" in page.text[page.text.index("Latrine blocks") :]
    assert "Returned" not in page.text
    assert TOO_DEAR not in page.text


def test_the_approval_says_the_same_and_what_was_said_before(goth: Any, browser: People) -> None:
    page = browser("local_authority", goth).get(f"/s/{goth.code}/approval")
    assert page.h1 == "1 item waits for an answer"
    assert "Waiting for 0 days." in page.text
    item = page.text[page.text.index("Latrine blocks") :]
    assert "It comes back as it was." in item
    assert "Waits for: Taluka office." in item
    page = browser("local_authority", goth).get(f"/s/{goth.code}/approval/2")
    assert "Waits for: Taluka office. Waiting for 0 days." in page.text


def test_the_need_says_the_same(goth: Any, browser: People) -> None:
    page = browser("facilitator", goth).get(f"/s/{goth.code}/needs/2")
    assert f"With the authority since {DAY.day} {DAY:%b} {DAY.year}" in page.text
    assert "Returned" not in page.text


def test_the_board_says_the_same_of_needs_and_of_items(goth: Any, browser: People) -> None:
    page = browser().get(f"/board/{goth.code}")
    needs, _, decided = page.text.partition("What was decided")
    since = f"With the authority since {DAY.day} {DAY:%b} {DAY.year}"
    assert since in needs[needs.index("2. Need 2") :]
    assert since in decided[decided.index("Latrine blocks") :]
    assert "Returned" not in page.text
    assert TOO_DEAR not in page.text


def test_the_gate_says_the_same(goth: Any, make: Make) -> None:
    with make.act("facilitator", goth) as act:
        from peoplesprocess.facts.gate_facts import gather

        facts = gather(act.db, [act.settlement])[goth.id]
    assert (facts.items_endorsed, facts.items_undecided) == (1, 1)
