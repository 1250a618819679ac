"""What was done on paper before it was typed in: the day counts, and both days can be read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from peoplesprocess.core.messages import Refused
from peoplesprocess.db import journal
from peoplesprocess.plans.actions import submit
from tests.browser import Browser
from tests.contracts.amended import propose
from tests.contracts.story import FORM, at, endorsed, signed
from tests.factories import Make
from tests.place_days import today

pytestmark = pytest.mark.one_database

People = Callable[..., Browser]
LATEST = "This day has not come yet. Leave it empty if it was today."


def days_ago(count: int) -> date:
    return today() - timedelta(days=count)


@pytest.fixture
def adopted(make: Make) -> Any:
    """A place whose assembly adopted the plan on the day of the market."""
    place = make.settlement(households=100)
    make.plan(place, adopted=True)
    return place


def test_a_plan_is_late_by_the_day_on_which_it_was_handed_over_on_paper(
    adopted: Any, browser: People, db: Session
) -> None:
    url, bo = f"/s/{adopted.code}", browser("facilitator", adopted)
    page = bo.send(f"{url}/plan/submit", on_paper=days_ago(17).isoformat())
    assert "(typed in on" in page.text
    assert "(typed in on" in bo.get(f"{url}/approval").text
    assert "Waiting for 17 days." in bo.get(f"{url}/approval").text
    board = browser().get(f"/board/{adopted.code}").text
    assert "3 days late" in board
    assert "(typed in on" in board
    assert journal.verify(db).first_bad is None


def test_a_plan_that_is_handed_over_today_says_one_day(adopted: Any, browser: People) -> None:
    bo = browser("facilitator", adopted)
    assert "(typed in on" not in bo.send(f"/s/{adopted.code}/plan/submit", on_paper=today().isoformat()).text


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (days_ago(-1), "has not come yet"),
        (date(2023, 3, 11), "It cannot have been handed over before that."),
    ],
)
def test_a_plan_is_handed_over_between_its_adoption_and_today(
    adopted: Any, browser: People, day: date, why: str
) -> None:
    page = browser("facilitator", adopted).send(f"/s/{adopted.code}/plan/submit", on_paper=day.isoformat())
    assert page.status == 422
    assert why in page.problems[0]


def test_an_answer_on_paper_is_not_older_than_the_submission(make: Make, browser: People) -> None:
    place = make.settlement(households=100)
    make.plan(place, submitted=datetime.now(UTC) - timedelta(days=5))
    url, mayor = f"/s/{place.code}/approval", browser("local_authority", place)
    page = mayor.send(f"{url}/1", verdict="endorse", on_paper=days_ago(6).isoformat())
    assert "This answer cannot be from an earlier day." in page.problems[0]
    page = mayor.send(f"{url}/1", verdict="endorse", on_paper=days_ago(4).isoformat())
    assert "(typed in on" in page.text
    page = mayor.send(f"{url}/1", verdict="return", reason="Land", on_paper=days_ago(5).isoformat())
    assert "This answer cannot be from an earlier day." in page.problems[0]


def test_a_contract_is_signed_on_paper_after_the_authoritys_yes(
    make: Make, browser: People, db: Session
) -> None:
    place = endorsed(make)
    browser("facilitator", place).send(f"/s/{place.code}/contracts/draft", **FORM)
    url, cleo = f"/s/{place.code}/contracts/1/sign", browser("committee_officer", place)
    page = cleo.send(url, party="community", on_paper="2026-03-11")
    assert "The authority endorsed it on" in page.problems[0]
    page = cleo.send(url, party="community", on_paper="2026-03-13")
    assert "13 Mar 2026" in page.text
    assert "(typed in on" in page.text
    assert journal.verify(db).first_bad is None


def test_an_amendment_is_signed_on_paper_after_the_contract(make: Make, browser: People) -> None:
    story = signed(make)
    number = propose(make, story, contribution=380_000_00)
    url = f"/s/{story.place.code}/contracts/{story.number}/amendments/{number}/sign"
    cleo = browser()
    cleo.sign_in_as(story.usernames["committee_officer"])
    page = cleo.send(url, party="community", on_paper="2023-04-29")
    assert "The contract was signed on 30 Apr 2023." in page.problems[0]
    page = cleo.send(url, party="community", on_paper="2023-05-21")
    assert "21 May 2023" in page.text
    assert "(typed in on" in page.text


def test_the_acts_themselves_take_no_day_that_has_not_come(make: Make, adopted: Any) -> None:
    with make.act("facilitator", adopted, at(date(2026, 3, 20))) as act, pytest.raises(Refused) as refused:
        submit(act, date(2026, 3, 21))
    assert (refused.value.field, refused.value.sentence.text) == ("on_paper", LATEST)
