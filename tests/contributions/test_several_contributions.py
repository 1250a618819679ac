"""Several contributions of one day in one form: each judged for itself, none lost, none saved twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from peoplesprocess.models import ContributionEntry
from tests.browser import Browser
from tests.contracts.story import rupees, signed
from tests.factories import Make
from tests.page_loads import page_loads
from tests.statements import statements_of
from tests.works.test_instalments import first_paid

pytestmark = pytest.mark.one_database

People = Callable[..., Browser]
DAY = {"given_on": "2023-05-20"}
THREE = {
    "kind1": "cash",
    "what1": "Collected",
    "value1": "20,000",
    "paper1": "Receipt book 1",
    "kind2": "labour",
    "what2": "Digging",
    "women_days2": "24",
    "men_days2": "36",
    "value2": "60,000",
    "kind4": "materials",
    "what4": "Sand",
    "quantity4": "3.5",
    "unit4": "m³",
    "value4": "7,000",
}


@pytest.fixture
def story(make: Make, db: Session) -> Any:
    found = signed(make, in_cash=rupees(74_000))
    first_paid(db, found)
    db.commit()
    return found


@pytest.fixture
def officer(browser: People, story: Any) -> Browser:
    return browser("committee_officer", story.place)


def given(db: Session) -> list[tuple[Any, ...]]:
    columns = ("number", "kind", "what", "women_days", "men_days", "quantity", "value")
    wanted = [getattr(ContributionEntry, name) for name in columns]
    rows = [tuple(row) for row in db.execute(select(*wanted).order_by(ContributionEntry.number))]
    db.rollback()
    return rows


def test_money_labour_and_materials_of_a_day_take_three_pages(
    story: Any, officer: Browser, db: Session
) -> None:
    address = f"{story.url}/contributions/several"
    assert address in officer.get(f"{story.url}/contributions/record").links
    with page_loads() as pages:
        assert address in officer.get(f"{story.url}/contributions").links
        page = officer.send(address, **DAY, **THREE)
    assert len(pages) == 3
    assert "Given in labour 60,000" in page.text
    assert given(db) == [
        (1, "cash", "Collected", 0, 0, 0, rupees(20_000)),
        (2, "labour", "Digging", 24, 36, 0, rupees(60_000)),
        (3, "materials", "Sand", 0, 0, 3_500, rupees(7_000)),
    ]


def test_each_line_says_what_is_wrong_with_it_and_none_is_saved(
    story: Any, officer: Browser, db: Session
) -> None:
    address = f"{story.url}/contributions/several"
    wrong = {**THREE, "kind2": "", "value4": "", "what4": ""}
    page = officer.send(address, **DAY, **wrong)
    assert page.status == 422
    assert page.problems == [
        "Line 2: What did the community give?: Choose what the community gave.",
        "Line 4: What exactly?: Write what was given.",
        "Line 4: What is it worth?: Write what it is worth.",
    ]
    assert all(page.values[name] == [value] for name, value in wrong.items())
    wrong = {**THREE, "paper1": "", "women_days2": "", "men_days2": "", "unit4": ""}
    page = officer.send(address, **DAY, **wrong)
    assert page.problems == [
        "Line 1: Number of the receipt or list: Give the number of the receipt or of the payment.",
        "Line 2: Labour: unpaid days worked by women: Write how many days women and men worked without pay.",
        "Line 4: Materials: how much: Write how much it was, and in which unit.",
    ]
    assert given(db) == []


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ({}, "Write at least one line."),
        ({**THREE, "given_on": ""}, "Enter the day on which it was given."),
        ({**THREE, "given_on": "2149-01-01"}, "not come"),
        ({**THREE, "value1": "100,000,000"}, "more than the contract has left"),
        ({**THREE, "women_days2": "many"}, "Write a whole number in digits."),
    ],
)
def test_what_cannot_be_is_told(
    story: Any, officer: Browser, db: Session, typed: dict[str, str], problem: str
) -> None:
    page = officer.send(f"{story.url}/contributions/several", **{**DAY, **typed})
    assert page.status == 422
    assert problem in " ".join(page.problems)
    assert given(db) == []


def test_lines_together_are_no_more_than_the_contract(story: Any, officer: Browser, db: Session) -> None:
    """Each alone would fit; the second is judged after the first."""
    half = {"kind1": "labour", "what1": "Digging", "women_days1": "9", "value1": "2,000,000"}
    other = {"kind2": "labour", "what2": "Walls", "men_days2": "9", "value2": "2,000,000"}
    page = officer.send(f"{story.url}/contributions/several", **DAY, **half, **other)
    assert "Line 2" in page.problems[0] and "more than the contract has left" in page.problems[0]
    assert given(db) == []


def test_the_form_sent_twice_records_once(story: Any, officer: Browser, db: Session) -> None:
    address = f"{story.url}/contributions/several"
    sent = officer.filled(address, **DAY, **THREE)
    assert [officer.post(address, sent).status for _ in range(2)] == [303, 303]
    assert len(given(db)) == 3


def test_only_who_writes_the_cash_book_sees_it_and_it_takes_few_statements(
    story: Any, officer: Browser, browser: People, engine: Engine
) -> None:
    address = f"{story.url}/contributions/several"
    assert browser("local_authority", story.place).get(address).status == 404
    assert statements_of(engine, officer, address) <= 6
