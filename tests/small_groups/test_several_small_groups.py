"""Several small groups recorded with one form: each judged at its line, all of them or none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from peoplesprocess.db import journal
from peoplesprocess.models import JournalEntry, SmallGroup
from tests.browser import Browser
from tests.factories import Make
from tests.page_loads import page_loads
from tests.statements import statements_of

pytestmark = pytest.mark.one_database

People = Callable[..., Browser]
THREE = {
    "name1": "Sunrise",
    "households1": "14",
    "leader1": "woman",
    "lane1": "Canal lane",
    "name2": "Mango tree",
    "households2": "20",
    "since2": "2026-01-05",
    "name5": "Old well",
    "households5": "11",
}


@pytest.fixture
def goth(make: Make) -> Any:
    place = make.settlement()
    make.profile(place)
    return place


@pytest.fixture
def bo(browser: People, goth: Any) -> Browser:
    return browser("facilitator", goth)


@pytest.fixture
def form(goth: Any) -> str:
    return f"/s/{goth.code}/small-groups/record/several"


def groups(db: Session) -> list[tuple[int, str, int, str, str]]:
    db.rollback()
    columns = (SmallGroup.number, SmallGroup.name, SmallGroup.households, SmallGroup.leader, SmallGroup.lane)
    return [tuple(row) for row in db.execute(select(*columns).order_by(SmallGroup.number))]


def test_three_groups_take_two_pages(goth: Any, bo: Browser, form: str, db: Session) -> None:
    """One by one they took four: each form leads to the next one, and the last one to the list."""
    with page_loads() as pages:
        page = bo.send(form, **THREE)
    assert "45 of 100" in page.text
    assert len(pages) == 2
    assert groups(db) == [
        (1, "Sunrise", 14, "woman", "Canal lane"),
        (2, "Mango tree", 20, "", ""),
        (3, "Old well", 11, "", ""),
    ]
    entries = db.scalar(select(func.count()).where(JournalEntry.act == "small_group.record"))
    assert entries == 3
    assert journal.verify(db).first_bad is None


def test_each_line_says_what_is_wrong_with_it_and_none_is_saved(bo: Browser, form: str, db: Session) -> None:
    page = bo.send(form, **THREE | {"name2": "", "households5": ""})
    assert page.problems == [
        "Line 2: What is the group called?: Write what the group is called.",
        "Line 5: How many households are in it?: Write how many households are in it.",
    ]
    assert page.values["name1"] == ["Sunrise"] and page.values["since2"] == ["2026-01-05"]
    page = bo.send(form, **THREE | {"name2": "sunrise", "households5": "90"})
    assert page.problems[0].startswith(
        "Line 2: What is the group called?: Small group 1 already has this name."
    )
    assert page.problems[1].startswith("Line 5: How many households are in it?: With these, 104 households")
    page = bo.send(form, **THREE | {"households1": "1"})
    assert page.problems == ["Line 1: How many households are in it?: This must be at least 2."]
    assert not groups(db)


def test_an_empty_form_asks_for_a_line_and_one_sent_twice_saves_once(
    bo: Browser, form: str, db: Session
) -> None:
    assert "Write at least one line." in " ".join(bo.send(form).problems)
    data = bo.filled(form, **THREE)
    assert bo.post(form, data).location == bo.post(form, data).location
    assert len(groups(db)) == 3


def test_the_form_is_offered_beside_the_single_one_and_leads_to_itself(
    goth: Any, bo: Browser, form: str, db: Session, browser: People
) -> None:
    listed = f"/s/{goth.code}/small-groups"
    assert form in bo.get(listed).links and form in bo.get(f"{listed}/record").links
    page = bo.send(form, **THREE, another="1")
    assert page.h1 == "Which households meet together?" and "Saved." in page.text
    assert form not in bo.get(f"{listed}/1/change").links
    officer = browser("local_authority", goth)
    assert form not in officer.get(listed).links and officer.get(form).status == 404


def test_a_block_is_asked_for_where_there_are_blocks(
    make: Make, goth: Any, bo: Browser, form: str, engine: Engine
) -> None:
    assert "block_number1" not in bo.get(form).values
    bo.send(f"/s/{goth.code}/blocks/add", blocks="North")
    assert "block_number1" in bo.get(form).values
    bo.send(form, **THREE, block_number1="1")
    assert "North" in bo.get(f"/s/{goth.code}/small-groups").text
    assert statements_of(engine, bo, form) <= 6
    assert statements_of(engine, bo, f"/s/{goth.code}/small-groups?saved=1") <= 6
