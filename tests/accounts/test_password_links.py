"""A forgotten password and a lost telephone: somebody helps, and nobody alone gets into another's account."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from peoplesprocess.accounts import account_recovery, passwords
from peoplesprocess.core.messages import Refused
from peoplesprocess.core.permissions import Forbidden
from peoplesprocess.models import Account, Membership, PasswordLink, SecondFactor, SignInSession
from tests.accounts.conftest import SECRET, journaled, sign_in
from tests.accounts.test_roles_with_an_end import until_somebody_waits
from tests.accounts.test_second_factor import CONFIRM, code, set_up
from tests.browser import Browser, Page
from tests.factories import MARKET_DAY, Make
from tests.invited import membership, programme_of

People = Callable[..., Browser]
NEW = "nine green goats"


def link_on(page: Page) -> str:
    found = re.search(r'href="[^"]*(/password/[\w-]+)"', page.html)
    assert found, page.text
    return found[1]


@pytest.fixture
def there(make: Make, db: Session) -> Any:
    """A programme with its manager Efua and its finance officer Femi, who has a password."""
    programme = make.programme()
    place = make.settlement(programme)
    efua, femi = make.account("programme_manager", place), make.account("finance_officer", place)
    changed = update(Account).where(Account.username == femi)
    db.execute(changed.values(password_hash=passwords.hash(SECRET, fast=True)))
    journaled(db)
    ids = {
        name: db.scalars(select(Account.id).where(Account.username == name)).one() for name in (efua, femi)
    }
    held = db.scalars(select(Membership.id).where(Membership.account_id == ids[femi])).one()
    db.rollback()
    desk = f"/p/{programme.code}/people"
    return SimpleNamespace(
        programme=programme,
        place=place,
        efua=efua,
        femi=femi,
        id=ids[femi],
        desk=desk,
        person=f"{desk}/{held}",
    )


def as_(browser: People, username: str) -> Browser:
    visitor = browser()
    visitor.sign_in_as(username)
    return visitor


def test_who_forgot_the_password_gets_a_link_chooses_a_new_one_and_is_signed_out_everywhere(
    browser: People, there: Any, db: Session, noted: Callable[[str], list[str]]
) -> None:
    efua, femi = as_(browser, there.efua), as_(browser, there.femi)
    secret, _ = set_up(femi)
    assert there.person in efua.get(there.desk).links
    sent = efua.filled(f"{there.person}/password-link")
    made = efua.post(f"{there.person}/password-link", sent)
    link = link_on(made)
    assert link_on(efua.post(f"{there.person}/password-link", sent)) == link
    assert link.removeprefix("/password/") not in db.scalars(select(PasswordLink.token_hash)).one()
    db.rollback()
    stranger = browser()
    assert there.femi in stranger.get(link).text
    assert "easy to guess" in stranger.send(link, password="password").problems[0]
    chosen = stranger.filled(link, password=NEW)
    page = stranger.post(link, chosen)
    assert (page.status, page.location) == (303, "/sign-in?saved=1")
    assert stranger.post(link, chosen).status == 303
    assert femi.get("/account").status == 303
    assert sign_in(browser(), there.femi).status == 422
    assert sign_in(stranger, there.femi, NEW).status == 303
    assert stranger.send(CONFIRM, code=code(secret, 1)).status == 200
    assert noted("password_link.make") == noted("password_link.use") == [f"account {there.id}"]


def test_a_link_works_once_for_three_days_and_the_newest_alone(
    browser: People, there: Any, make: Make
) -> None:
    begun = datetime.now(UTC) - timedelta(hours=73)
    links = []
    for at in (begun, datetime.now(UTC), datetime.now(UTC)):
        with make.act(there.efua, there.programme, at) as act:
            links.append(f"/password/{account_recovery.make_password_link(act, there.id)}")
    assert "newer link" in browser().get(links[0]).text
    assert browser().get(links[1]).status == 410
    assert browser().send(links[2], password=NEW).status == 200
    page = browser().get(links[2])
    assert page.status == 410 and "has already been used" in page.text
    with make.act(there.efua, there.programme, begun) as act:
        late = account_recovery.make_password_link(act, there.id)
    assert "three days, and they are over" in browser().get(f"/password/{late}").text
    assert browser().get("/password/made-up").status == 404


def test_nobody_makes_a_link_for_more_power_than_they_could_give(make: Make, there: Any, db: Session) -> None:
    abroad = make.account("finance_officer", make.settlement())
    admin = make.account("administrator")
    ids = {
        name: db.scalars(select(Account.id).where(Account.username == name)).one() for name in (abroad, admin)
    }
    own = db.scalars(select(Account.id).where(Account.username == there.efua)).one()
    db.add(
        Membership(
            account_id=ids[abroad], role="facilitator", programme_id=there.programme.id,
            settlement_id=there.place.id, made_at=MARKET_DAY,
        )
    )  # fmt: skip
    journaled(db)
    helps = (
        account_recovery.make_password_link,
        account_recovery.end_sessions_of,
        account_recovery.remove_second_factor_of,
    )
    for help_ in helps:
        for whose, why in (
            (ids[abroad], "could not give"),
            (ids[admin], "could not give"),
            (own, "your own"),
        ):
            with make.act(there.efua, there.programme) as act, pytest.raises(Refused, match=why):
                help_(act, whose)
        for role in ("facilitator", "finance_officer"):
            with make.act(role, there.place) as act, pytest.raises((Forbidden, LookupError)):
                help_(act, there.id)
    with make.act(admin, there.programme) as act:
        assert account_recovery.make_password_link(act, ids[abroad])


def test_a_link_ends_with_the_role_of_who_made_it(
    browser: People, make: Make, there: Any, db: Session
) -> None:
    with make.act(there.efua, there.programme, datetime.now(UTC)) as act:
        link = f"/password/{account_recovery.make_password_link(act, there.id)}"
    db.execute(update(Membership).where(Membership.role == "programme_manager").values(revoked_at=MARKET_DAY))
    journaled(db)
    assert "is no longer allowed to help you" in browser().send(link, password=NEW).problems[0]
    assert sign_in(browser(), there.femi).status == 303


def test_one_person_alone_opens_no_account_with_two_locks(
    browser: People, make: Make, there: Any, db: Session
) -> None:
    set_up(as_(browser, there.femi))
    other = make.account("programme_manager", there.place)
    with make.act(there.efua, there.programme) as act:
        account_recovery.make_password_link(act, there.id)
    efua = as_(browser, there.efua)
    with make.act(there.efua, there.programme) as act, pytest.raises(Refused, match="Somebody else must"):
        account_recovery.remove_second_factor_of(act, there.id)
    assert "Remove the second factor" in efua.get(there.person).text
    with make.act(other, there.programme) as act:
        account_recovery.remove_second_factor_of(act, there.id)
    with make.act(other, there.programme) as act, pytest.raises(Refused, match="Somebody else must"):
        account_recovery.make_password_link(act, there.id)
    assert "Not set up." in efua.get(there.person).text


def test_who_lost_the_telephone_is_told_who_removed_the_second_factor(
    browser: People, there: Any, db: Session, noted: Callable[[str], list[str]]
) -> None:
    set_up(as_(browser, there.femi))
    efua, femi = as_(browser, there.efua), browser()
    assert efua.send(f"{there.person}/second-factor").status == 200
    assert db.scalars(select(SecondFactor.removed_at)).one() is not None
    db.rollback()
    name = efua.get("/account").h1
    told = sign_in(femi, there.femi)
    assert (told.status, told.h1) == (200, "Your second factor was removed")
    assert f"{name} removed your second factor" in told.text
    assert femi.get("/account").status == 200
    assert sign_in(browser(), there.femi).status == 303
    assert noted("second_factor.remove") == [f"account {there.id}"]


def test_somebody_is_signed_out_everywhere_by_who_manages(
    browser: People, there: Any, db: Session, noted: Callable[[str], list[str]]
) -> None:
    efua, femi = as_(browser, there.efua), as_(browser, there.femi)
    assert efua.send(f"{there.person}/sign-out").status == 200
    assert femi.get("/account").status == 303
    assert len(db.scalars(select(SignInSession.token_hash)).all()) == 1
    assert noted("sessions.end") == [f"account {there.id}"]
    assert femi.get(there.person).status == 303
    assert as_(browser, there.femi).get(there.person).status == 404


def test_who_opens_both_locks_of_an_account_at_the_same_moment_opens_one(
    engine: Engine, browser: People, there: Any, make: Make, db: Session
) -> None:
    """In two programmes no turn is shared: the account itself has to be waited for."""
    other = make.settlement()
    make.membership(there.femi, "finance_officer", other)
    set_up(as_(browser, there.femi))
    ada, second = make.account("administrator"), programme_of(make, other)
    held = membership(make, there.femi, "finance_officer")
    admin, url = as_(browser, ada), f"/p/{second.code}/people/{held}/second-factor"
    sent = admin.filled(url)
    with ThreadPoolExecutor(1) as pool:
        with make.act(ada, there.programme, datetime.now(UTC)) as act:
            account_recovery.make_password_link(act, there.id)
            waiting = pool.submit(admin.post, url, sent)
            until_somebody_waits(engine)
        assert "Somebody else must remove the second factor" in waiting.result().problems[0]
    assert db.scalars(select(SecondFactor.removed_at)).all() == [None]
