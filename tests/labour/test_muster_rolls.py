"""Paid days of women and men: counts without names, equal pay for equal work, wages in the cash book once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from peoplesprocess.models import CashBookEntry, MusterRoll
from tests.browser import Browser, Page
from tests.contracts.story import rupees, signed
from tests.factories import Make
from tests.place_days import today
from tests.works.test_instalments import ask, at, first_paid, pay, visit

pytestmark = pytest.mark.one_database

People = Callable[..., Browser]
ROLL = {
    "kind": "unskilled",
    "what": "Digging the pits",
    "since": "2023-05-12",
    "until": "2023-05-20",
    "women_days": "92",
    "women_rate": "1,000",
    "men_days": "218",
    "men_rate": "1,000",
    "paid_on": "2023-05-21",
    "paper": "Roll 1",
}
SECOND = {**ROLL, "women_days": "120", "men_days": "280", "paper": "Roll 2"}


@pytest.fixture
def story(make: Make, db: Session) -> Any:
    found = signed(make, in_cash=rupees(74_000))
    first_paid(db, found)
    db.commit()
    return found


def record(cleo: Browser, story: Any, **fields: str) -> Page:
    return cleo.send(f"{story.url}/muster-rolls/record", **{**ROLL, **fields})


def test_paid_days_are_counts_at_one_rate_and_wages_stand_in_the_cash_book_once(
    story: Any, browser: People, db: Session
) -> None:
    cleo = browser("committee_officer", story.place)
    assert "No muster roll is recorded yet." in cleo.get(f"{story.url}/muster-rolls").text
    record(cleo, story)
    page = record(cleo, story, **SECOND)
    for words in (
        "Days worked by women 212",
        "Days worked by men 498",
        "212 of 710 (29.9 %)",
        "Wages 710,000 PKR",
        "Women and men get the same rate for the same kind of work.",
    ):
        assert words in page.text
    assert db.scalars(select(CashBookEntry.amount).order_by(CashBookEntry.number)).all() == [
        rupees(310_000),
        rupees(400_000),
    ]
    db.rollback()
    assert "Paid days of work: women 212, men 498." in browser().get(f"/board/{story.place.code}").text
    page = cleo.get(f"{story.url}/spending/1")
    assert f"{story.url}/muster-rolls/1" in page.links
    assert not any(link.endswith(("/strike", "/correct")) for link in page.links)
    book = cleo.get(f"{story.url}/spending")
    assert f"{story.url}/muster-rolls/1" in book.links and f"{story.url}/spending/1/correct" not in book.links
    page = cleo.send(f"{story.url}/spending/1/strike", reason="By mistake")
    assert "This line pays muster roll 1." in page.problems[0]
    page = record(cleo, story, women_days="400", men_days="400")
    assert "Only 326,800 PKR is left" in page.problems[0]


def test_another_rate_for_equal_work_needs_a_reason_and_is_public(story: Any, browser: People) -> None:
    cleo = browser("committee_officer", story.place)
    page = record(cleo, story, women_rate="800")
    assert "Pay the same rate, or write why the rates differ" in page.problems[0]
    record(cleo, story, women_days="", women_rate="")
    page = record(cleo, story, men_days="", men_rate="", women_rate="800")
    assert "different rates for the same kind of work, here or in the newest rolls" in page.problems[0]
    assert record(cleo, story, women_days="10", men_days="", men_rate="", kind="skilled").status == 200
    page = record(cleo, story, women_days="4", women_rate="800", unequal="Women work half a day")
    assert "In 1 roll women and men get different rates for the same kind of work." in page.text
    assert "Less than 20 % of the paid days are women's." in page.text
    page = browser().get(f"/board/{story.place.code}")
    assert "Women and men get different rates: Women work half a day" in page.text
    assert "women 14, men 436" in page.text
    page = record(cleo, story, women_days="1", men_days="1", unequal="Nothing differs")
    assert "In 1 roll women" in page.text, "a reason without a difference is none"


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"women_days": "-1"}, "This must be at least 0."),
        (
            {"women_days": "", "men_days": "", "women_rate": "", "men_rate": ""},
            "Write how many days were paid",
        ),
        ({"women_rate": ""}, "Write how much is paid for a day."),
        ({"women_days": ""}, "Write the days that are paid at this rate"),
        ({"since": "2023-04-29"}, "Enter 30 Apr 2023 or a later day."),
        ({"until": "2023-05-11"}, "before the first day of the period"),
        ({"paid_on": "2023-04-29"}, "Enter 30 Apr 2023 or a later day."),
    ],
)
def test_days_that_cannot_be_are_refused_at_their_field(
    story: Any, browser: People, db: Session, fields: dict[str, str], problem: str
) -> None:
    page = record(browser("committee_officer", story.place), story, **fields)
    assert page.status == 422 and problem in page.problems[0]
    assert not db.scalar(select(func.count(MusterRoll.id))) and not db.scalar(
        select(func.count(CashBookEntry.id))
    )


def test_a_wrong_roll_is_recorded_anew_or_struck_with_its_line(
    story: Any, browser: People, db: Session
) -> None:
    cleo = browser("committee_officer", story.place)
    record(cleo, story)
    address = f"{story.url}/muster-rolls/1"
    page = cleo.send(f"{address}/correct", women_days="100", reason="Eight days were missing")
    assert "Wages 318,000 PKR" in page.text
    assert "Eight days were missing" in cleo.get(address).text
    assert "Left in the cash book 718,800 PKR" in cleo.get(story.url).text
    assert "This has already been struck." in cleo.send(f"{address}/strike", reason="Again").problems[0]
    cleo.send(f"{story.url}/muster-rolls/2/strike", reason="Another work")
    assert "Left in the cash book 1,036,800 PKR" in cleo.get(story.url).text
    assert "No muster roll" not in cleo.get(f"{story.url}/muster-rolls").text


def test_once_money_was_released_on_its_line_a_roll_keeps_the_sum(
    story: Any, browser: People, db: Session
) -> None:
    cleo = browser("committee_officer", story.place)
    record(cleo, story, women_days="300", men_days="500")
    visit(db, story, date(2023, 5, 29), 8, 16, 0, 0)
    tomorrow = today() + timedelta(days=1)
    ask(db, story, 2, at(tomorrow))
    pay(db, story, 2, at(tomorrow))
    db.commit()
    address = f"{story.url}/muster-rolls/1"
    page = cleo.send(f"{address}/strike", reason="Wrong")
    assert "Money was released on the basis of line 1 of the cash book" in page.problems[0]
    page = cleo.send(f"{address}/correct", women_days="310", reason="Wrong")
    assert "The wages must be the same sum" in page.problems[0]
    cleo.send(f"{address}/correct", women_days="310", men_days="490", reason="Ten men were women")
    assert db.scalars(select(MusterRoll.women_days).order_by(MusterRoll.number)).all() == [300, 310]
    assert db.scalar(select(func.count(CashBookEntry.id))) == 1
    db.rollback()
    counter = {"spent_on": "2023-05-22", "what": "Paid back", "amount": "10,000", "paper": "Back 1"}
    cleo.send(f"{story.url}/spending/1/counter", **counter)
    cleo.send(f"{story.url}/muster-rolls/2/correct", men_days="480", reason="Ten days too many")
    url = f"{story.url}/muster-rolls/3/correct"
    page = cleo.send(url, women_days="300", men_days="490", reason="Ten women less")
    assert not page.problems, "what went back is taken off once, however often the roll is corrected"
    assert db.scalars(select(MusterRoll.wages).order_by(MusterRoll.number.desc())).first() == rupees(790_000)
