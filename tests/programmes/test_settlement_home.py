"""Whoever has roles in one settlement only begins there, at the next thing to do and what waits for whom."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from peoplesprocess.accounts import actions as accounts
from peoplesprocess.core.roles import Role, RoleGrant
from peoplesprocess.db.session import reading
from peoplesprocess.models import Account
from tests.browser import Browser, Page
from tests.factories import Make
from tests.finished_work import contract_of
from tests.journal.test_who_did_what import note
from tests.programmes.test_overview import STEPS, close_steps, submit_plan
from tests.statements import statements

pytestmark = pytest.mark.one_database

People = Callable[..., Browser]


def now() -> datetime:
    """The time: of the test, as a run may pass midnight."""
    return datetime.now(UTC)


def test_the_next_thing_to_do_is_one_page_away(browser: People, make: Make, engine: Engine) -> None:
    place = make.settlement(name="Goth Sukhpur", made_at=now() - timedelta(days=4))
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
    text = browser("technical_officer", work.place).get("/").text
    assert "1 contract waits for the authority’s signature" in text, "and the two others signed"
    assert "for the community’s signature" not in text and "for the agency’s signature" not in text
    text = browser("local_authority", work.place).get("/").text
    assert "for the authority’s signature" not in text, "a line of its own says that it is theirs"


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
    opens = f"/s/{place.code}/cycles/open"
    assert opens in page.links, "the checks are months ahead, and the next cycle can begin"
    assert opens not in browser("group_representative", place, "women").get("/").links


def test_who_has_a_second_settlement_sees_a_list_and_looks_for_names(browser: People, make: Make) -> None:
    one, other = make.settlement(), make.settlement()
    grants = [RoleGrant(Role.FACILITATOR, each.programme_id, each.id) for each in (one, other)]
    with make.act() as act:
        accounts.add_account(act, accounts.AccountInput("gul", "Gul", "!"), grants)
    gul = browser()
    gul.sign_in_as("gul")
    page = gul.get("/")
    assert one.name in page.text and other.name in page.text
    assert 'action="/search"' in page.html


def last_acts(page: Page) -> str:
    """What the page tells of the last acts, "" if it tells none."""
    return page.text.partition("What was done last")[2].partition("What is recorded")[0].strip()


def test_the_last_five_acts_are_told_with_who_did_them(browser: People, make: Make, engine: Engine) -> None:
    place = make.settlement(time_zone="Asia/Karachi")
    officer = browser("committee_officer", place)
    with statements(engine) as seen:
        officer.get("/")
    for number in range(1, 7):
        note(make, place, "need.merge", f"need {number}", now() - timedelta(minutes=9 - number), into=9)
    note(make, make.settlement(), "need.change", "need 77", now())
    with statements(engine) as after:
        page = officer.get("/")
    assert len(after) == len(seen) <= 6
    told = last_acts(page)
    assert told.startswith("Need 6 was merged into need 9. The installation , ")
    assert re.findall(r"Need (\d) was merged", told) == ["6", "5", "4", "3", "2"]
    assert "need 77" not in page.text.lower()
    assert f"/s/{place.code}/journal" in page.links


def test_a_former_name_stands_with_the_present_one(browser: People, make: Make) -> None:
    place = make.settlement()
    account = make.account("facilitator", place)
    key = account_key(make, account)
    note(make, place, "need.record", "need 3", now() - timedelta(days=1), actor=key)
    note(make, place, "membership.confirm", f"account {key}", now() - timedelta(hours=1), role="facilitator")
    facilitator = browser()
    facilitator.sign_in_as(account)
    facilitator.send("/account/details", name="Berivan Ali")
    told = last_acts(browser("committee_officer", place).get("/"))
    assert re.search(r"Need 3 was recorded. Person \w+, now Berivan Ali ,", told)
    assert re.search(r"The role of Person \w+, now Berivan Ali was confirmed: Facilitator.", told)


@pytest.mark.parametrize("role", ["facilitator", "group_representative", "technical_officer"])
def test_who_may_not_read_who_did_what_reads_what_was_recorded(
    browser: People, make: Make, role: str
) -> None:
    place = make.settlement()
    person = browser(role, place, "women") if role == "group_representative" else browser(role, place)
    key = account_key(make, make.account("committee_officer", place))
    note(make, place, "need.record", "need 3", now(), actor=key)
    note(make, place, "sheet.type", "round 1 women", now(), actor=key)
    note(make, place, "membership.give", f"account {key}", now(), role="facilitator")
    page = person.get("/")
    told = last_acts(page)
    assert told.startswith("Need 3 was recorded.") and "Person" not in told
    assert "sheet" not in told and "role" not in told
    assert f"/s/{place.code}/journal" not in page.links


def account_key(make: Make, username: str) -> UUID:
    """The key of an account."""
    with reading(make.engine) as db:
        return db.scalars(select(Account.id).where(Account.username == username)).one()
