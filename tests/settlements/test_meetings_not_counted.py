"""What nobody counted at a meeting is said to be unknown, and makes no figure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from peoplesprocess.models import Meeting
from tests.browser import Browser, Page
from tests.factories import Make
from tests.settlements.test_meetings import MEETING

People = Callable[..., Browser]
POPULATION = {"women": [100, 30, 60, 10], "men": [100, 30, 60, 10]}


@pytest.fixture
def place(make: Make) -> Any:
    return make.settlement(households=100, population=POPULATION, people=400, statuses={"displaced": 40})


def heard(page: Page, group: str) -> str:
    """What the settlement's page says of a group that was heard."""
    return page.text.partition("Who has been heard")[2].partition(group)[2]


def test_a_count_left_empty_is_not_counted_and_no_0(browser: People, place: Any, db: Session) -> None:
    bo = browser("facilitator", place)
    page = bo.send(f"/s/{place.code}/meetings/record", **MEETING, displaced="12", women_headed="0")
    assert "Of these, displaced people 12" in page.text
    assert "Of these, persons with disabilities not counted" in page.text
    assert "Households present not counted" in page.text
    assert "Households headed by a woman 0" in page.text
    stored = db.execute(
        select(Meeting.displaced, Meeting.with_disability, Meeting.women_headed, Meeting.households)
    ).one()
    assert tuple(stored) == (12, None, 0, None)


def test_a_correction_keeps_what_was_not_counted(browser: People, place: Any, db: Session) -> None:
    bo = browser("facilitator", place)
    bo.send(f"/s/{place.code}/meetings/record", **MEETING, households="60")
    page = bo.send(f"/s/{place.code}/meetings/1/correct", reason="Another place", place="Mosque")
    assert "Households present 60" in page.text
    assert "Of these, displaced people not counted" in page.text


def test_parity_says_what_is_missing_and_gives_no_figure(make: Make, browser: People, place: Any) -> None:
    make.meeting(place, women=20, displaced=2)
    make.meeting(place, women=10, men=10, displaced=10, group_code="displaced")
    bo = browser("facilitator", place)
    # 12 of 40 heard are displaced: 30 %, and 40 % of the households.
    assert heard(bo.get(f"/s/{place.code}"), "Displaced people").startswith(
        " 40 % of the households 30 % 0.75"
    )
    make.meeting(place, men=20, displaced=None, group_code="men")
    told = heard(bo.get(f"/s/{place.code}"), "Displaced people")
    assert told.startswith(" 40 % of the households not counted at 1 session")
    # What was counted of others makes their figures: women are 30 of 60, and half of those of 15 and over.
    assert heard(bo.get(f"/s/{place.code}"), "Women").startswith(" 50 % 50 % 1.00")


def test_shares_of_those_of_15_and_over_say_so(make: Make, browser: People, place: Any) -> None:
    make.meeting(place, women=20)
    assert "Of the people aged 15 and over" in browser("facilitator", place).get(f"/s/{place.code}").text


def test_a_spreadsheet_leaves_the_cell_empty(make: Make, browser: People, place: Any) -> None:
    make.meeting(place, "assembly", women=20, households=None, displaced=0)
    text = browser("facilitator", place).client.get(f"/s/{place.code}/export/meetings.csv").text
    # Displaced people, persons with disabilities, households present, households headed by a woman.
    assert ",0,0,,0," in text.replace(";", ",")
