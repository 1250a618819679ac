"""What looks like a slip is asked back: work that shrinks, a bill, a session or a need that comes twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from peoplesprocess.contracts.actions import BillLineInput
from peoplesprocess.models import CashBookEntry, Meeting, Need, Visit
from tests.browser import Browser
from tests.contracts import story
from tests.factories import Make

People = Callable[..., Browser]
LINE = {"spent_on": "2023-05-20", "what": "Cement", "amount": "1,500", "paper": "Bill 7"}


def counted(db: Session, table: Any) -> int:
    found = db.scalar(select(func.count()).select_from(table)) or 0
    db.rollback()
    return found


@pytest.fixture
def work(make: Make) -> Any:
    bill = [BillLineInput("Drain", "m", 400_000, 100_000), BillLineInput("Cover", "m", 400_000, 10_000)]
    return story.signed(make, bill=bill, contribution=1_000_000)


def test_progress_that_falls_is_asked_back_and_saved_when_it_is_so(
    work: Any, browser: People, db: Session
) -> None:
    visitor = browser()
    visitor.sign_in_as(work.usernames["technical_officer"])
    address = f"{work.url}/visits/record"
    visitor.send(address, visited_on="2023-05-29", done1="210", done2="0")
    fallen = {"visited_on": "2023-06-02", "done1": "1.5", "notes": "Measured anew."}
    page = visitor.send(address, **fallen)
    assert page.status == 422
    assert "Drain: you measured 210 m before, and now 1.5. Is that right?" in page.problems[0]
    assert counted(db, Visit) == 1
    assert page.values["done1"] == ["1.5"]
    assert visitor.send(address, **fallen, fell="yes").status == 200
    assert counted(db, Visit) == 2


def test_the_same_bill_twice_names_the_other_line(work: Any, browser: People, db: Session) -> None:
    treasurer = browser()
    treasurer.sign_in_as(work.usernames["committee_officer"])
    address = f"{work.url}/spending/record"
    assert treasurer.send(address, **LINE).status == 200
    page = treasurer.send(address, **{**LINE, "spent_on": "2023-05-21"})
    asked = "Bill 7 is already the receipt of line 1, on 20 May 2023: Cement, 1,500 PKR."
    assert asked in page.problems[0]
    page = treasurer.send(address, **{**LINE, "amount": "900", "what": "Sand", "paper": "bill 7"})
    assert asked in page.problems[0], "whatever the sum: readers compare the number"
    assert counted(db, CashBookEntry) == 1
    assert treasurer.send(address, **{**LINE, "amount": "900", "paper": "Bill 8"}).status == 200
    assert treasurer.send(address, **LINE, again="yes").status == 200
    assert counted(db, CashBookEntry) == 3


def test_money_that_came_back_is_taken_off_what_was_spent(work: Any, browser: People, db: Session) -> None:
    treasurer = browser()
    treasurer.sign_in_as(work.usernames["committee_officer"])
    address = f"{work.url}/spending/record"
    back = {"spent_on": "2023-05-25", "what": "Cement was sent back", "amount": "500", "paper": "Note 1"}
    page = treasurer.send(address, **back, refund="yes")
    assert "No more money can come back than was spent until that day." in page.problems[0]
    treasurer.send(address, **LINE)
    assert treasurer.send(address, **back, refund="yes").status == 200
    assert db.scalars(select(CashBookEntry.amount).order_by(CashBookEntry.number)).all() == [150_000, -50_000]
    told = treasurer.get(f"{work.url}/spending").text
    assert "-500" in told
    assert "Spent in all: 1,000" in told


def test_the_same_session_twice_names_the_other(make: Make, browser: People, db: Session) -> None:
    place = make.settlement()
    visitor = browser("facilitator", place)
    address = f"/s/{place.code}/meetings/record"
    meeting = {"kind": "session", "group_code": "women", "held_on": "2026-03-01", "place": "School yard"}
    meeting |= {"women1": "12", "agenda": "Needs", "minutes": "Needs were heard.", "consent": "yes"}
    assert visitor.send(address, **meeting).status == 200
    page = visitor.send(address, **meeting)
    assert (
        "Meeting 1 was held on the same day, of the same kind and group, with 12 people." in page.problems[0]
    )
    assert visitor.send(address, **{**meeting, "group_code": "youth"}).status == 200
    assert visitor.send(address, **meeting, again="yes").status == 200
    assert counted(db, Meeting) == 3


@pytest.mark.parametrize(
    ("stands", "typed"),
    [
        ("Clean water", " clean  WATER"),
        ("École du village", "école du Village"),
        ("Ремонт", "ремонт"),
        ("ماء الشرب", "مــــاء الشــرب"),
    ],
)
def test_the_same_need_twice_names_the_other(
    make: Make, browser: People, db: Session, stands: str, typed: str
) -> None:
    place = make.settlement()
    visitor = browser("facilitator", place)
    make.need(place, stands)
    address = f"/s/{place.code}/needs/record"
    need = {"title": typed, "group_code": "women", "sector": "water", "households": "40"}
    need |= {"severity": "2", "response_type": "infrastructure"}
    page = visitor.send(address, **need)
    assert f"Need 1 already has this name: {stands}. Is this a different need?" in page.problems[0]
    assert visitor.send(address, **need, again="yes").status == 200
    assert counted(db, Need) == 2


@pytest.mark.parametrize(
    ("people", "words"),
    [(2, "وحضره شخصان."), (9, "وحضره 9 أشخاص."), (114, "وحضره 114 شخصاً."), (200, "وحضره 200 شخص.")],
)
def test_in_arabic_a_meeting_says_its_people_in_the_form_of_their_number(
    make: Make, browser: People, people: int, words: str
) -> None:
    place = make.settlement()
    visitor, address = browser("facilitator", place), f"/s/{place.code}/meetings/record"
    meeting = {"kind": "orientation", "held_on": "2024-02-01", "place": "Under the tree", "men1": "0"}
    meeting |= {"women1": str(people), "agenda": "Needs", "minutes": "Needs were heard.", "consent": "yes"}
    assert visitor.send(address, **meeting).status == 200
    visitor.get(f"{address}?language=ar")
    assert words in visitor.send(address, **meeting).problems[0]
