"""Coming in and leaving: passwords, throttle, sessions, and what comes back when a sign-in has run out."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from peoplesprocess.accounts import actions, passwords
from peoplesprocess.db import journal
from peoplesprocess.models import Account, FailureStreak, JournalEntry, Meeting, SignInSession
from tests.browser import Browser, Page
from tests.factories import MARKET_DAY, Make

People = Callable[..., Browser]
SECRET = "seven brown goats"
WRONG = "The user name or the password is not right. Try again."


@pytest.fixture
def bo(make: Make) -> str:
    """The user name of somebody whose password is SECRET."""
    with make.act() as act:
        actions.add_account(act, actions.AccountInput("bo", "Bo", passwords.hash(SECRET, fast=True)), [])
    return "bo"


def sign_in(
    visitor: Browser, username: str, password: str = SECRET, url: str = "/sign-in", **rest: Any
) -> Page:
    return visitor.post("/sign-in", {**visitor.filled(url, username=username, password=password)}, **rest)


def leaving(visitor: Browser) -> str:
    """What the button to sign out carries on the visitor's pages."""
    found = re.search(
        r'action="/leave"><input type="hidden" name="token" value="([^"]+)"', visitor.get("/").html
    )
    assert found
    return found[1]


def journaled(db: Session) -> None:
    journal.write(db, journal.INSTALLATION, None, "test", "account", MARKET_DAY)
    db.commit()


def rows(db: Session, table: Any) -> int:
    """How many rows there are; the writer's place is given back at once."""
    count = db.scalar(select(func.count()).select_from(table)) or 0
    db.rollback()
    return count


def test_the_right_password_opens_the_first_page(browser: People, bo: str) -> None:
    visitor = browser()
    page = sign_in(visitor, "Bo ")
    assert (page.status, page.location) == (303, "/")
    assert visitor.get("/account").h1 == "Bo"


def test_a_wrong_password_and_an_unknown_name_read_alike_and_leave_a_failure(
    browser: People, bo: str, db: Session
) -> None:
    visitor = browser()
    known, unknown = sign_in(visitor, bo, "five brown goats"), sign_in(visitor, "nobody")
    assert known.status == unknown.status == 422
    assert known.problems == unknown.problems == [WRONG]
    assert "brown goats" not in known.html
    assert rows(db, FailureStreak) > 0
    assert rows(db, SignInSession) == 0


def test_a_revoked_account_cannot_come_in(browser: People, bo: str, db: Session) -> None:
    db.scalars(select(Account)).one().revoked_at = MARKET_DAY
    journaled(db)
    assert sign_in(browser(), bo).problems == [WRONG]


def test_signing_in_ends_the_session_that_the_browser_had(browser: People, bo: str, db: Session) -> None:
    visitor = browser()
    sign_in(visitor, bo)
    first = visitor.client.get_cookie("sid").value
    sign_in(visitor, bo)
    assert visitor.client.get_cookie("sid").value != first
    assert rows(db, SignInSession) == 1


@pytest.mark.parametrize(
    "wanted",
    [
        "//evil.example",
        "https://evil.example/",
        "/\\evil.example",
        "/no/such/page",
        "/s/a\nb",
        "javascript:alert(1)",
        "/leave",
    ],
)
def test_signing_in_never_leads_away(browser: People, bo: str, wanted: str) -> None:
    visitor = browser()
    sent = visitor.filled("/sign-in", username=bo, password=SECRET, next=wanted)
    assert visitor.post("/sign-in", sent).location == "/"


def test_signing_in_leads_to_the_page_that_was_wanted(browser: People, bo: str) -> None:
    visitor = browser()
    asked = visitor.get("/s/goth/needs?page=2")
    assert (asked.status, asked.location) == (303, "/sign-in?next=%2Fs%2Fgoth%2Fneeds%3Fpage%3D2")
    assert sign_in(visitor, bo, url=asked.location).location == "/s/goth/needs?page=2"


def test_a_form_that_outlived_its_sign_in_comes_back_and_is_sent_by_one_button(
    make: Make, browser: People, db: Session
) -> None:
    place = make.settlement()
    visitor = browser("facilitator", place)
    db.execute(update(Account).values(password_hash=passwords.hash(SECRET, fast=True)))
    journaled(db)
    url = f"/s/{place.code}/meetings/record"
    sent = visitor.filled(
        url,
        kind="orientation",
        held_on="2023-01-14",
        place="School",
        women2="31",
        men2="46",
        agenda="<b>“Start”</b>",
        minutes="All agree.\nTwice.",
    )
    db.execute(SignInSession.__table__.delete())
    db.commit()
    asked = visitor.post(url, sent)
    assert asked.status == 401
    assert "what you typed will come back" in asked.text
    assert rows(db, Meeting) == 0
    missed = visitor.post("/sign-in", {**asked.values, "username": visitor.username, "password": "wrong"})
    assert missed.status == 422
    kept = visitor.post("/sign-in", {**missed.values, "username": visitor.username, "password": SECRET})
    assert kept.h1 == "You are signed in again. What you typed is kept."
    assert f'action="{url}"' in kept.html
    assert SECRET not in kept.html
    assert rows(db, Meeting) == 0
    assert visitor.post(url, kept.values).status == 303
    meeting = db.scalars(select(Meeting)).one()
    assert meeting.agenda == "<b>“Start”</b>"
    assert meeting.minutes.replace("\r", "") == "All agree.\nTwice."
    assert meeting.women == 31


def test_a_kept_form_is_never_sent_elsewhere(browser: People, bo: str) -> None:
    visitor = browser()
    sent = visitor.filled("/sign-in", username=bo, password=SECRET)
    page = visitor.post(
        "/sign-in", {**sent, "kept_path": "https://evil.example/", "kept.minutes": "secret words"}
    )
    assert (page.status, page.location) == (303, "/")


def test_leaving_ends_the_session_and_makes_the_browser_forget(browser: People, bo: str, db: Session) -> None:
    visitor = browser()
    sign_in(visitor, bo)
    value = visitor.client.get_cookie("sid").value
    page = visitor.post("/leave", {"token": leaving(visitor)})
    assert (page.status, page.location) == (303, "/sign-in")
    assert page.headers["Clear-Site-Data"] == '"cache"'
    assert visitor.client.get_cookie("sid") is None
    visitor.client.set_cookie("sid", value)
    assert visitor.get("/account").status == 303
    assert rows(db, SignInSession) == 0


def test_a_password_stored_with_other_parameters_is_hashed_anew(
    browser: People, bo: str, db: Session
) -> None:
    db.execute(update(Account).values(password_hash=passwords.hash(SECRET, fast=False)))
    journaled(db)
    assert sign_in(browser(), bo).status == 303
    assert "m=8," in db.scalars(select(Account.password_hash)).one()
    assert db.scalar(select(func.count()).where(JournalEntry.act == "password.rehash")) == 1


def test_passwords_are_hashed_with_what_is_asked_for_today() -> None:
    assert passwords.hash(SECRET, fast=False).startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_a_sign_in_without_its_token_is_asked_again(browser: People, bo: str, app: Flask) -> None:
    visitor = browser()
    visitor.get("/sign-in")
    page = visitor.post("/sign-in", {"username": bo, "password": SECRET})
    assert page.status == 422
    assert page.problems == ["This page was open for too long. Sign in again."]


def test_changing_the_password_asks_the_old_one_and_ends_all_other_sessions(
    browser: People, bo: str, db: Session
) -> None:
    phone, laptop = browser(), browser()
    sign_in(phone, bo)
    sign_in(laptop, bo)
    refused = phone.send("/account", old_password="not mine", new_password="nine brown goats")
    assert refused.problems == [f"Your current password: {WRONG}"]
    assert phone.send("/account", old_password=SECRET, new_password="password123").status == 422
    assert "Saved." in phone.send("/account", old_password=SECRET, new_password="nine brown goats").text
    assert phone.get("/account").status == 200
    assert laptop.get("/account").status == 303
    assert sign_in(laptop, bo).status == 422
    assert sign_in(laptop, bo, "nine brown goats").status == 303
