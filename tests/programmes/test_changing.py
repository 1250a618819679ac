"""Changing the frame in use: numbers at once, steps for those who begin later."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from peoplesprocess.models import JournalEntry, ProcessVersion, Programme
from peoplesprocess.programmes.step_forms import EVERY_STEP
from tests.browser import Browser
from tests.factories import Make

pytestmark = pytest.mark.one_database

People = Callable[..., Browser]


def test_numbers_hold_at_once_on_pages_that_were_open(browser: People, make: Make, db: Session) -> None:
    programme = make.programme()
    place = make.settlement(programme)
    efua, bo = browser("programme_manager", place), browser("facilitator", place)
    tag = bo.get(f"/s/{place.code}").headers["ETag"]
    page = efua.send(f"/p/{programme.code}/rules", women_at_meeting="50", committee_name="Village council")
    assert "Saved." in page.text
    assert bo.get(f"/s/{place.code}", headers={"If-None-Match": tag}).status == 200
    assert bo.get(f"/s/{place.code}/committee").h1 == "Village council"
    changed = db.scalars(select(Programme)).one()
    assert (changed.rules["women_at_meeting"], changed.version) == (50, 2)
    assert changed.rules["instalments"][1] == {
        "percent": 40,
        "work_done": 20,
        "money_spent": 70,
        "certificate": False,
    }
    assert changed.rules["check_months"] == [3, 6, 12]


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"percent1": "31"}, "The shares add up to 101 %. They must add up to 100 %."),
        ({"percent4": "", "percent3": "30"}, "This instalment has conditions, but no share."),
        ({"spent1": "70"}, "Nothing is released before the first instalment"),
        ({"women_signatories": "4"}, "This is more than the number of people who sign."),
        ({"women_at_meeting": "101"}, "This cannot be more than 100."),
        ({"answer_days": ""}, "Write within how many days an authority should answer."),
        ({"check1": "", "check2": "", "check3": ""}, "Name at least one check"),
        ({"tokens": "three"}, "Write a whole number in digits."),
    ],
)
def test_numbers_that_cannot_be_are_told_at_their_field(
    browser: People, make: Make, db: Session, wrong: dict[str, str], why: str
) -> None:
    programme = make.programme()
    page = browser("programme_manager", programme).send(f"/p/{programme.code}/rules", **wrong)
    assert page.status == 422
    assert why in page.problems[0]
    assert db.scalars(select(Programme.version)).one() == 1


def test_a_save_over_a_newer_save_shows_both(browser: People, make: Make, db: Session) -> None:
    programme = make.programme()
    url = f"/p/{programme.code}/rules"
    efua, gul = browser("programme_manager", programme), browser("administrator")
    sent = gul.filled(url, committee_name="Shura")
    efua.send(url, committee_name="Village council")
    page = gul.post(url, sent)
    assert page.status == 409
    assert "Village council" in page.text
    assert page.values["committee_name"] == ["Shura"]
    assert gul.post(url, page.values).status == 303
    assert db.scalars(select(Programme.committee_name)).one() == "Shura"


def test_new_steps_are_a_new_version_and_who_walks_keeps_the_old(
    browser: People, make: Make, db: Session
) -> None:
    programme = make.programme()
    place = make.settlement(programme)
    efua = browser("programme_manager", place)
    url = f"/p/{programme.code}/steps"
    assert efua.get(url).values["name_map"] == ["Map needs"]
    sent: dict[str, Any] = {
        "keep_organise": [],
        "name_map": "Walk and listen",
        "checks_map": ["needs"],
        "order_plan": "1",
    }
    assert "Saved." in efua.send(url, **sent).text
    newest = db.scalars(select(ProcessVersion).order_by(ProcessVersion.version.desc())).first()
    assert newest is not None
    assert newest.version == 2
    assert [step["key"] for step in newest.steps][:3] == ["mobilise", "plan", "map"]
    assert [step["name"] for step in newest.steps][:3] == ["Mobilise", "Plan", "Walk and listen"]
    assert newest.steps[2]["gate"] == ["needs"]
    db.rollback()
    assert "Organise" in browser("facilitator", place).get(f"/s/{place.code}").text
    later = make.settlement(programme)
    assert "Walk and listen" in browser("facilitator", later).get(f"/s/{later.code}").text


def test_a_programme_that_left_a_step_out_can_change_its_steps_again(
    browser: People, make: Make, db: Session
) -> None:
    """The empty place of the step that is not used was taken for a number that cannot be read."""
    programme = make.programme()
    efua = browser("programme_manager", programme)
    url = f"/p/{programme.code}/steps"
    assert "Saved." in efua.send(url, keep_organise=[]).text
    assert efua.get(url).values["order_organise"] == [""]
    assert "Saved." in efua.send(url, name_map="Walk and listen").text
    assert "Saved." in efua.send(url, keep_organise="yes", order_organise="2").text


def test_a_programme_adds_steps_of_its_own_and_who_walks_keeps_the_old(
    browser: People, make: Make, db: Session
) -> None:
    programme = make.programme()
    place = make.settlement(programme)
    efua = browser("programme_manager", place)
    added = {
        "keep_own-1": "yes",
        "name_own-1": "Register land",
        "order_own-1": "1",
        "asks_own-1": "Who lives on which plot?",
        "keep_own-2": "yes",
        "name_own-2": "Train masons",
        "order_own-2": "9",
        "asks_own-2": "Who can lay a straight wall?",
        "checks_own-2": ["needs"],
    }
    url = f"/p/{programme.code}/steps"
    assert "Saved." in efua.send(url, **added).text
    assert efua.get(url).values["name_own-1"] == ["Register land"]
    newest = db.scalars(select(ProcessVersion).order_by(ProcessVersion.version.desc())).first()
    assert newest is not None and len(newest.steps) == 11
    db.rollback()
    assert "Register land" not in browser("facilitator", place).get(f"/s/{place.code}").text
    later = make.settlement(programme)
    bo = browser("facilitator", later)
    page = bo.get(f"/s/{later.code}")
    assert "Close this step when it is done" in page.text and "Who lives on which plot?" in page.text
    assert bo.get(f"/s/{later.code}/steps/own-1").status == 200
    assert "Mobilise" in bo.send(f"/s/{later.code}/close/own-1").text
    assert "Register land" in bo.get(f"/s/{later.code}").text
    assert "Register land" in efua.get(f"/s/{later.code}/journal").text
    assert "Mobilise" in efua.get(f"/p/{programme.code}").text


def test_steps_of_their_own_alone_are_no_process(browser: People, make: Make) -> None:
    programme = make.programme()
    url = f"/p/{programme.code}/steps"
    efua = browser("programme_manager", programme)
    left = {name: [] for name in efua.get(url).values if name.startswith("keep_")}
    own = {"keep_own-1": "yes", "name_own-1": "Talk", "order_own-1": "1", "asks_own-1": "What now?"}
    page = efua.send(url, **left, **own)
    assert page.status == 422 and "Keep at least one of the usual steps." in page.text
    assert efua.send(url, **{"keep_own-1": "yes"}).status == 422


def test_usual_names_stay_strings_that_are_translated(browser: People, make: Make, db: Session) -> None:
    programme = make.programme()
    efua = browser("programme_manager", programme)
    efua.get("/?language=ar")
    assert efua.send(f"/p/{programme.code}/steps", name_plan="Plan").status == 200
    newest = db.scalars(select(ProcessVersion).order_by(ProcessVersion.version.desc())).first()
    assert newest is not None
    assert newest.steps[0]["name"] == "Mobilise"


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"checks_contract": []}, "guards money. Its checks cannot be left out."),
        ({"name_map": ""}, "Every step needs a name and a question."),
        ({"order_map": ""}, "Give the step its place in the order."),
        ({"checks_map": ["made-up"]}, "Choose from the list."),
    ],
)
def test_steps_that_cannot_be_walked_are_refused(
    browser: People, make: Make, db: Session, wrong: dict[str, Any], why: str
) -> None:
    programme = make.programme()
    page = browser("programme_manager", programme).send(f"/p/{programme.code}/steps", **wrong)
    assert page.status == 422
    assert why in page.problems[0]
    assert db.scalar(select(func.count()).select_from(ProcessVersion)) == 1


def test_two_who_change_the_steps_do_not_lose_each_others(browser: People, make: Make) -> None:
    programme = make.programme()
    url = f"/p/{programme.code}/steps"
    efua, gul = browser("programme_manager", programme), browser("administrator")
    sent = gul.filled(url, name_map="Walk")
    efua.send(url, name_map="Listen")
    page = gul.post(url, sent)
    assert page.status == 409
    assert "Listen" in page.text
    assert page.values["name_map"] == ["Walk"]
    assert gul.post(url, page.values).status == 303


def test_who_may_not_change_finds_nothing(browser: People, make: Make, db: Session) -> None:
    programme = make.programme()
    place = make.settlement(programme)
    for role in ("finance_officer", "facilitator", "local_authority"):
        for page in ("rules", "steps"):
            assert browser(role, place).get(f"/p/{programme.code}/{page}").status == 404
    assert db.scalar(select(func.count()).where(JournalEntry.act == "rules.change")) == 0


def test_each_step_is_one_line_that_says_what_differs_from_the_usual_conditions(
    browser: People, make: Make
) -> None:
    programme = make.programme()
    efua, url = browser("programme_manager", programme), f"/p/{programme.code}/steps"
    page = efua.get(url)
    assert folded(page.html) == [False] * len(EVERY_STEP)
    assert "Also:" not in page.text and "Without:" not in page.text
    efua.send(url, checks_map=["needs", "small-groups"], checks_plan=[])
    again = efua.get(url)
    summaries = re.findall(r"<summary>(.*?)</summary>", again.html, re.S)
    assert any("Map needs" in line and "Also:" in line for line in summaries), summaries
    assert any("0 conditions" in line and "Without:" in line for line in summaries), summaries
    wrong = efua.send(url, name_plan="")
    unfolded = [step.name for step, is_open in zip(EVERY_STEP, folded(wrong.html), strict=True) if is_open]
    assert (wrong.status, unfolded) == (422, ["Plan"]), "only the step to put right is unfolded"


def folded(html: str) -> list[bool]:
    """Whether each of the folded parts of a page is open."""
    return [" open" in tag for tag in re.findall(r"<details[^>]*>", html)]
