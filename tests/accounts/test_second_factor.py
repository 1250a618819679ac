"""A second factor: set up on a telephone, asked for before money moves, lost and found again on paper."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pyotp
import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from peoplesprocess.accounts import totp
from peoplesprocess.models import (
    Programme,
    RecoveryCode,
    SecondFactor,
    Settlement,
    Signature,
    SignInSession,
    TrancheRelease,
)
from peoplesprocess.web import session_renewal
from tests.accounts.conftest import journaled
from tests.browser import Browser, Page
from tests.contracts import story
from tests.contracts.amended import propose
from tests.factories import Make
from tests.imports.conftest import Manager, settlement, xlsx

People = Callable[..., Browser]
SET_UP, CONFIRM = "/account/second-factor", "/account/confirm"


def secret_on(page: Page) -> str:
    """The letters that somebody types who cannot scan the square, without blanks."""
    found = re.search(r"<b>([A-Z2-7 ]{39})</b>", page.html)
    assert found, page.text
    return found[1].replace(" ", "")


def code(secret: str, steps: int = 0) -> str:
    return pyotp.TOTP(secret).at(datetime.now(UTC) + timedelta(seconds=30 * steps))


def codes_on(page: Page) -> list[str]:
    return re.findall(r"<code[^>]*>([A-Z0-9]{5}-[A-Z0-9]{5})</code>", page.html)


def set_up(visitor: Browser) -> tuple[str, list[str]]:
    """Set a second factor up as people do; its secret and the printed codes."""
    form = visitor.get(SET_UP)
    secret = secret_on(form)
    page = visitor.post(SET_UP, {**form.values, "code": code(secret)})
    assert page.status == 200, page.problems
    return secret, codes_on(page)


@pytest.fixture
def femi(make: Make, browser: People) -> Browser:
    """A programme manager who has just signed in and proved nothing."""
    visitor = browser()
    visitor.sign_in_as(make.account("programme_manager", make.settlement(code="goth")), proven=False)
    return visitor


def rules_url(db: Session) -> str:
    url = f"/p/{db.scalars(select(Programme.code)).one()}/rules"
    db.rollback()
    return url


def test_a_telephone_is_bound_by_one_code_of_it_and_ten_codes_are_shown_once(
    femi: Browser, db: Session, app: Flask, noted: Callable[[str], list[str]]
) -> None:
    form = femi.get(SET_UP)
    secret = secret_on(form)
    assert 'class="square"' in form.html
    sent = {**form.values, "code": "000000"}
    wrong = femi.post(SET_UP, sent)
    assert wrong.status == 422
    assert "This code is not right" in wrong.problems[0]
    assert secret_on(wrong) == secret
    sent = {**wrong.values, "code": code(secret)}
    page = femi.post(SET_UP, sent)
    assert len(set(codes_on(page))) == 10
    assert codes_on(femi.post(SET_UP, sent)) == codes_on(page)
    assert "10 printed codes are left." in femi.get("/account").text
    assert noted("second_factor.add") == ["account"]
    stored = db.scalars(select(SecondFactor)).one()
    assert secret not in stored.sealed_secret
    assert totp.opened(app.config["SECRET"], stored.account_id, stored.sealed_secret) == secret
    assert totp.opened(b"another", stored.account_id, stored.sealed_secret) == ""
    printed = {shown.replace("-", "") for shown in codes_on(page)}
    assert not printed & set(db.scalars(select(RecoveryCode.code_hash)))


def test_a_change_of_the_rules_waits_for_the_code_and_nothing_typed_is_lost(
    femi: Browser, db: Session
) -> None:
    secret, _ = set_up(femi)
    forget_proof(db)
    url = rules_url(db)
    asked = femi.post(url, femi.filled(url, committee_name="Shura & <b>elders</b>"))
    assert (asked.status, asked.h1) == (403, "Confirm that it is you")
    missed = femi.post(CONFIRM, {**asked.values, "code": "123"})
    assert missed.status == 422
    kept = femi.post(CONFIRM, {**missed.values, "code": code(secret, 1)})
    assert kept.h1 == "You have confirmed that it is you. What you typed is not lost."
    assert "It is not recorded yet. Send it now." in kept.text
    assert f'action="{url}"' in kept.html
    assert femi.post(url, kept.values).status == 303
    assert db.scalars(select(Programme.committee_name)).one() == "Shura & <b>elders</b>"
    db.rollback()
    assert femi.post(url, femi.filled(url, committee_name="Shura")).status == 303


def test_a_code_beside_the_form_needs_no_page_of_its_own(femi: Browser, db: Session) -> None:
    (secret, printed), url = set_up(femi), rules_url(db)
    forget_proof(db)
    page = femi.get(url)
    assert "The code on your telephone (optional)" in page.text
    wrong = femi.post(url, femi.filled(url, committee_name="Shura", proof="000000"))
    assert (wrong.status, wrong.h1) == (422, "Confirm that it is you") and wrong.problems
    assert 'value="000000"' not in wrong.html and wrong.values["kept_path"] == [url]
    kept = femi.post(CONFIRM, {**wrong.values, "code": code(secret, 1)})
    assert kept.h1 == "You have confirmed that it is you. What you typed is not lost."
    assert femi.post(url, kept.values).status == 303
    db.rollback()
    forget_proof(db)
    saved = femi.post(url, femi.filled(url, committee_name="Jirga", proof=printed[0]))
    assert saved.status == 303
    assert db.scalars(select(Programme.committee_name)).one() == "Jirga"
    assert "The code on your telephone" not in femi.get(url).text, "proven for a while"


def test_whoever_has_no_second_factor_is_asked_for_no_code(femi: Browser, db: Session) -> None:
    url = rules_url(db)
    page = femi.get(url)
    assert page.status == 200 and "The code on your telephone" not in page.text
    asked = femi.post(url, femi.filled(url, committee_name="Shura"))
    assert asked.status == 403 and "The code on your telephone" not in asked.text


def test_a_code_beside_a_form_that_is_wrong_proves_and_loses_nothing(femi: Browser, db: Session) -> None:
    (secret, _), url = set_up(femi), rules_url(db)
    forget_proof(db)
    page = femi.post(url, femi.filled(url, committee_name="x" * 500, proof=code(secret, 1)))
    assert page.status == 422 and page.values["committee_name"] == ["x" * 500]
    assert femi.post(url, {**page.values, "committee_name": ["Shura"]}).status == 303


def test_a_code_makes_a_new_token_and_the_one_before_is_proven_by_nobody_and_ends(
    femi: Browser, browser: People, db: Session
) -> None:
    (secret, _), url, thief = set_up(femi), rules_url(db), browser()
    forget_proof(db)
    thief.client.set_cookie("sid", femi.client.get_cookie("sid").value)
    before, sent = femi.filled(url, committee_name="Shura"), femi.filled(url, committee_name="Jirga")
    sent["proof"] = code(secret, 1)
    assert femi.post(url, sent).status == 303
    assert femi.client.get_cookie("sid").value != thief.client.get_cookie("sid").value
    assert thief.post(url, sent).location == femi.post(url, sent).location, "a finger that sent it twice"
    assert thief.post(url, thief.filled(url, committee_name="Mine")).status == 403
    assert "Sign out everywhere else" not in femi.get("/account").text, "it is one sign-in still"
    assert femi.post(url, before).status == 409, (
        "a form from before the code is good, and older than the save"
    )
    ends = db.scalars(select(SignInSession.expires_at).where(SignInSession.proven_at.is_(None))).one()
    assert ends <= datetime.now(UTC) + session_renewal.LASTS_ON
    db.execute(
        update(SignInSession).where(SignInSession.proven_at.is_(None)).values(expires_at=datetime.now(UTC))
    )
    db.commit()
    assert thief.get("/account").status == 303 and femi.get("/account").status == 200


def test_who_has_none_sets_it_up_on_the_way_and_goes_on(femi: Browser, db: Session) -> None:
    url = rules_url(db)
    assert femi.get(url).status == 200
    asked = femi.post(url, femi.filled(url, committee_name="Shura"))
    assert (asked.status, asked.h1) == (403, "Set up the second factor")
    codes = femi.post(SET_UP, {**asked.values, "code": code(secret_on(asked))})
    assert len(codes_on(codes)) == 10
    assert femi.post(url, codes.values).status == 303
    assert db.scalars(select(Programme.committee_name)).one() == "Shura"


def test_money_is_released_and_refused_only_after_a_code(make: Make, browser: People, db: Session) -> None:
    told = story.signed(make)
    officer = browser()
    officer.sign_in_as(told.usernames["committee_officer"])
    url = f"{told.url}/tranches/1"
    assert officer.send(f"{url}/request", statement="To dig the pits").status == 200
    finance = browser()
    finance.sign_in_as(told.usernames["finance_officer"], proven=False)
    assert finance.get(f"{url}/release").status == 200
    for act, field in (("release", "paper"), ("refuse", "reason")):
        assert finance.post(f"{url}/{act}", finance.filled(f"{url}/{act}", **{field: "TT-1"})).status == 403
    assert db.scalars(select(TrancheRelease)).all() == []
    db.rollback()
    set_up(finance)
    assert finance.post(f"{url}/release", finance.filled(f"{url}/release", paper="TT-1")).status == 303


def test_money_that_the_agency_promises_waits_for_the_code_at_every_door(
    db: Session, make: Make, browser: People
) -> None:
    """The settings and the next cycle ask for it; so do a new place, a file of places and a contract."""
    programme = make.programme()
    desk, place = f"/p/{programme.code}", story.endorsed(make, programme=programme)
    written = story.contract(make, place, ["community", "authority"])
    femi = browser()
    femi.sign_in_as(written.usernames["programme_manager"], proven=False)
    new = {"name": "Goth Kot", "code": "kot", "area": "PK/SD/DADU", "envelope": "5,000,000"}
    assert femi.post(f"{desk}/settlements/new", femi.filled(f"{desk}/settlements/new", **new)).status == 403
    seen = Manager(femi, f"{desk}/import").look(xlsx([settlement("north")]))
    made = femi.post(f"{desk}/import/make", seen.values)
    assert (seen.status, made.status) == (200, 403)
    sign = f"/s/{place.code}/contracts/{written.number}/sign"
    assert femi.post(sign, femi.filled(sign)).status == 403
    assert set(db.scalars(select(Settlement.code))) == {place.code}
    assert len(db.scalars(select(Signature)).all()) == 2
    db.rollback()
    # The second factor is set up on the way, and what was typed goes on.
    kept = femi.post(SET_UP, {**made.values, "code": code(secret_on(made))})
    printed = femi.post(f"{desk}/import/make", {**made.values, **kept.values})
    assert printed.status == 200, printed.problems
    forget_proof(db)
    page = femi.get(sign)
    assert "The code on your telephone" in page.text
    assert femi.post(sign, {**page.values, "proof": codes_on(kept)[0]}).status == 303
    assert "north" in set(db.scalars(select(Settlement.code)))
    assert len(db.scalars(select(Signature)).all()) == 3
    forget_proof(db)
    amendment = propose(make, written, ends_on=story.ENDS + timedelta(45))
    url = f"/s/{place.code}/contracts/{written.number}/amendments/{amendment}/sign"
    assert femi.post(url, femi.filled(url)).status == 403


def test_a_proof_lasts_a_quarter_of_an_hour_and_one_from_the_future_is_none(
    femi: Browser, db: Session
) -> None:
    set_up(femi)
    url = rules_url(db)
    for minutes, status in ((14, 303), (16, 403), (-600, 403)):
        forget_proof(db, datetime.now(UTC) - timedelta(minutes=minutes))
        assert femi.post(url, femi.filled(url, committee_name="Shura")).status == status, minutes


def test_one_code_works_once_and_a_clock_that_ran_ahead_does_no_harm(femi: Browser, db: Session) -> None:
    secret, _ = set_up(femi)
    shown = code(secret, 1)
    assert femi.send(CONFIRM, code=shown).h1.startswith("Person")
    assert "or it has already been used" in femi.send(CONFIRM, code=shown).problems[0]
    db.execute(update(SecondFactor).values(last_step=10**9))
    journaled(db)
    assert femi.send(CONFIRM, code=code(secret, 1)).status == 200


def test_a_printed_code_opens_once_however_it_is_typed_and_new_ones_replace_it(
    femi: Browser, db: Session, noted: Callable[[str], list[str]]
) -> None:
    _, printed = set_up(femi)
    forget_proof(db)
    asked = femi.send("/account/recovery-codes")
    assert asked.h1 == "Confirm that it is you"
    kept = femi.post(CONFIRM, {**asked.values, "code": printed[3].lower().replace("-", " ")})
    assert femi.send(CONFIRM, code=printed[3]).status == 422
    renewed = codes_on(femi.post("/account/recovery-codes", kept.values))
    assert len(renewed) == 10 and not set(renewed) & set(printed)
    assert femi.send(CONFIRM, code=printed[4]).status == 422
    assert femi.send(CONFIRM, code=renewed[4]).status == 200
    assert noted("recovery_code.use") == ["account", "account"]


def test_wrong_codes_wait_longer_and_longer_and_are_told_once_a_minute(
    femi: Browser, noted: Callable[[str], list[str]]
) -> None:
    secret, _ = set_up(femi)
    for _ in range(5):
        assert femi.send(CONFIRM, code="000000").status == 422
    page = femi.send(CONFIRM, code=code(secret, 1))
    assert page.status == 429
    assert page.problems == ["Too many tries. Wait 1 minute, then try again."]
    assert 0 < int(page.headers["Retry-After"]) <= 60
    assert len(noted("second_factor.refuse")) == 1


def test_a_telephone_that_lies_about_signed_in_cannot_be_made_its_finders_own(
    femi: Browser, db: Session
) -> None:
    db.execute(update(SignInSession).values(made_at=datetime.now(UTC) - timedelta(minutes=20)))
    db.commit()
    form = femi.get(SET_UP)
    page = femi.post(SET_UP, {**form.values, "code": code(secret_on(form))})
    assert page.problems == ["Your password: Write your password."]
    assert femi.post(SET_UP, {**form.values, "code": code(secret_on(form)), "password": "x"}).status == 422
    assert db.scalars(select(SecondFactor)).all() == []


def test_turning_it_off_asks_a_code_too_and_ends_every_proof(femi: Browser, db: Session) -> None:
    set_up(femi)
    forget_proof(db)
    assert femi.send("/account/second-factor/off").status == 403
    forget_proof(db, datetime.now(UTC))
    assert "Not set up." in femi.send("/account/second-factor/off").text
    assert db.scalars(select(SignInSession.proven_at)).all() == [None]
    assert db.scalars(select(RecoveryCode)).all() == []


def forget_proof(db: Session, proven_at: Any = None) -> None:
    db.execute(update(SignInSession).values(proven_at=proven_at))
    db.commit()
