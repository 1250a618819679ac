"""Whoever has roles in one settlement only begins there, at the next thing to do and what waits for whom."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from peoplesprocess.accounts import actions as accounts
from peoplesprocess.core.roles import Grant, Role
from tests.browser import Browser
from tests.factories import Make
from tests.finished_work import contract_of
from tests.programmes.test_overview import STEPS, close_steps, submit_plan
from tests.statements import statements

People = Callable[..., Browser]
NOW = datetime.now(UTC)


def test_the_next_thing_to_do_is_one_page_away(browser: People, make: Make, engine: Engine) -> None:
    place = make.settlement(name="Goth Sukhpur", made_at=NOW - timedelta(days=4))
    facilitator = browser("facilitator", place)
    with statements(engine) as seen:
        page = facilitator.get("/")
    assert len(seen) <= 6
    assert page.h1 == "What comes next?"
    assert "Goth Sukhpur" in page.text and "Mobilise 4 days in this step" in page.text
    assert f"/s/{place.code}/sheet/write" in page.links
    assert {f"/s/{place.code}", f"/s/{place.code}/needs", f"/s/{place.code}/works"} <= set(page.links)
    assert 'action="/search"' not in page.html
    assert facilitator.get(f"/s/{place.code}/sheet/write").status == 200


def test_what_waits_is_told_with_for_whom(browser: People, make: Make, db: Session) -> None:
    place = make.settlement()
    assert "What waits for whom" not in browser("facilitator", place).get("/").text
    submit_plan(db, place, items=2, days_ago=3)
    page = browser("committee_officer", place).get("/")
    assert "What waits for whom 2 items of the plan wait for the authority’s answer" in page.text
    work = contract_of(make, make.settlement(), signatures=2)
    assert "1 contract waits for signatures" in browser("technical_officer", work.place).get("/").text


@pytest.mark.parametrize("role", ["facilitator", "committee_officer", "group_representative"])
def test_everybody_is_told_what_the_settlements_page_tells(browser: People, make: Make, role: str) -> None:
    place = make.settlement()
    person = browser(role, place, "women") if role == "group_representative" else browser(role, place)
    ours, theirs = person.get("/"), person.get(f"/s/{place.code}")
    said = theirs.html.split('class="next"')[1].split("</section>")[0]
    assert said in ours.html


def test_a_settlement_at_its_end_leads_to_its_checks(browser: People, make: Make, db: Session) -> None:
    place = make.settlement()
    close_steps(db, place, *STEPS)
    page = browser("facilitator", place).get("/")
    assert "All works are handed over" in page.text
    assert f"/s/{place.code}/closure" in page.links


def test_who_has_a_second_settlement_sees_a_list_and_looks_for_names(browser: People, make: Make) -> None:
    one, other = make.settlement(), make.settlement()
    grants = [Grant(Role.FACILITATOR, each.programme_id, each.id) for each in (one, other)]
    with make.act() as act:
        accounts.add_account(act, accounts.AccountInput("gul", "Gul", "!"), grants)
    gul = browser()
    gul.sign_in_as("gul")
    page = gul.get("/")
    assert one.name in page.text and other.name in page.text
    assert 'action="/search"' in page.html
