"""A session under an open or counted round: people who chose stay people who came."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from peoplesprocess.db import journal
from peoplesprocess.facts.meetings import SESSION_COUNTS
from peoplesprocess.models import Cycle, Result, Strike
from tests.browser import Browser
from tests.factories import Make
from tests.priorities.test_votes_with_codes import HEARD, TITLES, bo, codes_of, on_paper, vote

People = Callable[..., Browser]


def session_of(town: Any, group: str) -> str:
    """The address of a group's session."""
    return f"/s/{town.place.code}/meetings/{list(HEARD).index(group) + 1}"


def struck(db: Session) -> int:
    found = db.scalar(select(func.count()).select_from(Strike)) or 0
    db.rollback()
    return found


def test_a_session_is_not_struck_under_a_sheet_that_waits_to_be_counted(
    community: Any, browser: People, db: Session
) -> None:
    town = community(HEARD, TITLES)
    town.open()
    for group, people in HEARD.items():
        on_paper(town, group, people, {1: people, 2: people, 3: people})
    visitor, url = bo(town, browser), session_of(town, "displaced")
    page = visitor.send(f"{url}/strike", reason="Nobody came")
    assert page.problems[0].startswith("Displaced")
    assert "who chose on the sheet or have a paper with a code for round 1: 6" in page.problems[0]
    page = visitor.send(f"{url}/correct", women2="5", reason="5 for 6")
    assert "People at the sessions, with this number: 5." in page.problems[0]
    assert struck(db) == 0
    page = visitor.send(f"{url}/correct", women2="8", reason="8 for 6")
    assert page.problems == []
    assert town.close()


@pytest.mark.parametrize("votes", [0, 6])
def test_a_session_is_not_struck_under_papers_with_codes(
    community: Any, browser: People, db: Session, votes: int
) -> None:
    town = community(HEARD, TITLES)
    town.open(method="secret", tokens=2)
    visitor, url = bo(town, browser), session_of(town, "displaced")
    codes = codes_of(visitor.send(f"{town.url}/1/slips/displaced", wanted="6"))
    for code in codes[:votes]:
        vote(browser, code, 1)
    page = visitor.send(f"{url}/correct", women2="3", reason="3 for 6")
    assert "have a paper with a code for round 1: 6" in page.problems[0]
    assert "as handed in" in page.problems[0]
    visitor.send(f"{town.url}/1/handed-in", codes=" ".join(codes[3:]))
    page = visitor.send(f"{url}/correct", women2="3", reason="3 for 6")
    assert page.problems == []


def test_a_session_of_people_who_voted_with_codes_stays_once_they_are_counted(
    community: Any, browser: People, db: Session
) -> None:
    town = community(HEARD, TITLES)
    town.open(method="secret", tokens=2)
    visitor = bo(town, browser)
    for code in codes_of(visitor.send(f"{town.url}/1/slips/displaced", wanted="6")):
        vote(browser, code, 1)
    on_paper(town, "women", 14, {1: 14})
    town.close()
    page = visitor.send(f"{session_of(town, 'displaced')}/strike", reason="Nobody came")
    assert page.problems[0].startswith("Round 1 was counted with the people of this session, so it stays.")
    assert struck(db) == 0
    assert db.scalar(select(func.count()).select_from(Result)) == 1


def test_a_corrected_session_of_the_last_cycle_brings_nobody_into_this_one(
    make: Make, browser: People, db: Session
) -> None:
    place = make.settlement()
    number = make.meeting(place, women=20)
    with make.act(make.facilitator(place), place) as act:
        act.db.add(
            Cycle(**act.columns, cycles_before=1, begins_with="needs", money_added=0, reason="Next year")
        )
        act.note("test.cycle", "cycle 2")
    page = browser("facilitator", place).send(
        f"/s/{place.code}/meetings/{number}/correct", women2="21", reason="21 for 20"
    )
    assert page.problems == []
    counts = [
        SESSION_COUNTS.all(db, settlement=place.id, cycles_before=cycles_before) for cycles_before in (0, 1)
    ]
    assert [len(of_cycle) for of_cycle in counts] == [1, 0]
    assert journal.verify(db).first_bad is None
