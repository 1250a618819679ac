"""Sessions: listed, ended one by one, safe from other sites, from wrong clocks and from a busy database."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, func, select, update
from sqlalchemy.orm import Session

from peoplesprocess.db import write_if_free
from peoplesprocess.models import JournalEntry, SignInSession
from peoplesprocess.web.user_agent import device_of
from tests.accounts.conftest import SECRET, sign_in
from tests.browser import Browser
from tests.factories import Make

People = Callable[..., Browser]
PHONE = {"headers": {"User-Agent": "Mozilla/5.0 (Linux; Android 8.1.0) AppleWebKit/537.36 Mobile"}}
LAPTOP = {"headers": {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"}}


def sessions(db: Session) -> int:
    count = db.scalar(select(func.count()).select_from(SignInSession)) or 0
    db.rollback()
    return count


def test_one_sees_where_one_is_signed_in_and_ends_it_there(
    browser: People, bo: str, db: Session, noted: Callable[[str], list[str]]
) -> None:
    phone, laptop = browser(), browser()
    sign_in(phone, bo, **PHONE)
    sign_in(laptop, bo, **LAPTOP)
    page = laptop.get("/account")
    assert "Android phone" in page.text and "Computer" in page.text
    ending = [link for link in page.links if "/account/sessions/" in link and link.count("/") == 4]
    assert len(ending) == 1
    assert "Saved." in laptop.send(ending[0]).text
    assert phone.get("/account").status == 303
    assert laptop.send(ending[0]).problems == ["This sign-in has already ended."]
    assert noted("sessions.end") == ["account"]
    assert noted("session.begin") == ["account", "account"]


def test_all_others_end_at_once_and_nobody_elses(browser: People, bo: str, db: Session, make: Make) -> None:
    amina = browser("facilitator", make.settlement())
    here, *others = browser(), browser(), browser()
    for visitor in (here, *others):
        sign_in(visitor, bo)
    mark = db.scalars(select(SignInSession.token_hash)).first()
    db.rollback()
    assert mark is not None
    assert amina.send(f"/account/sessions/{'0' * 16}/end").status == 422
    assert amina.send("/account/sessions/%25/end").status == 422
    assert sessions(db) == 4
    assert here.send("/account/sessions/end").status == 200
    assert [visitor.get("/account").status for visitor in (here, *others, amina)] == [200, 303, 303, 200]


@pytest.mark.parametrize(
    ("agent", "word"),
    [
        (PHONE["headers"]["User-Agent"], "android"),
        (LAPTOP["headers"]["User-Agent"], "computer"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 12_0 like Mac OS X)", "iphone"),
        ("Opera/9.80 (J2ME/MIDP; Opera Mini/7.1)", "phone"),
        ("curl/8.5.0", ""),
    ],
)
def test_a_device_is_told_by_one_coarse_word(agent: str, word: str) -> None:
    assert device_of(agent) == word


def test_a_sign_in_form_belongs_to_the_browser_that_asked_for_it(browser: People, bo: str) -> None:
    thief, victim = browser(), browser()
    sent = thief.filled("/sign-in", username=bo, password=SECRET)
    victim.get("/sign-in")
    foreign = victim.post("/sign-in", sent)
    assert (foreign.status, foreign.problems) == (422, ["This page was open for too long. Sign in again."])
    assert thief.post("/sign-in", sent).status == 303
    assert thief.client.get_cookie("pre") is None


def test_another_site_signs_nobody_out(browser: People, bo: str, db: Session) -> None:
    visitor = browser()
    sign_in(visitor, bo)
    asked = visitor.post("/leave")
    assert (asked.status, asked.h1) == (422, "Sign out?")
    assert visitor.get("/account").status == 200
    assert visitor.post("/leave", asked.values).status == 303
    assert visitor.get("/account").status == 303


def test_the_button_to_sign_out_works_on_a_page_kept_from_an_earlier_session(
    browser: People, make: Make, engine: Engine
) -> None:
    place = make.settlement()
    first = browser("facilitator", place)
    first.get(f"/s/{place.code}")
    kept = first.get(f"/s/{place.code}")
    first.sign_in_as(first.username)
    unchanged = first.get(f"/s/{place.code}", headers={"If-None-Match": kept.headers["ETag"]})
    assert unchanged.status == 304
    token = re.search(r'name="token" value="([^"]+)"><button>', kept.html)
    assert token and first.post("/leave", {"token": token[1]}).status == 303
    assert first.get("/account").status == 303


def test_over_https_the_cookie_is_bound_to_its_host_and_no_other_name_is_read(
    browser: People, bo: str
) -> None:
    secure = {"base_url": "https://localhost"}
    visitor = browser()
    form = visitor.get("/sign-in", **secure)
    page = visitor.post("/sign-in", {**form.values, "username": bo, "password": SECRET}, **secure)
    cookies = page.headers.getlist("Set-Cookie")
    own = next(cookie for cookie in cookies if cookie.startswith("__Host-sid="))
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(own.split("; "))
    assert visitor.get("/account", **secure).status == 200
    # A site beside this one, or who sits on the way, can set a cookie without the prefix.
    other = browser()
    sign_in(other, bo)
    assert other.get("/account").status == 200
    assert other.get("/account", **secure).status == 303
    planted = browser()
    planted.client.set_cookie("pre", "known to somebody else")
    form = planted.get("/sign-in", **secure)
    assert any(cookie.startswith("__Host-pre=") for cookie in form.headers.getlist("Set-Cookie"))


@pytest.mark.parametrize("column", ["made_at", "seen_at"])
def test_a_session_from_the_far_future_is_over(browser: People, bo: str, db: Session, column: str) -> None:
    visitor = browser()
    sign_in(visitor, bo)
    future = datetime.now(UTC) + timedelta(days=3650)
    for moment, status in ((datetime.now(UTC) + timedelta(minutes=2), 200), (future, 303)):
        db.execute(
            update(SignInSession).values(**{column: moment, "expires_at": future + timedelta(hours=12)})
        )
        db.commit()
        assert visitor.get("/account").status == status


def test_reading_never_waits_for_who_writes(browser: People, bo: str, db: Session, engine: Engine) -> None:
    visitor = browser()
    sign_in(visitor, bo)
    visitor.get("/account")  # what is made once in a process takes longer than a wait that would be seen
    long_ago = datetime.now(UTC) - timedelta(minutes=10)
    db.execute(update(SignInSession).values(seen_at=long_ago))
    db.commit()
    with engine.execution_options(writing=True).begin() as busy:
        busy.execute(update(SignInSession).values(device=""))
        begun = time.monotonic()
        assert visitor.get("/account").status == 200
        assert time.monotonic() - begun < 1
    assert db.scalars(select(SignInSession.seen_at)).one() == long_ago
    db.rollback()
    assert visitor.get("/account").status == 200
    assert db.scalars(select(SignInSession.seen_at)).one() > long_ago


def test_what_the_database_refuses_is_dropped(browser: People, bo: str, engine: Engine) -> None:
    sign_in(browser(), bo)
    assert not write_if_free.write_if_free(engine, update(SignInSession).values(account_id=None))


def test_refused_sign_ins_are_noted_once_a_minute_without_what_was_typed(
    browser: People, bo: str, db: Session, noted: Callable[[str], list[Any]]
) -> None:
    visitor = browser()
    for name in (bo, bo, "canaryname", "canaryname2", bo):
        assert sign_in(visitor, name, "wrong").status == 422
    found = noted("session.refuse")
    assert len(found) == 2
    assert sorted(subject.partition(" ")[0] for subject in found) == ["account", "account"]
    assert len([subject for subject in found if " " in subject]) == 1
    every = str(db.scalars(select(JournalEntry.subject)).all()) + str(
        db.scalars(select(JournalEntry.detail)).all()
    )
    assert "canary" not in every
