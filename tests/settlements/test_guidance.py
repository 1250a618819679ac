"""How each step is done: our half page for each, the programme's own words first, one page on paper."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from peoplesprocess.core.process import steps
from peoplesprocess.core.process.step_guidance import GUIDANCE
from peoplesprocess.models import JournalEntry, ProcessVersion, StepGuidance
from tests.browser import Browser
from tests.factories import Make

People = Callable[..., Browser]
OWN = "Bring two mobilisers, a woman and a man.\nAsk the ward office first."


@pytest.fixture
def place(make: Make) -> Any:
    """A settlement that begins, and its programme."""
    programme = make.programme(name="Sindh recovery")
    made = make.settlement(programme)
    made.programme = programme
    return made


def test_every_step_of_ours_says_how_it_is_done() -> None:
    assert set(GUIDANCE) == {step.key for step in steps.STEPS}
    assert all(3 <= len(guidance.agenda) <= 5 for guidance in GUIDANCE.values())


def test_the_present_step_leads_to_how_it_is_done_and_on_to_the_next(browser: People, place: Any) -> None:
    bo = browser("facilitator", place)
    assert f"/s/{place.code}/steps/mobilise" in bo.get(f"/s/{place.code}").links
    page = bo.get(f"/s/{place.code}/steps/mobilise")
    assert page.title.startswith("How this is done: Mobilise")
    for heading in ("The gathering", "Who to invite", "What to bring", "Read this aloud"):
        assert heading in page.text
    assert GUIDANCE["mobilise"].read_aloud in page.text
    assert "asks you" not in page.text
    page = bo.get(next(link for link in page.links if link.endswith("/steps/organise")))
    assert page.h1 == "Who speaks and signs for the community?"
    assert f"/s/{place.code}/steps/mobilise" in page.links
    assert bo.get(f"/s/{place.code}/steps/unknown").status == 404
    french = bo.get(f"/s/{place.code}/steps/map?language=fr").text
    assert "À lire à voix haute" in french


def test_the_words_of_the_programme_stand_first_and_can_be_taken_away(
    browser: People, place: Any, db: Session
) -> None:
    efua, bo = browser("programme_manager", place), browser("facilitator", place)
    url = f"/p/{place.programme.code}/guidance"
    tag = bo.client.get(f"/s/{place.code}/steps/organise").headers["ETag"]
    assert "The programme has written nothing of its own." in efua.get(url).text
    page = efua.send(f"{url}/organise", text=OWN)
    assert "Bring two mobilisers, a woman and a man." in page.text
    again = bo.client.get(f"/s/{place.code}/steps/organise", headers={"If-None-Match": tag})
    assert again.status_code == 200
    page = bo.get(f"/s/{place.code}/steps/organise")
    assert (
        page.text.index("Sindh recovery asks you")
        < page.text.index("Bring two")
        < page.text.index("The gathering")
    )
    assert '<p dir="auto">Bring two mobilisers' in page.html
    assert "Bring two" not in bo.get(f"/s/{place.code}/steps/map").text
    efua.send(f"{url}/organise", text="")
    assert "asks you" not in bo.get(f"/s/{place.code}/steps/organise").text
    assert db.scalars(select(StepGuidance.text).order_by(StepGuidance.number)).all() == [OWN, ""]
    acts = select(JournalEntry.subject).where(JournalEntry.act == "guidance.write")
    assert db.scalars(acts).all() == ["step organise"] * 2
    db.rollback()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "Nothing was changed."),
        ("Ask Ali at +92 300 1234567", "This looks like a telephone"),
        ("x" * 1201, "This is 1,201 characters long."),
    ],
)
def test_words_that_cannot_stand_are_refused_with_what_to_do(
    browser: People, place: Any, db: Session, text: str, problem: str
) -> None:
    efua, url = browser("programme_manager", place), f"/p/{place.programme.code}/guidance/organise"
    page = efua.post(url, efua.filled(url, text=text))
    assert page.status == 422
    assert problem in page.problems[0]
    assert db.scalars(select(StepGuidance)).all() == []
    db.rollback()


def test_who_saves_over_newer_words_sees_both(browser: People, place: Any) -> None:
    efua, url = browser("programme_manager", place), f"/p/{place.programme.code}/guidance/organise"
    mine = efua.filled(url, text="Mine")
    efua.send(url, text="Theirs")
    page = efua.post(url, mine)
    assert page.status == 409
    assert "Saved meanwhile" in page.text and "Theirs" in page.text
    assert page.values["text"] == ["Mine"]
    assert efua.post(url, {**page.values}).status == 303


@pytest.mark.parametrize("role", ["facilitator", "finance_officer", "local_authority"])
def test_only_who_changes_the_programme_writes_its_words(browser: People, place: Any, role: str) -> None:
    somebody = browser(role, place)
    assert somebody.get(f"/p/{place.programme.code}/guidance").status == 404
    assert somebody.get(f"/p/{place.programme.code}/guidance/map").status == 404
    efua = browser("programme_manager", place)
    assert efua.get(f"/p/{place.programme.code}/guidance/unknown").status == 404


def test_a_step_of_the_programmes_own_shows_only_its_words(browser: People, place: Any, db: Session) -> None:
    own = replace(
        steps.STEPS[0], key="own-1", name="Bless the ground", asks="Is the ground blessed?", gate=()
    )
    walk = steps.stored((own, *steps.STEPS))
    db.execute(
        update(ProcessVersion).where(ProcessVersion.programme_id == place.programme_id).values(steps=walk)
    )
    from peoplesprocess.db import journal

    journal.write(db, place.programme_id, None, "test.steps", "steps", place.made_at)
    db.commit()
    page = browser("facilitator", place).get(f"/s/{place.code}/steps/own-1")
    assert page.h1 == "Is the ground blessed?"
    assert "Nothing is written about this step yet." in page.text
    efua = browser("programme_manager", place)
    efua.send(f"/p/{place.programme.code}/guidance/own-1", text="The elders go first.")
    page = browser("facilitator", place).get(f"/s/{place.code}/steps/own-1")
    assert "The elders go first." in page.text
    assert "The gathering" not in page.text and "Nothing is written" not in page.text
