"""An instalment of a village that is typed in afterwards: the days on paper count, late ones are seen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from peoplesprocess.core.paper_days import told_as_of
from peoplesprocess.core.time_zones import day_at
from peoplesprocess.db import journal
from peoplesprocess.facts import settlement_summaries
from peoplesprocess.facts.late_tranche_requests import papers_at
from peoplesprocess.models import Programme, TrancheRequest
from peoplesprocess.works import queries
from peoplesprocess.works.ledger import ledger
from tests.browser import Browser
from tests.contracts.story import at, by, signed
from tests.factories import MARKET_DAY, Make
from tests.place_days import today
from tests.works.test_instalments import ask, first_paid, pay, spend, visit

pytestmark = pytest.mark.one_database

People = Callable[..., Browser]
ASK = {"statement": "The first instalment, for cement and wages"}


@pytest.fixture
def story(make: Make) -> Any:
    return signed(make)


def test_an_instalment_typed_in_afterwards_was_late_by_its_days_on_paper(
    story: Any, browser: People, db: Session
) -> None:
    cleo, femi = browser("committee_officer", story.place), browser("finance_officer", story.place)
    asked = cleo.get(f"{story.url}/tranches/1/request").text
    assert "What is this instalment for?" in asked and "with the money so far" not in asked, "none came yet"
    page = cleo.send(f"{story.url}/tranches/1/request", **ASK, on_paper="2023-05-03")
    assert "3 May 2023 (typed in on" in page.text
    page = femi.send(f"{story.url}/tranches/1/release", paper="BD-7781", on_paper="2023-05-27")
    assert "27 May 2023 (typed in on" in page.text
    assert "paid after 24 days, 10 days late" in page.text
    board = browser().get(f"/board/{story.place.code}").text
    assert "The agency was late by 10 days in all." in board
    assert "27 May 2023 (typed in on" in board
    work = browser().get(f"/board/{story.place.code}/work/1").text
    assert "asked for on 3 May 2023, paid on 27 May 2023, after 24 days" in work
    cleo.send(
        f"{story.url}/spending/record", spent_on="2023-05-28", what="Cement", amount="900,000", paper="Bill 1"
    )
    assert journal.verify(db).first_bad is None
    assert settlement_summaries.verify(db.connection()).first_bad is None


def test_how_long_a_request_waits_counts_from_its_day_on_paper_and_is_late_once_nobody_types_papers_in(
    story: Any, browser: People, db: Session
) -> None:
    cleo = browser("committee_officer", story.place)
    cleo.send(f"{story.url}/tranches/1/request", **ASK, on_paper="2023-05-03")
    waits = (today() - date(2023, 5, 3)).days
    manager = browser("programme_manager", story.place)
    flags = f"/p/{db.get_one(Programme, story.place.programme_id).code}/flags"
    asked = f"Instalment 1 was asked for {waits:,} days ago."
    late = f"{asked} The agency is {waits - 14:,} days late."
    told = "What is late is shown as of the newest one, 3 May 2023."
    page = manager.get(story.url).text
    assert asked in page and told in page and "days late" not in page
    assert "past its end" not in page and "has not answered" not in page
    assert "days late" not in browser().get(f"/board/{story.place.code}/work/1").text
    assert "past its end" not in manager.get(flags).text
    # Nobody types any more: the agency is late for everybody.
    db.scalars(select(TrancheRequest)).one().made_at -= timedelta(days=20)
    journal.write(db, story.place.id, None, "test.make", "request", MARKET_DAY)
    db.commit()
    page = manager.get(story.url).text
    assert late in page and "past its end" in page and told not in page
    assert "days late" in browser().get(f"/board/{story.place.code}/work/1").text
    assert "past its end" in manager.get(flags).text


def test_lists_look_through_papers_wherever_these_could_excuse_who_has_not_answered() -> None:
    now, day, excused = datetime.now(UTC), timedelta(hours=24), 0
    values = papers_at(now)
    for zone in map(ZoneInfo, ("Etc/GMT-14", "Etc/GMT+12", "America/Santiago")):
        today = day_at(zone, now)
        for asked_at in (now - 55 * day - day * part / 4 for part in range(100)):
            for typed_at in (now - day * part / 4 for part in range(72)):
                if told_as_of(day_at(zone, asked_at), day_at(zone, typed_at), today) != today:
                    acted_at = typed_at.isoformat(timespec="seconds")
                    assert asked_at < values["asked_far_back"] and acted_at >= values["acted_since"]
                    excused += 1
    assert excused


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (
            "2023-04-29",
            "The contract was signed on 30 Apr 2023. No instalment can have been asked for before",
        ),
        ("2149-01-01", "This day has not come yet."),
    ],
)
def test_it_is_asked_for_between_the_last_signature_and_today(
    story: Any, browser: People, day: str, why: str
) -> None:
    page = browser("committee_officer", story.place).send(
        f"{story.url}/tranches/1/request", **ASK, on_paper=day
    )
    assert why in page.problems[0]


def test_it_is_released_after_it_was_asked_for_and_the_next_one_asked_for_after_that(
    story: Any, browser: People, db: Session
) -> None:
    cleo, femi = browser("committee_officer", story.place), browser("finance_officer", story.place)
    cleo.send(f"{story.url}/tranches/1/request", **ASK, on_paper="2023-05-03")
    release = f"{story.url}/tranches/1/release"
    page = femi.send(release, paper="BD-7781", on_paper="2023-05-02")
    assert (
        "The instalment was asked for on 3 May 2023. It cannot have been released before" in page.problems[0]
    )
    assert femi.send(release, paper="BD-7781", on_paper="2023-05-11").status == 200
    assert cleo.send(f"{story.url}/tranches/1/arrival", arrived_on="2023-05-11").status == 200
    spend(db, story, date(2023, 5, 27), 812_000)
    visit(db, story, date(2023, 5, 29), 8, 16, 0, 0)
    db.commit()
    page = cleo.send(f"{story.url}/tranches/2/request", **ASK, on_paper="2023-05-10")
    assert "Instalment 1 was released on 11 May 2023." in page.problems[0]
    assert cleo.send(f"{story.url}/tranches/2/request", **ASK, on_paper="2023-06-08").status == 200


def test_a_refusal_on_paper_comes_before_the_second_request(story: Any, browser: People) -> None:
    cleo, femi = browser("committee_officer", story.place), browser("finance_officer", story.place)
    request, refuse = f"{story.url}/tranches/1/request", f"{story.url}/tranches/1/refuse"
    cleo.send(request, **ASK, on_paper="2023-05-03")
    why = "The account has no second signature"
    page = femi.send(refuse, reason=why, on_paper="2023-05-02")
    assert "It cannot have been refused before that." in page.problems[0]
    page = femi.send(refuse, reason=why, on_paper="2023-05-09")
    assert "refused on 9 May 2023 (typed in on" in page.text
    board = browser().get(f"/board/{story.place.code}/work/1").text
    assert "refused on 9 May 2023, not asked for again yet" in board
    assert "The refusal was typed in on" in board
    page = cleo.send(request, **ASK, on_paper="2023-05-08")
    assert "The request before this one was refused on 9 May 2023." in page.problems[0]
    assert "leave the field empty if it was today" in page.problems[0]
    assert cleo.send(request, **ASK, on_paper="2023-05-09").status == 200
    page = femi.send(f"{story.url}/tranches/1/release", paper="BD-7781", on_paper="2023-05-11")
    assert "paid after 2 days" in page.text


def test_of_two_requests_on_paper_of_one_day_the_board_tells_the_second(story: Any, browser: People) -> None:
    cleo, femi = browser("committee_officer", story.place), browser("finance_officer", story.place)
    request = f"{story.url}/tranches/1/request"
    cleo.send(request, **ASK, on_paper="2023-05-09")
    femi.send(f"{story.url}/tranches/1/refuse", reason="Not yet", on_paper="2023-05-09")
    assert cleo.send(request, **ASK, on_paper="2023-05-09").status == 200
    board = browser().get(f"/board/{story.place.code}/work/1").text
    assert "asked for on 9 May 2023" in board and "not asked for again yet" not in board
    assert "The request was typed in on" in board
    assert "The refusal was typed in on" not in board


def test_a_refusal_that_was_typed_in_today_is_followed_by_a_request_of_today(
    story: Any, browser: People
) -> None:
    cleo, femi = browser("committee_officer", story.place), browser("finance_officer", story.place)
    request = f"{story.url}/tranches/1/request"
    cleo.send(request, **ASK, on_paper="2023-05-03")
    femi.send(f"{story.url}/tranches/1/refuse", reason="Not yet")
    page = cleo.send(request, **ASK, on_paper="2023-05-20")
    assert "The request before this one was refused on" in page.problems[0]
    board = f"/board/{story.place.code}/work/1"
    assert "The request was typed in on" in browser().get(board).text
    assert "The refusal was typed in on" not in browser().get(board).text
    assert cleo.send(request, **ASK).status == 200
    assert "typed in on" not in browser().get(board).text, "the request of today was not on paper"


def test_money_does_not_come_before_the_day_on_paper_of_its_release(story: Any, browser: People) -> None:
    cleo, femi = browser("committee_officer", story.place), browser("finance_officer", story.place)
    cleo.send(f"{story.url}/tranches/1/request", **ASK, on_paper="2023-05-03")
    femi.send(f"{story.url}/tranches/1/release", paper="BD-7781", on_paper="2023-05-11")
    came = {"arrived_on": "2023-05-10", "amount": "1,036,800"}
    page = cleo.send(f"{story.url}/tranches/1/arrival", **came)
    assert "The agency released the instalment on 11 May 2023." in page.problems[0]
    page = cleo.send(f"{story.url}/tranches/1/arrival", **{**came, "arrived_on": "2023-05-11"})
    assert "paid after 8 days" in page.text and "1,036,800 PKR came on 11 May 2023" in page.text
    assert "on the account after" not in page.text, "it is said already where it was paid that day"


def test_a_release_that_was_typed_in_late_does_not_keep_the_money_from_having_come(
    story: Any, browser: People
) -> None:
    cleo, femi = browser("committee_officer", story.place), browser("finance_officer", story.place)
    cleo.send(f"{story.url}/tranches/1/request", **ASK, on_paper="2023-05-03")
    femi.send(f"{story.url}/tranches/1/release", paper="BD-7781")
    came = {"arrived_on": "2023-05-11", "amount": "1,036,800"}
    assert "came on 11 May 2023" in cleo.send(f"{story.url}/tranches/1/arrival", **came).text


def test_the_last_money_is_that_of_the_latest_day_not_of_the_highest_number(
    story: Any, browser: People, db: Session
) -> None:
    cleo = browser("committee_officer", story.place)
    first_paid(db, story)
    spend(db, story, date(2023, 5, 27), 812_000)
    visit(db, story, date(2023, 5, 29), 8, 16, 0, 0)
    ask(db, story, 2, at(date(2023, 6, 8)))
    pay(db, story, 2, at(date(2023, 6, 9)))
    db.commit()
    late = {"arrived_on": "2023-06-20", "amount": "1,036,800", "reason": "The other day was the bank's"}
    assert cleo.send(f"{story.url}/tranches/1/arrival", **late).status == 200
    place = by(db, story, "facilitator", at(date(2023, 7, 1))).settlement
    work = queries.WORK.one(db, settlement=place.id, number=1)
    book = ledger(work, queries.TRANCHES.all(db, contract=work.id), place, date(2023, 7, 1))
    assert book.released_on == date(2023, 6, 20)


def test_the_sheet_of_arrivals_has_the_day_on_paper_of_a_release(story: Any, browser: People) -> None:
    cleo, femi = browser("committee_officer", story.place), browser("finance_officer", story.place)
    cleo.send(f"{story.url}/tranches/1/request", **ASK, on_paper="2023-05-03")
    femi.send(f"{story.url}/tranches/1/release", paper="BD-7781", on_paper="2023-05-11")
    sheet = cleo.client.get(f"/s/{story.place.code}/export/arrivals.csv").data.decode()
    assert "2023-05-11" in sheet


def test_an_instalment_waits_from_the_day_on_which_it_could_be_asked_for_as_money_does_from_its_release(
    story: Any, browser: People, db: Session
) -> None:
    cleo, femi = browser("committee_officer", story.place), browser("finance_officer", story.place)
    cleo.send(f"{story.url}/tranches/1/request", **ASK, on_paper="2023-05-03")
    femi.send(f"{story.url}/tranches/1/release", paper="BD-7781", on_paper="2023-05-11")
    came = "1 instalment was released. Say when it came to the account."
    assert f"{came} Waiting for {(today() - date(2023, 5, 11)).days:,} days." in cleo.get("/").text
    cleo.send(f"{story.url}/tranches/1/arrival", arrived_on="2023-05-12")
    spend(db, story, date(2023, 5, 27), 812_000)
    visit(db, story, date(2023, 5, 29), 8, 16, 0, 0)
    db.commit()
    next_one = "1 instalment can be asked for."
    assert f"{next_one} Waiting for {(today() - date(2023, 5, 29)).days:,} days." in cleo.get("/").text
