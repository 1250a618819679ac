"""Who alone helps with forgotten passwords gets no money out, and no account that has two locks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from peoplesprocess.accounts import account_recovery
from peoplesprocess.approvals import actions as approvals
from peoplesprocess.core.authority_decisions import AuthorityVerdict
from peoplesprocess.core.messages import Refused
from peoplesprocess.db.column_types import uuid7
from peoplesprocess.models import Account, SignInSession, TrancheRelease
from peoplesprocess.works import visits
from tests.accounts.conftest import SECRET, sign_in
from tests.accounts.test_second_factor import SET_UP, code, codes_on, secret_on, set_up
from tests.browser import Browser
from tests.contracts.story import also, endorsed, signed
from tests.factories import MARKET_DAY, Make
from tests.invited import came_in, confirm, membership, programme_of

People = Callable[..., Browser]
PASSWORD = "nine green goats"


def person(browser: People, username: str) -> Browser:
    visitor = browser()
    visitor.sign_in_as(username)
    return visitor


def account_of(db: Session, username: str) -> Any:
    found = db.scalars(select(Account.id).where(Account.username == username)).one()
    db.rollback()
    return found


def taken_over(make: Make, db: Session, browser: People, story: Any, maker: str, owner: str) -> Browser:
    """Who makes a link for somebody else's password and uses it: signed in as that person."""
    account = account_of(db, owner)
    with make.act(maker, programme_of(make, story.place), datetime.now(UTC)) as act:
        link = account_recovery.make_password_link(act, account)
    visitor = browser()
    assert visitor.send(f"/password/{link}", password=PASSWORD).status == 200
    assert sign_in(visitor, owner, PASSWORD).status == 303
    return visitor


def release(visitor: Browser, story: Any) -> Any:
    url = f"{story.url}/tranches/1/release"
    return visitor.post(url, {**visitor.filled(url), "paper": "Transfer 1"})


def test_a_manager_does_not_release_what_was_asked_for_with_a_password_of_their_making(
    make: Make, browser: People, db: Session
) -> None:
    story = signed(make)
    manager, officer = story.usernames["programme_manager"], story.usernames["committee_officer"]
    asking = taken_over(make, db, browser, story, manager, officer)
    assert asking.send(f"{story.url}/tranches/1/request", statement="For the walls").status == 200
    assert release(person(browser, manager), story).status == 422
    # Somebody else's word for the officer's role opens the way again.
    held = membership(make, officer, "committee_officer")
    page = f"/p/{programme_of(make, story.place).code}/people/{held}/confirm"
    person(browser, make.account("administrator")).send(page)
    assert release(person(browser, manager), story).status == 303
    assert len(db.scalars(select(TrancheRelease.id)).all()) == 1


@pytest.mark.parametrize("by_link", [False, True], ids=["invited", "taken over"])
def test_a_manager_confirms_nobody_who_came_in_by_another_account_of_their_making(
    make: Make, browser: People, db: Session, by_link: bool
) -> None:
    story = signed(make)
    manager, place = story.usernames["programme_manager"], story.place
    ghost = came_in(make, manager, "programme_manager", place)
    if by_link:
        officer = story.usernames["committee_officer"]
        asking = taken_over(make, db, browser, story, ghost, officer)
    else:
        officer = came_in(make, ghost, "committee_officer", place)
        asking = person(browser, officer)
    assert asking.send(f"{story.url}/tranches/1/request", statement="For the walls").status == 200
    page = (
        f"/p/{programme_of(make, place).code}/people/{membership(make, officer, 'committee_officer')}/confirm"
    )
    confirming = person(browser, manager)
    shown = confirming.get(page)
    assert "You made the account of the person who gave this role, or who made" in shown.text
    assert "form_id" not in shown.values
    with pytest.raises(Refused, match="nobody has confirmed the role of that account"):
        confirm(make, manager, officer, "committee_officer", place)
    assert release(confirming, story).status == 422
    # Once somebody else knows the other manager, its invitations are those of a second person.
    confirm(make, make.account("administrator"), ghost, "programme_manager", place)
    assert confirming.send(page).status == 200
    assert release(confirming, story).status == 303


def test_a_finance_officer_with_a_new_password_and_no_second_factor_is_confirmed_anew(
    make: Make, browser: People, db: Session
) -> None:
    story = signed(make)
    manager, place = story.usernames["programme_manager"], story.place
    officer = came_in(make, manager, "committee_officer", place)
    finance = came_in(make, manager, "finance_officer", place)
    administrator = make.account("administrator")
    confirm(make, administrator, finance, "finance_officer", place)
    asked = person(browser, officer).send(f"{story.url}/tranches/1/request", statement="For the walls")
    assert asked.status == 200
    paying = taken_over(make, db, browser, story, manager, finance)
    set_up(paying)
    answer = release(paying, story)
    assert answer.status == 422
    assert "because your own role is not confirmed" in answer.text
    page = (
        f"/p/{programme_of(make, place).code}/people/{membership(make, finance, 'finance_officer')}/confirm"
    )
    helping = person(browser, manager)
    # The manager gave the role and made the link: the one who gave it is told first.
    assert page not in helping.get(page.partition("/people/")[0] + "/people").links
    assert "form_id" not in helping.get(page).values
    assert helping.post(page, {"form_id": str(uuid7()), "token": "guessed"}).status == 422
    assert person(browser, administrator).send(page).status == 200
    assert release(paying, story).status == 303


def test_who_made_the_link_to_a_new_password_is_offered_no_button_to_confirm_that_persons_role(
    make: Make, browser: People, db: Session
) -> None:
    story = signed(make)
    manager, place = story.usernames["programme_manager"], story.place
    administrator = make.account("administrator")
    finance = came_in(make, administrator, "finance_officer", place)
    confirm(make, manager, finance, "finance_officer", place)
    taken_over(make, db, browser, story, manager, finance)
    desk = f"/p/{programme_of(make, place).code}/people"
    page = f"{desk}/{membership(make, finance, 'finance_officer')}/confirm"
    helping = person(browser, manager)
    assert page not in helping.get(desk).links
    for address in (desk, page):
        shown = helping.get(address)
        assert "You made this person's link for a new password." in shown.text
        assert "form_id" not in shown.values
    with pytest.raises(Refused, match="link for a new password"):
        confirm(make, manager, finance, "finance_officer", place)


def test_another_managers_account_taken_over_confirms_nobody(
    make: Make, browser: People, db: Session
) -> None:
    story = signed(make)
    manager, place = story.usernames["programme_manager"], story.place
    other = make.account("programme_manager", place)
    set_up(person(browser, other))
    finance = came_in(make, manager, "finance_officer", place)
    held = membership(make, finance, "finance_officer")
    ghost = taken_over(make, db, browser, story, manager, other)
    page = ghost.get(f"/p/{programme_of(make, place).code}/people/{held}/confirm")
    assert page.controls == [] and "form_id" not in page.values
    sent = {"form_id": str(uuid7()), "token": "guessed"}
    assert ghost.post(f"/p/{programme_of(make, place).code}/people/{held}/confirm", sent).status == 422
    asked = person(browser, story.usernames["committee_officer"])
    assert asked.send(f"{story.url}/tranches/1/request", statement="For the walls").status == 200
    assert release(person(browser, finance), story).status == 422


def test_two_accounts_of_one_administrator_are_not_two_people(
    make: Make, browser: People, db: Session
) -> None:
    story = signed(make)
    administrator = make.account("administrator")
    second = came_in(make, administrator, "administrator", story.place)
    finance = account_of(db, story.usernames["finance_officer"])
    set_up(person(browser, story.usernames["finance_officer"]))
    with make.act(administrator, programme_of(make, story.place), datetime.now(UTC)) as act:
        account_recovery.make_password_link(act, finance)
    with (
        pytest.raises(Refused),
        make.act(second, programme_of(make, story.place), datetime.now(UTC)) as act,
    ):
        account_recovery.remove_second_factor_of(act, finance)


def test_codes_on_paper_are_shown_once_also_to_who_sends_the_form_again(
    browser: People, bo: str, db: Session
) -> None:
    visitor = browser()
    visitor.sign_in_as(bo, proven=False)
    form = visitor.get(SET_UP)
    sent = {**form.values, "code": code(secret_on(form))}
    assert len(codes_on(visitor.post(SET_UP, sent))) == 10
    long_ago = datetime.now(UTC) - timedelta(hours=3)
    db.execute(update(SignInSession).values(proven_at=long_ago))
    db.commit()
    assert visitor.post(SET_UP, sent).status == 303


def test_the_secret_of_a_factor_in_force_is_drawn_by_no_form_again(
    browser: People, bo: str, db: Session
) -> None:
    """Who knows the password and, from a copy of the database, the form's id, had the second factor too."""
    owner = browser()
    owner.sign_in_as(bo, proven=False)
    form = owner.get(SET_UP)
    secret = secret_on(form)
    owner.post(SET_UP, {**form.values, "code": code(secret)})
    db.execute(update(SignInSession).values(proven_at=datetime.now(UTC) - timedelta(hours=3)))
    db.commit()
    for more in ({"language": "fr"}, {"code": "000000"}, {"code": "000000", "form_id": str(uuid7())}):
        page = owner.post(SET_UP, {**form.values, **more})
        assert page.status == 303 and page.location.startswith("/account")
        assert secret not in page.html.replace(" ", "")


def test_a_right_password_is_no_failure_whatever_else_is_wrong(browser: People, bo: str) -> None:
    visitor = browser()
    visitor.sign_in_as(bo)
    for _ in range(7):
        weak = visitor.post(
            "/account", visitor.filled("/account", old_password=SECRET, new_password="password")
        )
        assert not any("Too many tries" in problem for problem in weak.problems)
    assert visitor.send("/account", old_password=SECRET, new_password=PASSWORD).status == 200


@pytest.mark.parametrize("address", ["/sign-in", "/vote", "/receipt", "/account"])
def test_a_token_in_another_script_is_a_wrong_one(browser: People, bo: str, address: str) -> None:
    visitor = browser()
    visitor.sign_in_as(bo)
    assert (
        visitor.post(address, {"token": "é", "form_id": "x", "username": "a", "password": "b"}).status == 422
    )


@pytest.mark.parametrize("builder", ["facilitator", "committee_officer"])
def test_whoever_builds_does_not_visit_or_certify_by_another_account_of_their_making(
    make: Make, browser: People, db: Session, builder: str
) -> None:
    """A manager who facilitates invited a second account as technical officer, and measured the own work."""
    story = signed(make)
    manager, place = story.usernames["programme_manager"], story.place
    also(make, manager, builder, place)
    ghost = came_in(make, manager, "technical_officer", place)
    looking, told = person(browser, ghost), "your word would be that of the builders alone"
    visit = f"{story.url}/visits/record"
    assert told in looking.get(visit).text and "form_id" not in looking.get(visit).values
    with make.act(ghost, place) as act, pytest.raises(Refused, match="that of the builders alone"):
        visits.record_visit(act, 1, visits.VisitInput(MARKET_DAY.date(), {1: 500}, 0, "", final=False))
    confirm(make, make.account("administrator"), ghost, "technical_officer", place)
    assert told not in looking.get(visit).text and "form_id" in looking.get(visit).values


def test_who_made_a_builders_account_does_not_look_at_that_ones_work_alone(
    make: Make, browser: People
) -> None:
    """The other way round: a manager who is the technical officer too invited the facilitator."""
    story = signed(make)
    manager, place = story.usernames["programme_manager"], story.place
    also(make, manager, "technical_officer", place)
    facilitator = came_in(make, manager, "facilitator", place)
    looking, visit = person(browser, manager), f"{story.url}/visits/record"
    assert "your word would be that of the builders alone" in looking.get(visit).text
    confirm(make, make.account("administrator"), facilitator, "facilitator", place)
    assert "form_id" in looking.get(visit).values


def test_whoever_builds_does_not_endorse_the_own_plan_by_another_account_of_their_making(
    make: Make, browser: People, db: Session
) -> None:
    place = endorsed(make, verdict="")
    manager = make.account("programme_manager", place)
    also(make, manager, "facilitator", place)
    ghost = came_in(make, manager, "local_authority", place)
    mayor, told = person(browser, ghost), "your word would be that of the builders alone"
    for address in (f"/s/{place.code}/approval/1", f"/s/{place.code}/approval/all"):
        page = mayor.post(address, mayor.filled(address, verdict="endorse"))
        assert told in page.problems[0], address
    said = approvals.DecisionInput(AuthorityVerdict.ENDORSE)
    for answer, lines in ((approvals.decide, [1]), (approvals.answer_all, [])):
        with make.act(ghost, place) as act, pytest.raises(Refused, match="that of the builders alone"):
            answer(act, *lines, said)
    confirm(make, make.account("administrator"), ghost, "local_authority", place)
    assert mayor.send(f"/s/{place.code}/approval/1", verdict="endorse").status == 200
