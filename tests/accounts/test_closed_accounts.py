"""An account is closed, by its owner or by who could end all its roles, and can be opened again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from peoplesprocess.accounts import passwords
from peoplesprocess.accounts.account_recovery import make_password_link
from peoplesprocess.accounts.actions import accept_as
from peoplesprocess.accounts.closed_accounts import (
    close_account,
    close_own_account,
    reopen_account,
)
from peoplesprocess.core.messages import Refused
from peoplesprocess.core.permissions import Forbidden
from peoplesprocess.db import journal
from peoplesprocess.models import Account, MailAddress, Membership, SignInSession
from tests.accounts.conftest import SECRET, journaled, sign_in
from tests.accounts.test_password_links import link_on
from tests.accounts.test_second_factor import CONFIRM, code, set_up
from tests.accounts.test_sign_in import WRONG
from tests.accounts.test_who_left_a_seat_may_keep_the_role import RESIGNED, TOLD, seat_changes
from tests.browser import Browser
from tests.factories import Make
from tests.invited import link, membership, programme_of
from tests.openrosa.conftest import address_on
from tests.openrosa.phone import Phone, add_device

People = Callable[..., Browser]
LEFT = "Left the agency"


@pytest.fixture
def there(make: Make, db: Session, browser: People) -> Any:
    """A settlement with its manager, and its facilitator Bo, who is an engineer too and can sign in."""
    goth, other = make.settlement(time_zone="UTC"), make.settlement()
    bo = make.account("facilitator", goth, name="Bo Khan")
    make.membership(bo, "technical_officer", goth)
    efua = browser()
    efua.sign_in_as(make.account("programme_manager", goth, name="Efua Mensah"))
    db.execute(update(Account).where(Account.username == bo).values(password_hash=hashed()))
    journaled(db)
    with make.act(place=goth) as act:
        desk = f"/p/{act.settlement.programme_code}/people"
    person = f"{desk}/{membership(make, bo, 'facilitator')}"
    return SimpleNamespace(goth=goth, other=other, bo=bo, efua=efua, desk=desk, person=person)


def hashed() -> str:
    return passwords.hash(SECRET, fast=True)


def account_id(db: Session, username: str) -> Any:
    found = db.scalars(select(Account.id).where(Account.username == username)).one()
    db.rollback()
    return found


def test_a_closed_account_opens_nothing_and_its_manager_reads_who_closed_it_and_why(
    make: Make, app: Flask, browser: People, db: Session, there: Any, noted: Callable[[str], list[str]]
) -> None:
    bo, efua, person = browser(), there.efua, there.person
    assert sign_in(bo, there.bo).status == 303
    bo.send("/account/reminders", address="bo@example.org")
    phone = Phone(app, address_on(add_device(bo, there.goth)))
    assert phone.forms()
    new_password = link_on(efua.post(f"{person}/password-link", efua.filled(f"{person}/password-link")))
    assert f"{person}/close" in efua.get(person).links
    assert "Write the reason" in efua.send(f"{person}/close").problems[0]
    told = efua.send(f"{person}/close", reason="Left the agency")
    assert "by Efua Mensah, because: Left the agency" in told.text
    assert bo.get("/account").status == 303
    refused, unknown = sign_in(bo, there.bo), sign_in(browser(), "nobody")
    assert (refused.status, refused.problems) == (unknown.status, unknown.problems) == (422, [WRONG])
    assert browser().get(new_password).status == phone.ask().status_code == 404
    who = account_id(db, there.bo)
    assert noted("membership.revoke") == [f"account {who}"] * 2
    assert noted("user_account.close") == [f"account {who}"] and noted("device.revoke") == ["device 1"]
    for kept in (SignInSession, MailAddress):
        assert db.scalars(select(kept).where(kept.account_id == who)).all() == []
    assert journal.verify(db).first_bad is None
    db.rollback()
    listed = efua.get(there.desk)
    assert "account closed on" in listed.text and person in listed.links
    assert "already closed" in efua.send(f"{person}/close", reason="Again").problems[0]
    here, again = programme_of(make, there.goth), "opened again first"
    with make.act(efua.username, here) as act, pytest.raises(Refused, match=again):
        make_password_link(act, who)
    invited = link(make, efua.username, "facilitator", there.goth, at=datetime.now(UTC))
    with make.act(there.bo, at=datetime.now(UTC)) as act, pytest.raises(Refused, match=again):
        accept_as(act, invited)
    sent = browser().send(
        f"/invitation/{invited}", name="Another Bo", username=there.bo.upper(), password=SECRET
    )
    assert "Somebody already has this user name" in sent.problems[0]


def test_an_account_that_is_opened_again_lets_in_and_gives_nothing_back(
    make: Make, app: Flask, browser: People, db: Session, there: Any
) -> None:
    bo, efua, person = browser(), there.efua, there.person
    sign_in(bo, there.bo)
    phone = Phone(app, address_on(add_device(bo, there.goth)))
    new_password = link_on(efua.post(f"{person}/password-link", efua.filled(f"{person}/password-link")))
    efua.send(f"{person}/close", reason="Left the agency")
    assert "Write the reason" in efua.send(f"{person}/reopen").problems[0]
    told = efua.send(f"{person}/reopen", reason="Came back from leave")
    assert "by Efua Mensah, because: Left the agency" in told.text
    assert "by Efua Mensah, because: Came back from leave" in told.text
    assert "The roles did not come back by themselves." in told.text and f"{there.desk}/invite" in told.links
    assert "account is open" in efua.send(f"{person}/reopen", reason="Again").problems[0]
    assert "was withdrawn" in browser().get(new_password).text
    assert bo.get("/account").status == 303
    assert sign_in(bo, there.bo).status == 303
    assert "You have no role yet" in bo.get("/account").text
    assert bo.get(f"/s/{there.goth.code}").status == 404
    make.membership(there.bo, "facilitator", there.goth)
    assert bo.get(f"/s/{there.goth.code}").status == 200
    assert phone.ask().status_code == 404, "it was revoked for good"
    assert "by Efua Mensah" in efua.send(f"{person}/close", reason="Left again").text


def test_an_owner_closes_the_own_account_with_the_password(
    make: Make, browser: People, db: Session, there: Any
) -> None:
    bo, efua = browser(), there.efua
    sign_in(bo, there.bo)
    assert "/account/close" in bo.get("/account").links
    asked = bo.send("/account/close", reason="I move abroad")
    assert asked.problems == ["Your password: Write your password."] and "I move abroad" in asked.html
    assert bo.send("/account/close", reason="I move", password="five").problems == [f"Your password: {WRONG}"]
    assert "by Bo Khan" not in efua.get(there.person).text
    assert "Your account is closed." in bo.send("/account/close", reason="I move", password=SECRET).text
    assert sign_in(bo, there.bo).problems == [WRONG]
    assert "by Bo Khan, because: I move" in efua.get(there.person).text
    assert efua.get(f"{there.person}/password-link").status == 404


def test_what_somebody_gave_with_a_closed_account_is_given_no_more_and_a_seat_is_told_as_at_the_end_of_a_role(
    make: Make, browser: People, there: Any
) -> None:
    make.election(there.goth)
    cleo, femi = make.account("committee_officer", there.goth), browser("programme_manager", there.goth)
    seat_changes(browser, there.goth, RESIGNED)
    assert TOLD in femi.get("/").text
    officer = f"{there.desk}/{membership(make, cleo, 'committee_officer')}"
    invitation = f"/invitation/{link(make, femi.username, 'facilitator', there.goth, at=datetime.now(UTC))}"
    password = link_on(
        femi.post(f"{there.person}/password-link", femi.filled(f"{there.person}/password-link"))
    )
    femi.send(f"{officer}/close", reason="Resigned")
    assert TOLD not in femi.get("/").text
    manager = f"{there.desk}/{membership(make, femi.username, 'programme_manager')}"
    there.efua.send(f"{manager}/close", reason="Left the agency")
    assert "is no longer allowed to invite" in browser().get(invitation).text
    assert (
        "is no longer allowed to help you"
        in browser().send(password, password="nine green goats").problems[0]
    )


def test_who_has_a_second_factor_closes_nothing_without_its_proof(
    make: Make, browser: People, there: Any
) -> None:
    femi = browser()
    femi.sign_in_as(make.account("programme_manager", there.goth), proven=False)
    secret, _ = set_up(femi)
    again = browser()
    again.sign_in_as(femi.username, proven=False)
    for page in ("/account/close", f"{there.person}/close"):
        asked = again.send(page, reason="Left the agency")
        assert asked.status == 403 and "Left the agency" in asked.html
    assert there.efua.get(f"{there.person}/password-link").status == 200
    kept = again.post(CONFIRM, {**asked.values, "code": code(secret, 1)})
    assert kept.status == 200
    assert again.post(f"{there.person}/close", kept.values).status == 303
    assert "because: Left the agency" in there.efua.get(there.person).text
    assert "Your account is closed." in again.send("/account/close", reason="I leave too").text


def test_the_last_who_give_roles_stay_and_nobody_closes_what_they_could_not_end(
    make: Make, browser: People, there: Any
) -> None:
    efua, held = there.efua, membership(make, there.bo, "facilitator")
    own = efua.send("/account/close", reason="I leave", password="x")
    assert own.status == 422
    with make.act(efua.username) as act, pytest.raises(Refused, match="No other manager would be left"):
        close_own_account(act, LEFT)
    admin = make.account("administrator")
    with make.act(admin) as act, pytest.raises(Refused, match="No other administrator would be left"):
        close_own_account(act, LEFT)
    make.membership(there.bo, "facilitator", there.other)
    assert "could not give" in efua.send(f"{there.person}/close", reason="Left").problems[0]
    mine = membership(make, efua.username, "programme_manager")
    assert "your own account" in efua.send(f"{there.desk}/{mine}/close", reason="Left").problems[0]
    assert f"{there.desk}/{mine}/close" not in efua.get(f"{there.desk}/{mine}").links
    with make.act("programme_manager", there.other) as act, pytest.raises(Forbidden):
        close_account(act, held, LEFT)
    with make.act(admin, programme_of(make, there.goth)) as act:
        close_account(act, held, LEFT)
    assert "could not give" in efua.send(f"{there.person}/reopen", reason="Back").problems[0]
    with make.act(admin, programme_of(make, there.goth)) as act:
        reopen_account(act, held, LEFT)


def test_an_account_whose_roles_had_all_ended_before_is_closed_by_who_could_end_the_last(
    make: Make, app: Flask, browser: People, db: Session, there: Any
) -> None:
    """Roles ended one by one left a sign-in that no page led to."""
    make.membership(there.bo, "facilitator", there.other)
    elsewhere = Browser(app)
    elsewhere.sign_in_as(make.account("programme_manager", there.other))
    other_desk = f"/p/{programme_of(make, there.other).code}/people"
    former = memberships(db, there.bo)
    here, expert, first = (
        f"{desk}/{held}" for desk, held in zip((there.desk, there.desk, other_desk), former, strict=True)
    )
    assert "Roles that have ended" in elsewhere.send(f"{first}/revoke", reason="Went to Goth").text
    for role in (expert, here):
        there.efua.send(f"{role}/revoke", reason="Left the agency")
    assert sign_in(browser(), there.bo).status == 303
    assert here in there.efua.get(there.desk).links
    page = there.efua.get(here)
    assert f"{here}/close" in page.links and "can sign in until" in page.text
    assert f"{here}/password-link" not in page.links
    assert "could not give" in elsewhere.send(f"{first}/close", reason="Tidy").problems[0]
    assert "because: Gone" in there.efua.send(f"{here}/close", reason="Gone").text
    assert sign_in(browser(), there.bo).problems == [WRONG]
    assert "could not give" in elsewhere.send(f"{first}/reopen", reason="Tidy").problems[0]
    admin = browser("administrator")
    assert "because: Asked to" in admin.send(f"{here}/reopen", reason="Asked to").text
    assert "because: Gone too" in admin.send(f"{first}/close", reason="Gone too").text


def memberships(db: Session, username: str) -> list[Any]:
    rows = select(Membership.id).join(Account, Account.id == Membership.account_id)
    found = db.scalars(rows.where(Account.username == username).order_by(Membership.id)).all()
    db.rollback()
    return list(found)
