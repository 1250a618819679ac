"""Closing a complete step with one button: on the village's page, and where somebody is led after saving."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from html import unescape
from typing import Any

import pytest
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from peoplesprocess.core.process.steps import VARIANTS, stored
from peoplesprocess.models import ProcessVersion, StepClosure
from peoplesprocess.settlements.actions import NoObjectionInput, record_no_objection
from tests.browser import Browser, Page
from tests.contracts.story import endorsed
from tests.factories import MARKET_DAY, Make
from tests.page_loads import page_loads
from tests.settlements.test_closing_steps import closed, organised
from tests.settlements.test_cycles import SPENT_ELSEWHERE, built_to_the_handover
from tests.settlements.test_meetings import MEETING
from tests.statements import statements_of

pytestmark = pytest.mark.one_database

People = Callable[..., Browser]
ON_PAPER = date(2026, 3, 20)


def button(page: Page) -> tuple[str, dict[str, str]]:
    """Where the one button of a page sends its form, and what it sends."""
    found = re.search(
        r'<form method="?post"? action="([^"]*/close/[^"]*)">(.*?)</form>', page.html, re.DOTALL
    )
    assert found, page.text
    return unescape(found[1]), dict(re.findall(r'name="?(form_id|token)"? value="?([\w-]+)', found[2]))


def offers(page: Page) -> bool:
    return "/close/" in page.html and "Close this step</button>" in page.html


def nearly_mobilised(make: Make) -> Any:
    """A settlement at its first step, of which only the meeting is missing."""
    place = make.settlement()
    make.profile(place)
    carla = make.authority(place)
    with make.act(carla, place) as act:
        record_no_objection(act, NoObjectionInput("Taluka office", "", MARKET_DAY.date()))
    return place


def test_a_complete_step_closes_with_the_village_page_and_one_button(
    make: Make, browser: People, db: Session
) -> None:
    """Two loads, where the page of the closing was a third."""
    place = organised(make)
    bo = browser("facilitator", place)
    with page_loads() as pages:
        village = bo.get(f"/s/{place.code}")
        answer = bo.post(*button(village))
        assert (answer.status, answer.location) == (303, f"/s/{place.code}?saved=1")
        assert not offers(bo.get(answer.location))
    assert len(pages) == 2
    assert "This step is complete" in village.text
    assert "Signatories: 3, of whom women: 1" in village.text
    assert closed(db, place) == ["mobilise", "organise"]


def test_a_step_closed_on_paper_takes_no_page_of_its_own(make: Make, browser: People, db: Session) -> None:
    """Two loads, where the page that asks for the day was a third; the button alone means today."""
    place = nearly_mobilised(make)
    bo = browser("facilitator", place)
    sent = bo.filled(f"/s/{place.code}/meetings/record", **MEETING)
    with page_loads() as pages:
        told = bo.get(bo.post(f"/s/{place.code}/meetings/record", sent).location)
        assert "When was it? (if not today)" in told.text
        address, sent = button(told)
        answer = bo.post(address, {**sent, "on_paper": ON_PAPER.isoformat()})
        assert answer.status == 303, answer.problems
        bo.get(answer.location)
    assert len(pages) == 2
    closure = db.scalars(select(StepClosure)).one()
    assert closure.on_paper_at is not None
    assert closure.on_paper_at.date() == ON_PAPER


def test_a_wrong_day_beside_the_button_is_kept_and_explained(
    make: Make, browser: People, db: Session
) -> None:
    place = organised(make)
    bo = browser("facilitator", place)
    address, sent = button(bo.get(f"/s/{place.code}"))
    page = bo.post(address, {**sent, "on_paper": "1999-01-01"})
    assert page.status == 422
    assert page.values["on_paper"] == ["1999-01-01"], "on the page of the closing itself"
    assert closed(db, place) == ["mobilise"]


def test_what_was_saved_last_leads_to_the_closing_on_its_own_page(
    make: Make, browser: People, db: Session
) -> None:
    """One load after the meeting is saved, where three were needed."""
    place = nearly_mobilised(make)
    bo = browser("facilitator", place)
    assert not offers(bo.get(f"/s/{place.code}"))
    page = bo.send(f"/s/{place.code}/meetings/record", **MEETING)
    assert "/meetings/1" in page.html
    assert "This step is complete: Mobilise" in page.text
    assert "The authority has no objection" in page.text
    assert bo.post(*button(page)).location == f"/s/{place.code}?saved=1"
    assert closed(db, place) == ["mobilise"]


def test_the_closing_is_offered_only_after_saving_and_to_who_may_close(make: Make, browser: People) -> None:
    place = organised(make)
    bo = browser("facilitator", place)
    committee = f"/s/{place.code}/committee"
    assert not offers(bo.get(committee))
    assert offers(bo.get(f"{committee}?saved=1"))
    for role in ("committee_officer", "local_authority", "technical_officer"):
        visitor = browser(role, place)
        assert not offers(visitor.get(f"/s/{place.code}"))
        assert not offers(visitor.get(f"{committee}?saved=1"))


def test_nothing_is_offered_while_something_is_missing_nor_beside_another_form(
    make: Make, browser: People
) -> None:
    place = organised(make)
    bo, efua = browser("facilitator", place), browser("programme_manager", place)
    assert not offers(bo.get(f"/s/{place.code}/meetings/record?saved=1"))
    other = make.settlement()
    carl = browser("programme_manager", other)
    assert not offers(carl.get(f"/s/{other.code}/meetings?saved=1"))
    assert "without all conditions" in carl.get(f"/s/{other.code}").text
    assert "without all conditions" not in efua.get(f"/s/{place.code}").text


def test_the_last_handover_leads_to_its_checks_and_to_the_closing(make: Make, browser: People) -> None:
    """One load less: checks that were due hid the closing, which the village's page had to show."""
    place = endorsed(make, households=100)
    make.contract(place)
    built_to_the_handover(make, place)
    bo, village = browser("facilitator", place), f"/s/{place.code}"
    bo.send(f"{village}/contracts/items/1/defer", reason=SPENT_ELSEWHERE)
    for step in ("contract", "build"):
        bo.send(f"{village}/close/{step}")
    page = bo.get(f"{village}/closure/1?saved=closure.hand_over")
    assert "checks after the handover are due." in page.text
    assert "This step is complete: Hand over" in page.text
    assert bo.post(*button(page)).location == f"{village}?saved=1"


def test_a_step_that_asks_nothing_is_not_offered_after_every_form(make: Make, browser: People) -> None:
    place = make.settlement()
    with make.act("", place) as act:
        act.db.execute(
            update(ProcessVersion)
            .where(ProcessVersion.id == place.process_id)
            .values(steps=stored(VARIANTS["blank"]))
        )
        act.note("test.make", "process")
    bo = browser("facilitator", place)
    assert offers(bo.get(f"/s/{place.code}"))
    assert not offers(bo.get(f"/s/{place.code}/meetings?saved=1"))


def test_the_button_pressed_twice_closes_once(make: Make, browser: People, db: Session) -> None:
    place = organised(make)
    bo = browser("facilitator", place)
    pressed = button(bo.get(f"/s/{place.code}"))
    assert [bo.post(*pressed).location for _ in range(2)] == [f"/s/{place.code}?saved=1"] * 2
    assert closed(db, place) == ["mobilise", "organise"]


def test_who_is_outrun_reads_so_on_the_page_of_the_closing(make: Make, browser: People, db: Session) -> None:
    place = organised(make)
    bo, efua = browser("facilitator", place), browser("programme_manager", place)
    pressed = button(bo.get(f"/s/{place.code}"))
    efua.post(*button(efua.get(f"/s/{place.code}")))
    page = bo.post(*pressed)
    assert page.status == 422
    assert page.problems == ["This step is closed already, or another one comes first."]


def test_a_page_with_the_button_is_not_kept_for_another_session(make: Make, browser: People) -> None:
    """Pages outlive a session in the browser's memory, and a form belongs to one."""
    place = organised(make)
    bo = browser("facilitator", place)
    address = f"/s/{place.code}"
    first = bo.get(address)
    assert "ETag" not in first.headers
    bo.sign_in_as(bo.username)
    again = bo.get(address)
    assert button(again) != button(first)
    assert bo.post(*button(again)).status == 303
    assert "ETag" in bo.get(address).headers


def test_the_pages_with_the_button_take_few_statements(make: Make, browser: People, engine: Engine) -> None:
    place = organised(make)
    bo = browser("facilitator", place)
    assert statements_of(engine, bo, f"/s/{place.code}") <= 6
    assert statements_of(engine, bo, f"/s/{place.code}/committee?saved=1") <= 6
