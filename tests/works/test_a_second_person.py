"""Who looks at somebody's act as the second person is another person: not one whose account they made."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from peoplesprocess.contracts import actions as contracts
from peoplesprocess.core.messages import Refused
from peoplesprocess.models import Account, Signature, TrancheRefusal, TrancheRelease
from tests.browser import Browser
from tests.contracts.story import STARTS, acting, also, at, contract, endorsed, signed
from tests.factories import Make
from tests.invited import came_in, confirm, was_given
from tests.statements import statements_of

People = Callable[..., Browser]
MADE = "You made the account of the person who asked for this money, or they made yours."


@pytest.fixture
def story(make: Make) -> Any:
    """A signed contract, with nobody who came by an invitation yet."""
    return signed(make)


def as_(browser: People, username: str) -> Browser:
    visitor = browser()
    visitor.sign_in_as(username)
    return visitor


def asked_by(browser: People, story: Any, username: str) -> None:
    page = as_(browser, username).send(f"{story.url}/tranches/1/request", statement="To dig the pits")
    assert page.status == 200


def answer(browser: People, story: Any, username: str, how: str = "release") -> Any:
    visitor = as_(browser, username)
    url = f"{story.url}/tranches/1/{how}"
    shown = visitor.get(url)
    if not shown.controls:
        assert "confirm" in shown.text or "You made the account" in shown.text or "Whoever" in shown.text
        return visitor.send_unshown(url, paper="TT-1", reason="The account is not open")
    return visitor.post(url, {**shown.values, "paper": "TT-1", "reason": "The account is not open"})


def releases(db: Session) -> int:
    found = db.scalar(select(func.count()).select_from(TrancheRelease)) or 0
    db.rollback()
    return found


@pytest.mark.parametrize("how", ["release", "refuse"])
def test_a_manager_alone_with_two_ghosts_moves_no_money(
    make: Make, browser: People, db: Session, story: Any, how: str
) -> None:
    efua, place = story.usernames["programme_manager"], story.place
    ghost = came_in(make, efua, "committee_officer", place)
    fin = came_in(make, efua, "finance_officer", place)
    asked_by(browser, story, ghost)
    page = answer(browser, story, fin, how)
    assert page.status == 422
    assert page.problems[0].startswith("You cannot do this yet, because your own role is not confirmed. Ask")
    page = answer(browser, story, efua, how)
    assert page.status == 422
    assert page.problems[0].startswith(MADE)
    assert "Another finance officer or programme manager must answer" in page.problems[0]
    assert releases(db) == 0
    assert db.scalar(select(func.count()).select_from(TrancheRefusal)) == 0


def test_a_manager_who_invited_both_is_no_dead_end_once_another_person_confirmed(
    make: Make, browser: People, db: Session, story: Any
) -> None:
    efua, place = story.usernames["programme_manager"], story.place
    cleo, fin = (came_in(make, efua, role, place) for role in ("committee_officer", "finance_officer"))
    confirm(make, make.account("administrator"), fin, "finance_officer", place)
    asked_by(browser, story, cleo)
    assert answer(browser, story, fin).status == 303
    assert releases(db) == 1


def test_the_pages_say_it_before_anything_is_typed(make: Make, browser: People, story: Any) -> None:
    efua, place = story.usernames["programme_manager"], story.place
    cleo, fin = (came_in(make, efua, role, place) for role in ("committee_officer", "finance_officer"))
    asked_by(browser, story, cleo)
    url = f"{story.url}/tranches/1/release"
    assert MADE in as_(browser, efua).get(url).text
    assert "because your own role is not confirmed" in as_(browser, fin).get(url).text
    assert "because your own role is not confirmed" in as_(browser, fin).get(story.url).text
    assert "not confirmed" not in as_(browser, efua).get(story.url).text
    assert "not confirmed" not in as_(browser, cleo).get(story.url).text


def test_a_ghost_of_a_ghost_is_seen_and_whom_somebody_else_knows_is_none(
    make: Make, browser: People, db: Session, story: Any
) -> None:
    efua, place, admin = story.usernames["programme_manager"], story.place, make.account("administrator")
    second = came_in(make, efua, "programme_manager", place)
    cleo = came_in(make, second, "committee_officer", place)
    asked_by(browser, story, cleo)
    assert answer(browser, story, efua).problems[0].startswith(MADE)
    confirm(make, admin, second, "programme_manager", place)
    assert answer(browser, story, second).problems[0].startswith(MADE)
    assert answer(browser, story, efua).status == 303
    assert releases(db) == 1


def test_somebody_elses_word_for_the_officer_makes_two_people_of_them(
    make: Make, browser: People, db: Session, story: Any
) -> None:
    efua, place = story.usernames["programme_manager"], story.place
    cleo = came_in(make, efua, "committee_officer", place)
    asked_by(browser, story, cleo)
    assert answer(browser, story, efua).status == 422
    confirm(make, make.account("administrator"), cleo, "committee_officer", place)
    assert answer(browser, story, efua).status == 303


def test_who_asked_and_made_the_account_of_who_pays_is_seen_too(
    make: Make, browser: People, db: Session, story: Any
) -> None:
    efua, place = story.usernames["programme_manager"], story.place
    femi = came_in(make, efua, "technical_officer", place)
    also(make, femi, "finance_officer", place)
    also(make, efua, "facilitator", place)
    asked_by(browser, story, efua)
    assert answer(browser, story, femi).problems[0].startswith(MADE)
    confirm(make, make.account("administrator"), femi, "technical_officer", place)
    assert answer(browser, story, femi).status == 303


def test_a_role_that_was_only_added_ties_nobody(make: Make, browser: People, db: Session, story: Any) -> None:
    """Whose account was there already is not made by who invites it to one more role."""
    efua, place = story.usernames["programme_manager"], story.place
    bo = make.account("technical_officer", place)
    was_given(make, efua, "committee_officer", place, bo)
    asked_by(browser, story, bo)
    assert answer(browser, story, efua).status == 303


def test_the_page_of_a_release_takes_six_statements(
    make: Make, browser: People, engine: Engine, story: Any
) -> None:
    asked_by(browser, story, story.usernames["committee_officer"])
    fin = as_(browser, story.usernames["finance_officer"])
    assert statements_of(engine, fin, f"{story.url}/tranches/1/release") <= 6
    assert statements_of(engine, fin, story.url) <= 6


def test_nobody_signs_for_two_parties_with_two_accounts(make: Make, db: Session) -> None:
    place = endorsed(make)
    efua = make.account("programme_manager", place)
    ghost = came_in(make, efua, "committee_officer", place)
    drawn = contract(make, place, ())
    sign(make, db, ghost, place, drawn.number, "community")
    with pytest.raises(Refused) as refusal:
        sign(make, db, efua, place, drawn.number, "agency")
    assert refusal.value.field == "party"
    assert "somebody who signed for another party, or they made yours" in str(refusal.value.sentence)
    db.rollback()
    confirm(make, make.account("administrator"), ghost, "committee_officer", place)
    sign(make, db, efua, place, drawn.number, "agency")
    assert db.scalar(select(func.count()).select_from(Signature)) == 2


def test_the_contracts_page_says_beforehand_that_somebody_else_has_to_sign(
    make: Make, browser: People, db: Session, engine: Engine
) -> None:
    place = endorsed(make)
    efua = browser("programme_manager", place)
    ghost = came_in(make, efua.username, "committee_officer", place)
    drawn = contract(make, place, ())
    url = f"/s/{place.code}/contracts/{drawn.number}"
    signs, told = f"{url}/sign", "Let somebody else sign for this party"
    assert signs in efua.get(url).html
    sign(make, db, ghost, place, drawn.number, "community")
    page = efua.get(url)
    assert told in page.text
    assert signs not in page.html
    assert statements_of(engine, efua, url) <= 6
    other = browser("programme_manager", place)
    assert signs in other.get(url).html
    assert told not in other.get(url).text + as_(browser, ghost).get(url).text
    confirm(make, make.account("administrator"), ghost, "committee_officer", place)
    assert told not in efua.get(url).text
    assert efua.send(signs, party="agency").status == 200
    assert db.scalar(select(func.count()).select_from(Signature)) == 2


def test_who_signed_for_one_party_reads_why_not_for_the_other(
    make: Make, browser: People, db: Session
) -> None:
    place = endorsed(make)
    efua = browser("programme_manager", place)
    also(make, efua.username, "committee_officer", place)
    drawn = contract(make, place, ())
    url = f"/s/{place.code}/contracts/{drawn.number}"
    assert f"{url}/sign" in efua.get(url).html
    sign(make, db, efua.username, place, drawn.number, "agency")
    page = efua.get(url)
    assert "You have signed for another party. One person signs for one party." in page.text
    assert f"{url}/sign" not in page.html


def test_officers_whom_one_manager_invited_sign_beside_another_manager(make: Make, db: Session) -> None:
    place = endorsed(make)
    efua = make.account("programme_manager", place)
    cleo, carla = (came_in(make, efua, role, place) for role in ("committee_officer", "local_authority"))
    drawn = contract(make, place, ())
    sign(make, db, cleo, place, drawn.number, "community")
    sign(make, db, carla, place, drawn.number, "authority")
    sign(make, db, drawn.usernames["programme_manager"], place, drawn.number, "agency")
    assert db.scalar(select(func.count()).select_from(Signature)) == 3


def sign(make: Make, db: Session, who: str, place: Any, number: int, party: str) -> None:
    account = db.scalars(select(Account.id).where(Account.username == who)).one()
    contracts.sign(acting(db, account, place, at(STARTS)), number, party, 1)
    db.commit()
