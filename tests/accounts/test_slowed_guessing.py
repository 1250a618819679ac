"""Guessing is slowed, the owner is not: growing waits, known browsers, clocks that jump, few hashes."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest
from flask import Flask
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from peoplesprocess.accounts import passwords
from peoplesprocess.accounts.common_passwords import is_common
from peoplesprocess.db import attempt_delay, throttle
from peoplesprocess.db.session import writing
from peoplesprocess.models import FailureStreak
from tests.accounts.conftest import SECRET, sign_in
from tests.browser import Browser
from tests.factories import MARKET_DAY, Make

People = Callable[..., Browser]
KEY = b"secret"
ELSEWHERE = {"environ_base": {"REMOTE_ADDR": "10.0.0.9"}}


def fail(db: Session, name: str = "bo", address: str = "10.0.0.1", at: datetime = MARKET_DAY) -> int:
    """A try that fails, or the seconds that it has to wait."""
    return throttle.begin_sign_in(db, KEY, name, address, at).wait


def test_five_failures_are_free_then_each_waits_twice_as_long_up_to_a_quarter_of_an_hour(db: Session) -> None:
    at = MARKET_DAY
    for _ in range(5):
        assert fail(db, at=at) == 0
    for minutes in (1, 2, 4, 8, 15, 15):
        assert fail(db, at=at) == 60 * minutes
        assert fail(db, at=at + timedelta(minutes=minutes, seconds=-30)) == 30
        at += timedelta(minutes=minutes)
        assert fail(db, at=at) == 0
    assert fail(db, at=at + timedelta(days=1, minutes=1)) == 0
    assert fail(db, name="amina", at=at) == 0


def test_the_right_password_waits_too_and_is_told_how_long(browser: People, bo: str) -> None:
    here = browser()
    for _ in range(5):
        assert sign_in(here, bo, "wrong").status == 422
    page = sign_in(here, bo)
    assert page.status == 429
    assert page.problems == ["Too many tries. Wait 1 minute, then try again."]
    assert 0 < int(page.headers["Retry-After"]) <= 60
    assert sign_in(browser(), bo, **ELSEWHERE).status == 303


def test_the_owner_gets_in_from_a_known_browser_while_others_guess_behind_the_same_address(
    browser: People, bo: str, make: Make
) -> None:
    owner, thief = browser(), browser()
    assert sign_in(owner, bo).status == 303
    owner.client.delete_cookie("sid")
    for _ in range(6):
        sign_in(thief, bo, "wrong")
    assert sign_in(thief, bo).status == 429
    assert sign_in(owner, bo, "mistyped").status == 422
    assert sign_in(owner, bo).status == 303


def test_a_known_browser_is_known_for_its_own_account_only_and_guesses_no_faster(
    browser: People, bo: str, make: Make
) -> None:
    mine = browser()
    sign_in(mine, bo)
    mine.client.delete_cookie("sid")
    value = mine.client.get_cookie("known", path="/sign-in").value
    for _ in range(5):
        sign_in(mine, bo, "wrong")
    assert sign_in(mine, bo).status == 429
    other = browser()
    other.client.set_cookie("known", value, path="/sign-in")
    for _ in range(5):
        sign_in(other, "amina", "wrong")
    assert sign_in(other, "amina", "wrong").status == 429
    forged = browser()
    forged.client.set_cookie("known", value.partition(".")[0] + "." + "A" * 16, path="/sign-in")
    for _ in range(5):
        sign_in(forged, bo, "wrong")
    assert sign_in(forged, bo).status == 429


def test_one_password_for_many_names_meets_a_wait_at_its_address(db: Session) -> None:
    waits = [fail(db, f"name-{number}") for number in range(150)]
    assert waits.index(60) == throttle.FREE_AT_ADDRESS
    assert all(waits[throttle.FREE_AT_ADDRESS :])
    assert fail(db, "name-1", "10.0.0.2") == 0
    assert throttle.begin_sign_in(db, KEY, "bo", "10.0.0.1", MARKET_DAY, browser="known").wait == 0


def test_who_has_half_the_addresses_of_the_new_net_has_one_line(db: Session) -> None:
    waits = [fail(db, f"name-{number}", f"2001:db8:1:2:{number}::{number}") for number in range(40)]
    assert waits.index(60) == throttle.FREE_AT_ADDRESS
    assert fail(db, "name-1", "2001:db8:1:3::1") == 0
    mapped = [fail(db, f"name-{number}", f"::ffff:10.0.0.{1 + number % 2}") for number in range(40)]
    assert not any(mapped), "old addresses in the spelling of new ones are told apart"


def test_one_name_from_many_addresses_is_slowed_for_an_hour_at_most(db: Session) -> None:
    waits = [fail(db, address=f"10.0.{number}.1") for number in range(101)]
    assert (waits.count(0), waits[-1]) == (throttle.FREE_EVERYWHERE, 60)
    assert fail(db, address="10.0.200.1", at=MARKET_DAY + timedelta(minutes=61)) == 0


def test_a_success_takes_its_own_try_back_and_leaves_those_of_others(db: Session) -> None:
    for number in range(29):
        fail(db, f"name-{number}")
    tried = throttle.begin_sign_in(db, KEY, "bo", "10.0.0.1", MARKET_DAY)
    attempt_delay.succeeded(db, tried)
    assert fail(db, "amina") == 0
    assert fail(db, "deng") == 60


def test_a_clock_that_ran_ten_years_ahead_holds_nobody_up(browser: People, bo: str, db: Session) -> None:
    here = browser()
    for _ in range(9):
        sign_in(here, bo, "wrong")
    db.execute(update(FailureStreak).values(last_at=datetime.now(UTC) + timedelta(days=3650), failures=9))
    db.commit()
    page = sign_in(here, bo)
    assert (page.status, page.problems) == (429, ["Too many tries. Wait 15 minutes, then try again."])
    db.execute(update(FailureStreak).values(last_at=FailureStreak.last_at))
    later = db.scalars(select(FailureStreak.last_at)).first()
    db.rollback()
    assert later is not None and later <= datetime.now(UTC)
    db.execute(update(FailureStreak).values(last_at=datetime.now(UTC) - timedelta(minutes=16)))
    db.commit()
    assert sign_in(here, bo).status == 303


def test_a_command_frees_an_account(app: Flask, engine: Engine, browser: People, bo: str) -> None:
    here = browser()
    for _ in range(5):
        sign_in(here, bo, "wrong")
    assert sign_in(here, bo).status == 429
    runner = app.test_cli_runner()
    told = json.loads(runner.invoke(args=["unlock", "BO", "--json"]).output)
    assert told["username"] == "bo" and told["failures"] >= 5
    assert sign_in(here, bo).status == 303
    unknown = runner.invoke(args=["unlock", "nobody"])
    assert (unknown.exit_code, "Nobody has this user name." in unknown.output) == (2, True)


def test_tries_at_the_same_moment_are_counted_one_after_the_other(engine: Engine) -> None:
    passed: list[int] = []

    def try_once() -> None:
        with writing(engine) as db:
            passed.append(fail(db))
            db.commit()

    threads = [Thread(target=try_once) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert passed.count(0) == 5


def test_when_two_hashes_are_made_the_third_is_told_to_come_back_and_loses_no_try(
    browser: People, bo: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "TURN_SECONDS", 0.01)
    here = browser()
    taken = [passwords._two_at_once.acquire() for _ in range(2)]
    try:
        for _ in range(6):
            page = sign_in(here, bo)
            assert page.status == 503
            assert "Many people are signing in just now." in page.problems[0]
    finally:
        for _ in taken:
            passwords._two_at_once.release()
    assert sign_in(here, bo).status == 303


@pytest.mark.parametrize("password", ["password", "chicco22", "bikerboy", "azertyuiop", "un-habitat99"])
def test_what_many_people_use_is_known(password: str) -> None:
    assert is_common(password)
    assert not is_common(SECRET)
