"""The bank's number of a payment: typed twice it is asked back, mistyped it is put right with a reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from peoplesprocess.db import journal
from peoplesprocess.models import PaymentNumberCorrection, TrancheRelease
from tests.browser import Browser
from tests.contracts.story import at, signed
from tests.factories import Make
from tests.works.test_instalments import ask, pay, until_june

People = Callable[..., Browser]
TWICE = "Transfer 1 is already the number of instalment 1 of contract 1 in"


@pytest.fixture
def story(make: Make, db: Session) -> Any:
    """The first instalment was paid as Transfer 1, the second is asked for."""
    found = signed(make)
    until_june(db, found)
    ask(db, found, 2, at(date(2023, 6, 8)))
    db.commit()
    return found


def test_a_number_that_a_payment_has_already_is_asked_back(story: Any, browser: People, db: Session) -> None:
    femi, url = browser("finance_officer", story.place), f"{story.url}/tranches/2/release"
    page = femi.send(url, paper=" transfer 1")
    assert page.status == 422
    assert TWICE.lower() in page.problems[0].lower() and "Check it." in page.problems[0]
    assert db.scalar(select(func.count(TrancheRelease.id))) == 1
    db.rollback()
    assert femi.send(url, paper="Transfer 1", again="yes").status == 200, "it can be kept"
    assert db.scalar(select(func.count(TrancheRelease.id))) == 2


def test_a_mistyped_number_is_put_right_and_both_stay_readable(
    story: Any, browser: People, db: Session
) -> None:
    femi, url = browser("finance_officer", story.place), f"{story.url}/tranches/1/payment-number"
    assert url in femi.get(story.url).links
    page = femi.send(url, paper="Transfer 1", reason="Again")
    assert "This number is already recorded here." in page.problems[0]
    page = femi.send(url, paper="Transfer 7", reason=" ")
    assert page.status == 422
    page = femi.send(url, paper="Transfer 7", reason="A digit was read wrongly")
    assert "Transfer 7" in page.text and "Transfer 1" not in page.text
    page = femi.get(url)
    assert "Transfer 7 A digit was read wrongly" in page.text and "Transfer 1 Replaced" in page.text
    page = femi.send(f"{story.url}/tranches/2/release", paper="Transfer 7")
    assert "Transfer 7 is already the number of instalment 1" in page.problems[0], "what counts is compared"
    assert femi.send(f"{story.url}/tranches/2/release", paper="Transfer 1").status == 200
    page = femi.send(f"{story.url}/tranches/2/payment-number", paper="Transfer 7", reason="Read again")
    assert "Transfer 7 is already the number of instalment 1" in page.problems[0]
    assert db.scalar(select(func.count(PaymentNumberCorrection.id))) == 1
    assert journal.verify(db).first_bad is None


def test_only_who_releases_puts_a_number_right(story: Any, browser: People, db: Session) -> None:
    url = f"{story.url}/tranches/1/payment-number"
    assert browser("committee_officer", story.place).get(url).status == 404
    femi = browser("finance_officer", story.place)
    page = femi.get(f"{story.url}/tranches/2/payment-number")
    assert "Instalment 2 is not released yet, so it has no payment number." in page.text
    pay(db, story, 2, at(date(2023, 6, 30)))
    db.commit()
    assert f"{story.url}/tranches/2/payment-number" in femi.get(story.url).links
