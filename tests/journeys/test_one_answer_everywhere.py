"""What comes back as it was, and what is late: every page says the same of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from peoplesprocess.db import journal
from peoplesprocess.models import PlanSubmission, Programme, TrancheRequest
from tests.browser import Browser
from tests.contracts.story import signed
from tests.factories import MARKET_DAY, Make
from tests.place_days import FAR_EAST, days_apart, today
from tests.statements import statements_of

People = Callable[..., Browser]
TOO_DEAR = "Too dear"


@pytest.fixture
def goth(make: Make, browser: People) -> Any:
    """Item 2 of the plan was returned, and handed over anew as it was. Only reading is left to do."""
    place = make.settlement(households=184, name="Goth Sukhpur")
    make.plan(
        place,
        {1: {"title": "Hand pumps"}, 2: {"title": "Latrine blocks"}},
        submitted=datetime.now(UTC) - timedelta(days=9),
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


def with_the_authority() -> str:
    day = today()
    return f"With the authority since {day.day} {day:%b} {day.year}"


def test_the_inbox_says_that_it_waits_since_it_came_back(goth: Any, browser: People) -> None:
    assert f"{goth.name} 1 since today 14 days" in browser("local_authority", goth).get("/inbox").text


def test_the_authoritys_home_says_the_same(goth: Any, browser: People) -> None:
    page = browser("local_authority", goth).get("/")
    assert "1 item of the plan waits for you. Waiting since today." in page.text


def test_the_plan_says_the_same(goth: Any, browser: People) -> None:
    page = browser("facilitator", goth).get(f"/s/{goth.code}/plan")
    assert "1 item waits for the authority" in page.text
    assert "Waits for the authority" in page.text[page.text.index("Latrine blocks") :]
    assert "Returned" not in page.text
    assert TOO_DEAR not in page.text


def test_the_approval_says_the_same_and_what_was_said_before(goth: Any, browser: People) -> None:
    page = browser("local_authority", goth).get(f"/s/{goth.code}/approval")
    assert page.h1 == "1 item waits for an answer"
    assert "Waiting since today." in page.text
    item = page.text[page.text.index("Latrine blocks") :]
    assert "It comes back unchanged." in item
    assert "Waits for: Taluka office." in item
    page = browser("local_authority", goth).get(f"/s/{goth.code}/approval/2")
    assert "Waits for: Taluka office. Waiting since today." in page.text


def test_the_need_says_the_same(goth: Any, browser: People) -> None:
    page = browser("facilitator", goth).get(f"/s/{goth.code}/needs/2")
    assert with_the_authority() in page.text
    assert "Returned" not in page.text


def test_the_board_says_the_same_of_needs_and_of_items(goth: Any, browser: People) -> None:
    page = browser().get(f"/board/{goth.code}")
    needs, _, decided = page.text.partition("What was decided")
    assert with_the_authority() in needs[needs.index("2. Need 2") :]
    assert with_the_authority() in decided[decided.index("Latrine blocks") :]
    assert "Returned" not in page.text
    assert TOO_DEAR not in page.text


def test_the_gate_says_the_same(goth: Any, make: Make) -> None:
    with make.act("facilitator", goth) as act:
        from peoplesprocess.facts.gate_facts import gather

        facts = gather(act.db, [act.settlement])[goth.id]
    assert (facts.items_endorsed, facts.items_undecided) == (1, 1)


def programme_of(make: Make, place: Any) -> str:
    with Session(make.engine) as look:
        return look.get_one(Programme, place.programme_id).code


def is_listed(manager: Browser, place: Any, make: Make) -> bool:
    """Whether a place stands on the list of what is late, in its files and however it is looked for."""
    programme = programme_of(make, place)
    asked = (f"?late=1&sort={{}}&search={place.code}".format(sort) for sort in ("name", "late"))
    pages = [manager.get(f"/p/{programme}{each}").text for each in ("?late=1", *asked)]
    files = [manager.client.get(f"/p/{programme}.csv?late=1").data.decode()]
    found = {place.name in text for text in pages + files}
    assert len(found) == 1, found
    return found.pop()


def is_marked(manager: Browser, place: Any, make: Make) -> bool:
    """Whether how long its request waits is marked beside the other settlements."""
    programme = programme_of(make, place)
    pages = [manager.get(address).html for address in ("/", f"/p/{programme}")]
    found = {'<td class="n late" data-l="Request waiting">' in html for html in pages}
    assert len(found) == 1, found
    return found.pop()


def save(db: Session, place: Any) -> None:
    journal.write(db, place.id, None, "test.make", "settlement", MARKET_DAY)
    db.commit()


def test_a_request_from_a_paper_is_late_on_every_page_once_nobody_types_any_more(
    make: Make, browser: People, db: Session, engine: Engine
) -> None:
    story = signed(make)
    office = browser("local_authority", story.place)
    office.send(f"/s/{story.place.code}/no-objection", given_on="2023-03-01")
    cleo, manager = browser("committee_officer", story.place), browser("programme_manager", story.place)
    cleo.send(f"{story.url}/tranches/1/request", statement="Cement", on_paper="2023-05-03")
    flags = f"/p/{programme_of(make, story.place)}/flags"
    waits = f"{(today() - date(2023, 5, 3)).days:,} days"

    def answers() -> set[bool]:
        assert waits in manager.get("/").text
        return {
            "days late" in manager.get(story.url).text,
            "has not answered for" in manager.get(flags).text,
            is_marked(manager, story.place, make),
            is_listed(manager, story.place, make),
        }

    assert answers() == {False}
    db.scalars(select(TrancheRequest)).one().made_at -= timedelta(days=20)
    save(db, story.place)
    assert answers() == {True}
    for address in ("/", flags, f"{flags[:-6]}?late=1", f"{flags[:-6]}?late=1&search=goth&sort=late"):
        assert statements_of(engine, manager, address) <= 6, address


def test_an_answer_to_a_plan_from_a_paper_is_late_on_every_page_once_nobody_types_any_more(
    make: Make, browser: People, db: Session, engine: Engine
) -> None:
    place = make.settlement(households=100)
    make.plan(place, {1: {}}, submitted=datetime.now(UTC))
    office, manager, board = browser("local_authority", place), browser("programme_manager", place), browser()
    office.send(f"/s/{place.code}/no-objection", given_on="2026-03-01")
    db.scalars(select(PlanSubmission)).one().on_paper_at = datetime.now(UTC) - timedelta(days=257)
    save(db, place)
    assert "days late" not in board.get(f"/board/{place.code}").text
    assert not is_listed(manager, place, make)
    db.scalars(select(PlanSubmission)).one().made_at -= timedelta(days=15)
    save(db, place)
    assert "243 days late" in board.get(f"/board/{place.code}").text
    assert is_listed(manager, place, make)
    programme = programme_of(make, place)
    assert statements_of(engine, manager, f"/p/{programme}?late=1&search=goth") <= 6


@pytest.mark.parametrize("days", [13, 14, 15])
def test_what_is_late_is_listed_by_the_clock_of_its_place(make: Make, browser: People, days: int) -> None:
    since, there = days_apart(days)
    place = make.settlement(households=100, time_zone=FAR_EAST, made_at=since)
    make.plan(place, {1: {}}, submitted=since)
    office, manager = browser("local_authority", place), browser("programme_manager", place)
    told = f"no objection is missing. Waiting for {there} days."
    assert told in office.get("/").text
    assert is_listed(manager, place, make) is (there > 14)
    office.send(f"/s/{place.code}/no-objection", given_on="2026-03-01")
    assert (f"{there} days late 14 days" in office.get("/inbox").text) is (there > 14)
    assert is_listed(manager, place, make) is (there > 14)
